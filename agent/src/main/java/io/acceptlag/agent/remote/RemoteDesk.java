package io.acceptlag.agent.remote;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Where the agent is asked from outside: as defaults of the JVM's agent properties, so that nothing
 * of the JDK's or of other agents is written over, and nothing stays when it is closed.
 */
public final class RemoteDesk {
  private final Properties shared;
  private final Consumer<@Nullable Properties> setDefaults;
  private final Map<String, Supplier<String>> answers = new LinkedHashMap<>();

  /**
   * @param shared the JVM's agent properties
   * @param setDefaults sets their defaults
   */
  public RemoteDesk(Properties shared, Consumer<@Nullable Properties> setDefaults) {
    this.shared = shared;
    this.setDefaults = setDefaults;
  }

  /** To be said of the agent whenever it is asked; before {@link #open}. */
  public RemoteDesk says(String key, Supplier<String> answer) {
    answers.put(key, answer);
    return this;
  }

  /**
   * Answers from now on.
   *
   * @param carryOut takes an order and returns what came of it, or throws IllegalArgumentException
   */
  public void open(UnaryOperator<String> carryOut) {
    Orders orders = new Orders(carryOut);
    says(RemoteKeys.ANSWER, orders::answer);
    says(RemoteKeys.ORDERS, orders::folder);
    shared.remove(RemoteKeys.LEFT);
    shared.remove(RemoteKeys.JAR);
    setDefaults.accept(new Answers(answers));
  }

  /** Says from now on only that this version was here, and from which jar. */
  public void close(String version, String jar) {
    setDefaults.accept(null);
    shared.setProperty(RemoteKeys.JAR, jar);
    shared.setProperty(RemoteKeys.LEFT, version);
  }
}
