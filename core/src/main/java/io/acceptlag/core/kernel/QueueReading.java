package io.acceptlag.core.kernel;

/**
 * One reading of a listener, filled again at each poll. Figures that the kernel does not report are
 * {@link #UNKNOWN}.
 */
public final class QueueReading {
  /** A figure that the kernel does not report. */
  public static final int UNKNOWN = -1;

  /** {@code sk_ack_backlog}: connections that wait to be accepted. May exceed limit + 1. */
  public int length = UNKNOWN;

  /** {@code sk_max_ack_backlog}; there is room for one more than this. */
  public int limit = UNKNOWN;

  /**
   * {@code sk_drops} of the listener, an unsigned 32-bit count of packets since the socket was
   * made.
   */
  public long drops = UNKNOWN;

  /** System.nanoTime after all of this was read. */
  public long readNanos;

  /**
   * @param all whether to clear the drops too, which are not read each time
   */
  public void clear(boolean all) {
    length = UNKNOWN;
    limit = UNKNOWN;
    if (all) {
      drops = UNKNOWN;
    }
  }
}
