package io.acceptlag.core.connect;

/**
 * Connects of which one after another had the same trouble, and none between them went otherwise.
 * It shows what befalls all connects of somebody who makes few of them.
 */
final class InARow {
  /** Two may be one that was tried again at once. */
  private static final long COUNT_MIN = 3;

  /** A server that is being restarted refuses for less, and whoever retries it is patient. */
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
