package io.acceptlag.agent.config;

import static java.util.Objects.requireNonNull;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;

/**
 * The configuration as it is now: some options can be changed while the JVM runs. Every change goes
 * through here (JMX, the command {@code set}). For any thread.
 */
public final class RunningSettings {
  private static final Set<Option> CHANGEABLE =
      Collections.unmodifiableSet(
          EnumSet.of(
              Option.ENABLED,
              Option.WARN_WAIT,
              Option.WARN_QUEUE,
              Option.WARN_UNSERVED,
              Option.PORTS,
              Option.PORTS_EXCLUDE,
              Option.MUTE));

  private volatile Configuration configuration;
  private BiConsumer<Configuration, String> apply = (now, sentence) -> {};

  public RunningSettings(Configuration atStart) {
    configuration = atStart;
  }

  public Configuration configuration() {
    return configuration;
  }

  /**
   * Sets what puts a change into effect.
   *
   * @param apply takes the new configuration, and a sentence that says what has changed
   */
  public synchronized void onChange(BiConsumer<Configuration, String> apply) {
    this.apply = apply;
  }

  /** The keys that {@link #change} takes. */
  public static String changeable() {
    StringBuilder keys = new StringBuilder();
    for (Option option : CHANGEABLE) {
      keys.append(keys.length() == 0 ? "" : ", ").append(option.key());
    }
    return keys.toString();
  }

  /** The value of an option now, as it would be written. */
  public String value(Option option) {
    return text(option, configuration.values());
  }

  /**
   * Changes an option, with effect from the next poll.
   *
   * @param key such as {@code warn.wait}
   * @param value as it would be written in the agent argument
   * @return the change, as in "warn.wait is 500ms; it was 200ms"
   * @throws IllegalArgumentException with a whole sentence for the user; nothing is changed
   */
  public synchronized String change(String key, String value) {
    Option option = option(key.trim());
    String text = value.trim();
    Map<Option, Object> values = configuration.values();
    String before = text(option, values);
    try {
      values.put(option, parsed(option, text, values));
      Configuration now = new Configuration(values);
      if (now.ports().isEmpty()) {
        throw new InvalidValueException("which leaves no port to watch");
      }
      configuration = now;
    } catch (InvalidValueException e) {
      throw new IllegalArgumentException(
          "Option "
              + option.key()
              + (text.isEmpty() ? " was given no value" : " was given " + Quoted.of(text))
              + ", "
              + e.reason()
              + ". Give "
              + option.syntax().request(option.example())
              + ". It stays "
              + before
              + ".");
    }
    String sentence = option.key() + " is " + text(option, values);
    if (!before.equals(text(option, values))) {
      sentence += "; it was " + before;
      apply.accept(configuration, sentence);
    }
    return sentence;
  }

  private static Option option(String key) {
    for (Option option : Option.values()) {
      if (option.key().equals(key)) {
        if (!CHANGEABLE.contains(option)) {
          throw new IllegalArgumentException(
              "Option " + key + " cannot be changed in a running JVM; " + changeable() + " can.");
        }
        return option;
      }
    }
    Option nearest = NearestOption.of(key);
    throw new IllegalArgumentException(
        Quoted.of(key)
            + " is not an option; "
            + (nearest == null ? "" : "the nearest one is " + nearest.key() + ". ")
            + "These can be changed: "
            + changeable()
            + ".");
  }

  private static Object parsed(Option option, String text, Map<Option, Object> values)
      throws InvalidValueException {
    if (text.isEmpty()) {
      throw new InvalidValueException("but needs one");
    }
    Object value = option.syntax().parse(text);
    if (option == Option.WARN_UNSERVED
        && value.equals(0L) != requireNonNull(values.get(option)).equals(0L)) {
      // Listeners keep a sample of connections from their first accept on, or never.
      throw new InvalidValueException("which takes a restart: off is decided at the start");
    }
    return value;
  }

  private static String text(Option option, Map<Option, Object> values) {
    return option.syntax().text(requireNonNull(values.get(option)));
  }
}
