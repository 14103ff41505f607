package io.acceptlag.core.cause;

import io.acceptlag.core.evidence.Evidence;
import io.acceptlag.core.evidence.FigureText;

/** Whether a span of time in which nothing ran accounts for the trouble. */
final class Standstill {
  private static final long MIN_NANOS = 50_000_000;

  private Standstill() {}

  /** Half of it is enough: what waited through a pause still has to be worked off after it. */
  static boolean explains(long stillNanos, Evidence evidence) {
    return stillNanos >= MIN_NANOS && 2 * stillNanos >= evidence.troubleNanos;
  }

  static String seconds(long nanos) {
    return FigureText.seconds(nanos);
  }

  /** {@code 1.3 s of the last 1.5 s}. */
  static String of(long nanos, Evidence evidence) {
    return seconds(nanos) + " of the last " + seconds(Math.max(nanos, evidence.host.nanos));
  }
}
