package io.acceptlag.agent.start;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Objects if the option {@code enabled} is false. */
final class SwitchedOff implements Function<Start, @Nullable String> {
  @Override
  public @Nullable String apply(Start start) {
    return start.configuration().configuration().enabled() ? null : StartChecks.SILENTLY;
  }
}
