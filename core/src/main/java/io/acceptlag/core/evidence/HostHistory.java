package io.acceptlag.core.evidence;

/**
 * The readings of the last polls, and by how much each poll was late. A thread that only sleeps is
 * late when the whole process did not run, so its lateness measures that.
 */
public final class HostHistory {
  private static final int CAPACITY = 128;

  /** On a busy machine any thread may be late by less than this. */
  public static final long LATE_MIN_NANOS = 50_000_000;

  private final HostReading[] readings = new HostReading[CAPACITY];
  private final long[] atNanos = new long[CAPACITY];
  private final long[] lateNanos = new long[CAPACITY];
  private int next;
  private int size;
  private long standstillNanos;

  public HostHistory() {
    for (int i = 0; i < CAPACITY; i++) {
      readings[i] = new HostReading();
    }
  }

  /**
   * @param late by how much this poll is late; the sampler's own work is subtracted from it
   */
  public void add(long nowNanos, long late, HostReading reading) {
    long idle = size == 0 ? 0 : late - worked(readings[previous(next)], reading);
    if (size > 0) {
      reading.takeMissingFrom(readings[previous(next)]);
    }
    reading.copyTo(readings[next]);
    atNanos[next] = nowNanos;
    lateNanos[next] = idle >= LATE_MIN_NANOS ? idle : 0;
    long still = size == 0 ? 0 : lateNanos[next] - waited(readings[previous(next)], reading);
    standstillNanos = still >= LATE_MIN_NANOS ? still : 0;
    next = (next + 1) % CAPACITY;
    size = Math.min(CAPACITY, size + 1);
  }

  /**
   * For how long the sampler's thread did not run before the latest poll, without having waited for
   * a CPU: something kept the whole process from running. Small delays aside.
   */
  public long standstillNanos() {
    return standstillNanos;
  }

  /** The latest reading; what was missing from it is as it was before. */
  public void copyLatestTo(HostReading other) {
    if (size > 0) {
      readings[previous(next)].copyTo(other);
    }
  }

  /**
   * From the last poll before {@code startNanos} to now.
   *
   * @param nowNanos taken late in the latest poll: what stopped the process may have done so in the
   *     midst of it
   * @param now read at that time
   */
  public HostPeriod since(long startNanos, long nowNanos, HostReading now) {
    if (size == 0) {
      return HostPeriod.UNKNOWN;
    }
    int latest = previous(next);
    int at = latest;
    long within = nowNanos - atNanos[latest] - worked(readings[latest], now);
    long late = within >= LATE_MIN_NANOS ? Math.min(within, nowNanos - startNanos) : 0;
    for (int i = 1; i < size && atNanos[at] - startNanos > 0; i++) {
      // A stall that began before the trouble counts for the part that the trouble lasted.
      late += Math.min(lateNanos[at], atNanos[at] - startNanos);
      at = previous(at);
    }
    return new HostPeriod(nowNanos - atNanos[at], late, readings[at], now);
  }

  /**
   * For how long the sampler's own thread has run between two readings, or a little more, because
   * this is not read while polls are on time.
   */
  private static long worked(HostReading from, HostReading to) {
    return from.runNanos < 0 || to.runNanos < 0 ? 0 : to.runNanos - from.runNanos;
  }

  /** For how long it waited for a CPU. */
  private static long waited(HostReading from, HostReading to) {
    return from.runDelayNanos < 0 || to.runDelayNanos < 0
        ? 0
        : to.runDelayNanos - from.runDelayNanos;
  }

  private static int previous(int index) {
    return (index + CAPACITY - 1) % CAPACITY;
  }
}
