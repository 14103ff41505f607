package io.acceptlag.core.listener;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * A few of the connections that a listener has accepted, on their way from the acceptors to the
 * sampler: the descriptor and the time of each, no object of the application's. It takes as many as
 * the sampler allows, and ignores the rest.
 *
 * <p>If many come, those taken are spread over time at uneven intervals. Under a periodic load, say
 * one that goes round the workers of a server, the first ones after each poll would always be the
 * same.
 *
 * <p>Several acceptors may offer at once, and one thread takes.
 */
public final class AcceptedSample {
  /** How many may be on their way at once; a power of two. */
  private static final int SIZE = 32;

  /** How many are taken however fast they come, because there may be nothing but one burst. */
  private static final int AT_ONCE = 16;

  /**
   * At a first poll no time has passed since the one before, but with no gap at all nothing would
   * be taken until the time is over that the last one was ahead.
   */
  private static final long GAP_MIN_NANOS = 1_000_000;

  /**
   * Two numbers per entry: when it was accepted, then its descriptor + 1, or 0 for a free entry.
   */
  private final AtomicLongArray entries = new AtomicLongArray(2 * SIZE);

  private final AtomicLong offered = new AtomicLong();

  /** When the next one would be due, if all came evenly. */
  private final AtomicLong dueNanos = new AtomicLong();

  private volatile long gapNanos = GAP_MIN_NANOS;
  private volatile long limit = SIZE;

  // For the thread that takes.
  private long taken;
  private long takenNanos;

  /**
   * Costs a few reads when none is wanted. If two acceptors offer at the same moment, one may be
   * ignored: any connection will do.
   */
  void offer(int fd, long acceptedNanos) {
    long ticket = offered.get();
    if (ticket >= limit) {
      return;
    }
    long gap = gapNanos;
    long aheadNanos = ticket == 0 ? 0 : Math.max(0, dueNanos.get() - acceptedNanos);
    if (aheadNanos <= AT_ONCE * gap && offered.compareAndSet(ticket, ticket + 1)) {
      dueNanos.lazySet(acceptedNanos + aheadNanos + unevenly(gap, acceptedNanos));
      int at = at(ticket);
      entries.lazySet(at, acceptedNanos);
      entries.lazySet(at + 1, fd + 1L);
    }
  }

  /** Half to one and a half times the gap, by the last digits of the clock. */
  private static long unevenly(long gap, long nowNanos) {
    return (gap * (64 + ((nowNanos * 0x9E3779B97F4A7C15L) >>> 57))) >> 7;
  }

  /**
   * The descriptor of the next connection, or -1 if there is none. It may have been closed since.
   */
  public int take() {
    int at = at(taken);
    long fd = entries.get(at + 1) - 1;
    if (fd < 0) {
      return -1;
    }
    takenNanos = entries.get(at);
    entries.lazySet(at + 1, 0);
    taken++;
    return (int) fd;
  }

  /** When the connection that was taken last was accepted. */
  public long takenNanos() {
    return takenNanos;
  }

  /**
   * Allows so many more from now on, instead of what was allowed before.
   *
   * @param apartNanos the mean interval from one to the next, if they keep coming faster than that
   */
  public void allow(int more, long apartNanos) {
    gapNanos = Math.max(GAP_MIN_NANOS, apartNanos);
    limit = taken + Math.min(more, SIZE);
  }

  private static int at(long ticket) {
    return 2 * (int) (ticket & (SIZE - 1));
  }
}
