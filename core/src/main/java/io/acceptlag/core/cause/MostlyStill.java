package io.acceptlag.core.cause;

import io.acceptlag.core.evidence.Evidence;
import org.jspecify.annotations.Nullable;

/**
 * The process stood still for three quarters of the time in which connections were not read.
 * Threads that are seen to wait after that may only do what they do for each connection. Those that
 * really keep others waiting do so for longer, and are named then.
 */
final class MostlyStill implements Cause {
  private final Cause pause = new StopTheWorld();
  private final Cause stop = new ProcessStopped();

  @Override
  public @Nullable Diagnosis judge(Evidence evidence) {
    Standstill still = new Standstill(evidence);
    long stoodNanos = Math.max(still.pausedNanos, still.stoppedNanos);
    if (4 * stoodNanos < 3 * evidence.troubleNanos) {
      return null;
    }
    Diagnosis paused = pause.judge(evidence);
    return paused == null ? stop.judge(evidence) : paused;
  }
}
