package io.acceptlag.agent.remote;

/** The properties by which an agent answers; read by the attach protocol's "agentProperties". */
public final class RemoteKeys {
  public static final String VERSION = "acceptlag.version";

  /** The path of the jar, as the target sees it. */
  public static final String JAR = "acceptlag.jar";

  /** All options as they are, a line each: {@code warn.wait=200ms}. */
  public static final String OPTIONS = "acceptlag.options";

  /** The addresses of the watched listeners, a line each. */
  public static final String LISTENERS = "acceptlag.listeners";

  /** The first line of the log. */
  public static final String START = "acceptlag.start";

  /** The last lines of the log, each with the time and the level before it. */
  public static final String LINES = "acceptlag.lines";

  /** The folder in which the next order is looked for, once, when the answer is asked for. */
  public static final String ORDERS = "acceptlag.orders";

  /** The folder of the last order, a blank, and its result. */
  public static final String ANSWER = "acceptlag.answer";

  /** The version of an agent that has left. */
  public static final String LEFT = "acceptlag.left";

  /** The file of an order, in its folder. */
  public static final String ORDER_FILE = "order";

  public static final String DETACH = "detach";
  public static final String SET = "set ";

  /** The order to write the black box to the folder that follows, until that is removed. */
  public static final String BOX = "box ";

  /**
   * The file of a black box, in its folder; until it is complete, its name ends with {@link #PART}.
   */
  public static final String BOX_FILE = "box";

  public static final String PART = ".part";

  /** The beginning of an answer that says why nothing was done. */
  public static final String REFUSED = "refused: ";

  private RemoteKeys() {}
}
