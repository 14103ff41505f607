package io.acceptlag.agent.start;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Objects if the agent already runs: named in two options, or attached to a JVM that started with
 * it.
 */
final class SecondAgent implements Function<Start, @Nullable String> {
  @Override
  public @Nullable String apply(Start start) {
    return start.again() ? "WARN acceptlag is configured twice; this one is ignored" : null;
  }
}
