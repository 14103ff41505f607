package io.acceptlag.probes;

/**
 * The bound of one walk over many sockets, in rows and in time, so that the sampler is not held up.
 */
final class Bound {
  private final long startNanos = System.nanoTime();
  private final int rowsMax;
  private final long nanosMax;
  private int rows;
  private boolean reached;

  Bound(int rowsMax, long nanosMax) {
    this.rowsMax = rowsMax;
    this.nanosMax = nanosMax;
  }

  /** Call it after each row. */
  boolean allowsMore() {
    rows++;
    reached |= rows >= rowsMax || System.nanoTime() - startNanos > nanosMax;
    return !reached;
  }

  boolean reached() {
    return reached;
  }
}
