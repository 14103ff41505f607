package io.acceptlag.core.evidence;

/**
 * What has happened to the whole process, as counts that only grow, each since a moment of its own.
 * Filled again at each poll; {@link #UNKNOWN} where a count is not available. Public fields,
 * because it is filled at each poll without making an object.
 */
public final class HostReading {
  /** A count that neither the JVM nor the kernel reports. */
  public static final long UNKNOWN = -1;

  /** Milliseconds in pauses for garbage collection, all collectors together. */
  public long gcMillis = UNKNOWN;

  /** Milliseconds at safepoints of any kind, those for garbage collection among them. */
  public long safepointMillis = UNKNOWN;

  /**
   * Periods of the cgroup's CPU quota in which it ran at all, and in which it was throttled. Not
   * read each time where there is no quota.
   */
  public long quotaPeriods = UNKNOWN;

  public long throttledPeriods = UNKNOWN;

  /**
   * Nanoseconds that the sampler's thread has run, or waited for what it had asked for itself. Not
   * read each time.
   */
  public long runNanos = UNKNOWN;

  /** Nanoseconds that it was ready to run and got no CPU. Not read while it comes in time. */
  public long runDelayNanos = UNKNOWN;

  /** Microseconds in which some task of the host waited for a CPU. Not read each time. */
  public long cpuPressureMicros = UNKNOWN;

  /**
   * Milliseconds that the hypervisor kept a CPU from this machine, on the average of its CPUs. Not
   * read each time.
   */
  public long stolenMillis = UNKNOWN;

  /** Milliseconds of CPU time of all threads together. Not read each time. */
  public long cpuMillis = UNKNOWN;

  /**
   * How often the process's first thread has got a CPU. In the program java this thread waits for
   * the end of the JVM. It runs when a signal, a debugger or a freezer wakes all threads to stop
   * them, and once more when they may go on. Not read each time.
   */
  public long firstThreadRuns = UNKNOWN;

  public void clear() {
    gcMillis = UNKNOWN;
    safepointMillis = UNKNOWN;
    quotaPeriods = UNKNOWN;
    throttledPeriods = UNKNOWN;
    runNanos = UNKNOWN;
    runDelayNanos = UNKNOWN;
    cpuPressureMicros = UNKNOWN;
    stolenMillis = UNKNOWN;
    cpuMillis = UNKNOWN;
    firstThreadRuns = UNKNOWN;
  }

  /** Keeps the earlier value of what was not read this time. */
  void takeMissingFrom(HostReading before) {
    if (quotaPeriods < 0) {
      quotaPeriods = before.quotaPeriods;
      throttledPeriods = before.throttledPeriods;
    }
    if (runNanos < 0) {
      runNanos = before.runNanos;
      runDelayNanos = before.runDelayNanos;
    }
    if (cpuPressureMicros < 0) {
      cpuPressureMicros = before.cpuPressureMicros;
    }
    if (stolenMillis < 0) {
      stolenMillis = before.stolenMillis;
    }
    if (cpuMillis < 0) {
      cpuMillis = before.cpuMillis;
    }
    if (firstThreadRuns < 0) {
      firstThreadRuns = before.firstThreadRuns;
    }
  }

  void copyTo(HostReading other) {
    other.gcMillis = gcMillis;
    other.safepointMillis = safepointMillis;
    other.quotaPeriods = quotaPeriods;
    other.throttledPeriods = throttledPeriods;
    other.runNanos = runNanos;
    other.runDelayNanos = runDelayNanos;
    other.cpuPressureMicros = cpuPressureMicros;
    other.stolenMillis = stolenMillis;
    other.cpuMillis = cpuMillis;
    other.firstThreadRuns = firstThreadRuns;
  }
}
