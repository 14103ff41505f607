package io.acceptlag.agent.start;

import io.acceptlag.agent.jvm.Jvm;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Objects to systems other than Linux. */
final class OtherSystem implements Function<Start, @Nullable String> {
  @Override
  public @Nullable String apply(Start start) {
    return Jvm.isLinux()
        ? null
        : "WARN accept queues can be seen on Linux only, and this is "
            + System.getProperty("os.name")
            + "; the application runs without acceptlag";
  }
}
