package io.acceptlag.core.listener;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/**
 * The buckets of the exported histogram. Each bucket of {@link WaitHistogram} lies within one of
 * them.
 */
public final class ExportedBuckets {
  private static final long[] EDGES_MILLIS = {
    1, 2, 5, 10, 25, 50, 100, 250, 500, 1_000, 3_000, 7_000, 15_000, 30_000, 60_000
  };

  /** Seconds, inclusive. */
  public static final List<Double> EDGES = edges();

  /** Buckets, the last of which has no edge. */
  public static final int COUNT = EDGES_MILLIS.length + 1;

  private static final int[] BUCKET_OF = bucketOf();

  private ExportedBuckets() {}

  private static List<Double> edges() {
    List<Double> edges = new ArrayList<>();
    for (long millis : EDGES_MILLIS) {
      edges.add(millis / 1000.0);
    }
    return Collections.unmodifiableList(edges);
  }

  private static int[] bucketOf() {
    int[] buckets = new int[WaitHistogram.BUCKETS];
    for (int i = 0; i < buckets.length; i++) {
      int found = Arrays.binarySearch(EDGES_MILLIS, WaitHistogram.upperBoundMillis(i));
      buckets[i] = found >= 0 ? found : -found - 1;
    }
    return buckets;
  }

  /**
   * @param waits counts by {@link WaitHistogram} bucket
   */
  public static void add(long[] waits, long[] into) {
    for (int i = 0; i < waits.length; i++) {
      into[BUCKET_OF[i]] += waits[i];
    }
  }
}
