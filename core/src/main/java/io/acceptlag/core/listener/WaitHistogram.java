package io.acceptlag.core.listener;

import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Accept waits of one listener, in buckets of milliseconds. Recording is one atomic addition; two
 * for a wait of a tick or more.
 *
 * <p>The bounds hold every edge of the exported histogram exactly (1, 3, 7 and 15 s are where a
 * client's re-sent SYNs arrive), and between them are close enough that a percentile is off by a
 * quarter at most. Waits are whole kernel ticks, so finer ones would be empty.
 */
public final class WaitHistogram {
  private static final int[] UPPER_BOUNDS_MILLIS = {
    1, 2, 3, 4, 5, 6, 8, 10, 12, 16, 20, 25, 32, 40, 50, 64, 80, 100, 125, 160, 200, 250, 320, 400,
    500, 640, 800, 1_000, 1_250, 1_600, 2_000, 2_500, 3_000, 3_500, 4_000, 5_000, 6_000, 7_000,
    8_000, 10_000, 12_000, 15_000, 20_000, 25_000, 30_000, 40_000, 50_000, 60_000, 90_000, 120_000
  };

  /** Buckets, the last of which has no upper bound. */
  public static final int BUCKETS = UPPER_BOUNDS_MILLIS.length + 1;

  private static final int SUM_MILLIS = BUCKETS;

  private final AtomicLongArray cells = new AtomicLongArray(BUCKETS + 1);

  /** A wait known to be shorter than one tick. */
  void recordBelowTick() {
    cells.getAndIncrement(0);
  }

  /** Records an accept wait, or any other duration that the caller measures. */
  public void record(long waitMillis) {
    cells.getAndIncrement(bucketOf(waitMillis));
    cells.getAndAdd(SUM_MILLIS, waitMillis);
  }

  /** Waits recorded so far in one bucket. */
  public long count(int bucket) {
    return cells.get(bucket);
  }

  /** Waits recorded so far. */
  public long count() {
    long count = 0;
    for (int i = 0; i < BUCKETS; i++) {
      count += cells.get(i);
    }
    return count;
  }

  public long sumMillis() {
    return cells.get(SUM_MILLIS);
  }

  /** Milliseconds, inclusive; {@link Long#MAX_VALUE} for the last bucket. */
  public static long upperBoundMillis(int bucket) {
    return bucket < UPPER_BOUNDS_MILLIS.length ? UPPER_BOUNDS_MILLIS[bucket] : Long.MAX_VALUE;
  }

  /**
   * @param into {@link #BUCKETS} counts
   */
  public void copyTo(long[] into) {
    for (int i = 0; i < BUCKETS; i++) {
      into[i] = cells.get(i);
    }
  }

  /**
   * The upper bound of the bucket that holds the wanted share of the waits recorded since {@code
   * before} was copied, milliseconds; -1 when there were none.
   */
  public long quantileMillisSince(long[] before, double share) {
    long[] counts = new long[BUCKETS];
    long total = 0;
    for (int i = 0; i < BUCKETS; i++) {
      counts[i] = cells.get(i) - before[i];
      total += counts[i];
    }
    if (total == 0) {
      return -1;
    }
    long wanted = (long) Math.ceil(share * total);
    long seen = 0;
    for (int i = 0; i < BUCKETS; i++) {
      seen += counts[i];
      if (seen >= wanted) {
        return upperBoundMillis(i);
      }
    }
    return Long.MAX_VALUE;
  }

  private static int bucketOf(long waitMillis) {
    int low = 0;
    int high = UPPER_BOUNDS_MILLIS.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (waitMillis <= UPPER_BOUNDS_MILLIS[middle]) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low;
  }
}
