package io.acceptlag.core.evidence;

/** What happened to the whole process within a span of time. -1 where a figure is not known. */
public final class HostPeriod {
  public static final HostPeriod UNKNOWN =
      new HostPeriod(0, 0, new HostReading(), new HostReading());

  private static final long MICRO = 1_000;
  private static final long MILLI = 1_000_000;

  public final long nanos;

  /** By how much the sampler's own thread came late, small delays aside. */
  public final long lateNanos;

  public final long gcNanos;
  public final long safepointNanos;
  public final long quotaPeriods;
  public final long throttledPeriods;
  public final long runDelayNanos;
  public final long cpuPressureNanos;
  public final long stolenNanos;

  /** CPU time of all threads together. */
  public final long cpuNanos;

  /** How often the process's first thread has got a CPU. */
  public final long firstThreadRuns;

  public HostPeriod(long nanos, long lateNanos, HostReading from, HostReading to) {
    this.nanos = nanos;
    this.lateNanos = lateNanos;
    gcNanos = difference(from.gcMillis, to.gcMillis, MILLI);
    safepointNanos = difference(from.safepointMillis, to.safepointMillis, MILLI);
    quotaPeriods = difference(from.quotaPeriods, to.quotaPeriods, 1);
    throttledPeriods = difference(from.throttledPeriods, to.throttledPeriods, 1);
    runDelayNanos = difference(from.runDelayNanos, to.runDelayNanos, 1);
    cpuPressureNanos = difference(from.cpuPressureMicros, to.cpuPressureMicros, MICRO);
    stolenNanos = difference(from.stolenMillis, to.stolenMillis, MILLI);
    cpuNanos = difference(from.cpuMillis, to.cpuMillis, MILLI);
    firstThreadRuns = difference(from.firstThreadRuns, to.firstThreadRuns, 1);
  }

  private static long difference(long from, long to, long unit) {
    return from < 0 || to < from ? -1 : (to - from) * unit;
  }
}
