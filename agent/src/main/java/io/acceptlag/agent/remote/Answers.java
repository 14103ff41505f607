package io.acceptlag.agent.remote;

import java.util.Map;
import java.util.Properties;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Properties that are computed when they are read, on the JVM's own attach thread. What nobody asks
 * for costs nothing.
 */
@SuppressWarnings("serial") // It is never serialised.
final class Answers extends Properties {
  private final transient Map<String, Supplier<String>> answers;

  Answers(Map<String, Supplier<String>> answers) {
    this.answers = answers;
    for (String key : answers.keySet()) {
      // Properties lists the keys that its defaults contain, and then asks for their values.
      setProperty(key, "");
    }
  }

  @Override
  public @Nullable String getProperty(String key) {
    Supplier<String> answer = answers.get(key);
    if (answer == null) {
      return null;
    }
    try {
      return answer.get();
    } catch (RuntimeException | LinkageError e) {
      // A failure here must not hide other properties.
      return "";
    }
  }

  @Override
  public synchronized boolean equals(Object other) {
    return this == other;
  }

  @Override
  public synchronized int hashCode() {
    return System.identityHashCode(this);
  }
}
