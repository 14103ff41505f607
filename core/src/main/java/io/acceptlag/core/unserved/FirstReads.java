package io.acceptlag.core.unserved;

import java.util.concurrent.atomic.AtomicLongArray;

/**
 * How long the data of new connections waited to be read: from the later of accept and first data
 * to the read. Seen by samples, so what took less than one poll is in the lowest bucket. One thread
 * records, any may read.
 */
public final class FirstReads {
  private static final long[] UPPER_BOUNDS_MILLIS = {
    100, 250, 500, 1_000, 2_000, 5_000, 10_000, 30_000
  };

  /** Buckets, the last of which has no upper bound. */
  public static final int BUCKETS = UPPER_BOUNDS_MILLIS.length + 1;

  private static final int SUM_MILLIS = BUCKETS;

  private final AtomicLongArray cells = new AtomicLongArray(BUCKETS + 1);

  /** Milliseconds, inclusive; {@link Long#MAX_VALUE} for the last bucket. */
  public static long upperBoundMillis(int bucket) {
    return bucket < UPPER_BOUNDS_MILLIS.length ? UPPER_BOUNDS_MILLIS[bucket] : Long.MAX_VALUE;
  }

  /** It was read before the first sample that could have seen it unread. */
  void recordUnderOnePoll() {
    cells.getAndIncrement(0);
  }

  void record(long millis) {
    int bucket = 0;
    while (bucket < UPPER_BOUNDS_MILLIS.length && millis > UPPER_BOUNDS_MILLIS[bucket]) {
      bucket++;
    }
    cells.getAndIncrement(bucket);
    cells.getAndAdd(SUM_MILLIS, millis);
  }

  public long count(int bucket) {
    return cells.get(bucket);
  }

  public long[] counts() {
    long[] counts = new long[BUCKETS];
    for (int i = 0; i < BUCKETS; i++) {
      counts[i] = cells.get(i);
    }
    return counts;
  }

  public long sumMillis() {
    return cells.get(SUM_MILLIS);
  }
}
