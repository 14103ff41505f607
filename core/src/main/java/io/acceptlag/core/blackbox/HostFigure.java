package io.acceptlag.core.blackbox;

/**
 * What is kept of the whole process in an interval. Their order is the order of the bytes: new ones
 * go last.
 */
public enum HostFigure implements Merged {
  /** From the beginning of the interval to its end. */
  LENGTH_MS(Merge.SUM),
  GC_MS(Merge.SUM),
  /** At safepoints of any kind, those for garbage collection among them. */
  SAFEPOINT_MS(Merge.SUM),
  /** The most by which a poll came late. */
  LATE_MS(Merge.MOST),
  QUOTA_PERIODS(Merge.SUM),
  THROTTLED_PERIODS(Merge.SUM),
  /** For how long the sampler's thread waited for a CPU. */
  RUN_DELAY_MS(Merge.SUM),
  /** For how long some task of the host waited for a CPU. */
  CPU_PRESSURE_MS(Merge.SUM),
  STOLEN_MS(Merge.SUM),
  DESCRIPTORS(Merge.LAST),
  DESCRIPTOR_LIMIT(Merge.LAST),
  /** Listeners with which anything happened. */
  BUSY_LISTENERS(Merge.MOST),
  /** Of these, how many had no room in the interval: only the totals include them. */
  LEFT_OUT(Merge.MOST),
  /** Of all listeners together. */
  ACCEPTS(Merge.SUM),
  DROPS(Merge.SUM),
  OVERFLOWS(Merge.SUM);

  private final Merge merge;

  HostFigure(Merge merge) {
    this.merge = merge;
  }

  @Override
  public Merge merge() {
    return merge;
  }
}
