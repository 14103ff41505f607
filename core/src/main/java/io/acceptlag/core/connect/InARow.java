package io.acceptlag.core.connect;

/**
 * Consecutive connects that all had the same trouble. It shows the trouble of an application that
 * connects only now and then.
 */
final class InARow {
  /** Two may be one connect and its immediate retry. */
  private static final long COUNT_MIN = 3;

  /** A restart of the server takes less, and clients that retry get over it. */
  private static final long SPAN_MIN_NANOS = 5_000_000_000L;

  private long count;
  private long firstNanos;
  private long lastNanos;

  /**
   * @param had how many have had the trouble since this was last called
   * @param otherwise how many have not; which of all of them came last is not known
   */
  void observe(long nowNanos, long had, long otherwise) {
    if (otherwise > 0) {
      count = 0;
    } else if (had > 0) {
      firstNanos = count == 0 ? nowNanos : firstNanos;
      lastNanos = nowNanos;
      count += had;
    }
  }

  boolean isTrouble() {
    return count >= COUNT_MIN && lastNanos - firstNanos >= SPAN_MIN_NANOS;
  }

  long count() {
    return count;
  }

  /** When the first of them was seen. */
  long firstNanos() {
    return firstNanos;
  }
}
