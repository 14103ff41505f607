package io.acceptlag.agent.remote;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * Where the agent is asked from outside: it answers as defaults of the JVM's agent properties. So
 * it overwrites nothing of the JDK or of other agents. When it is closed, only the version and the
 * path of the jar stay, and the other keys without a text.
 */
public final class RemoteDesk {
  private final Properties shared;
  private final Consumer<Properties> setDefaults;
  private final Map<String, Supplier<String>> answers = new LinkedHashMap<>();

  /**
   * @param shared the JVM's agent properties
   * @param setDefaults sets their defaults
   */
  public RemoteDesk(Properties shared, Consumer<Properties> setDefaults) {
    this.shared = shared;
    this.setDefaults = setDefaults;
  }

  /** Adds an answer, computed whenever it is asked for. Call it before {@link #open}. */
  public RemoteDesk says(String key, Supplier<String> answer) {
    answers.put(key, answer);
    return this;
  }

  /**
   * Answers from now on.
   *
   * @param carryOut takes an order and returns the result, or throws IllegalArgumentException
   */
  public void open(UnaryOperator<String> carryOut) {
    Orders orders = new Orders(carryOut);
    says(RemoteKeys.ANSWER, orders::answer);
    says(RemoteKeys.ORDERS, orders::folder);
    setDefaults.accept(new Answers(answers));
    // Whoever asks at this moment may have listed the keys already, and fails where one has no
    // value any more. So each key keeps one.
    if (shared.containsKey(RemoteKeys.LEFT)) {
      shared.setProperty(RemoteKeys.LEFT, "");
    }
    shared.remove(RemoteKeys.JAR);
  }

  /** Says from now on only that this version was here, and from which jar. */
  public void close(String version, String jar) {
    shared.setProperty(RemoteKeys.JAR, jar);
    shared.setProperty(RemoteKeys.LEFT, version);
    // Of the JDK's own class, which does not keep ours.
    Properties nothing = new Properties();
    for (String key : answers.keySet()) {
      nothing.setProperty(key, "");
    }
    setDefaults.accept(nothing);
  }
}
