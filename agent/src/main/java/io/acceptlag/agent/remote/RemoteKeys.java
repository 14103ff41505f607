package io.acceptlag.agent.remote;

/** The properties by which an agent answers; read by the attach protocol's "agentProperties". */
public final class RemoteKeys {
  public static final String VERSION = "acceptlag.version";

  /** Where the jar is, as the target sees it. */
  public static final String JAR = "acceptlag.jar";

  /** All options as they are, a line each: {@code warn.wait=200ms}. */
  public static final String OPTIONS = "acceptlag.options";

  /** The addresses of what is watched, a line each. */
  public static final String LISTENERS = "acceptlag.listeners";

  /** The first line of the log. */
  public static final String START = "acceptlag.start";

  /** The last lines of the log, each with the time and the level before it. */
  public static final String LINES = "acceptlag.lines";

  /** The folder in which the next order is looked for, once, when this is asked again. */
  public static final String ORDERS = "acceptlag.orders";

  /** The folder of the order that was carried out last, a blank, and what came of it. */
  public static final String ANSWER = "acceptlag.answer";

  /** Of an agent that has left: its version. */
  public static final String LEFT = "acceptlag.left";

  /** The file of an order, in its folder. */
  public static final String ORDER_FILE = "order";

  public static final String DETACH = "detach";
  public static final String SET = "set ";

  /** Write the black box to the folder that follows, until that goes. */
  public static final String BOX = "box ";

  /** The file of a black box, in its folder; until it is whole, with {@link #PART} after it. */
  public static final String BOX_FILE = "box";

  public static final String PART = ".part";

  /** What an answer begins with that says why nothing was done. */
  public static final String REFUSED = "refused: ";

  private RemoteKeys() {}
}
