package io.acceptlag.core.listener;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * A few of the connections that a listener has accepted, on their way from the acceptors to the
 * sampler: the descriptor and the time of each, nothing of the application's. There is room for as
 * many as the sampler allows, and the rest passes by.
 *
 * <p>Where many come, those taken lie apart in time, unevenly. The first ones after each poll would
 * be always the same of a load that repeats itself, as one that goes round a server's workers.
 *
 * <p>Several acceptors may offer at once, and one thread takes.
 */
public final class AcceptedSample {
  /** At most so many are on their way; a power of two. */
  private static final int SIZE = 32;

  /** So many are taken however fast they come, because a burst may be all that comes. */
  private static final int AT_ONCE = 16;

  private static final long FIRST_GAP_NANOS = 1_000_000;

  /** Two of each: when it was accepted, then its descriptor + 1, or 0 where there is none. */
  private final AtomicLongArray entries = new AtomicLongArray(2 * SIZE);

  private final AtomicLong offered = new AtomicLong();

  /** When the next one would be due, if all came evenly. */
  private final AtomicLong dueNanos = new AtomicLong();

  private volatile long gapNanos = FIRST_GAP_NANOS;
  private volatile long limit = SIZE;

  // Of the thread that takes.
  private long taken;
  private long takenNanos;

  /**
   * A few reads where none is wanted. Of two acceptors that offer at the same moment one may be
   * passed by: any connection will do.
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

  /** Half as long again or half as long, by what the clock's last digits happen to be. */
  private static long unevenly(long gap, long nowNanos) {
    return (gap * (64 + ((nowNanos * 0x9E3779B97F4A7C15L) >>> 57))) >> 7;
  }

  /** The descriptor of the next one, or -1 if there is none. It may have been closed since. */
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

  /** When the one that was taken last was accepted. */
  public long takenNanos() {
    return takenNanos;
  }

  /**
   * From now on so many more, in place of what was allowed before.
   *
   * @param apartNanos from one to the next, where they come faster for long
   */
  public void allow(int more, long apartNanos) {
    gapNanos = apartNanos;
    limit = taken + Math.min(more, SIZE);
  }

  private static int at(long ticket) {
    return 2 * (int) (ticket & (SIZE - 1));
  }
}
