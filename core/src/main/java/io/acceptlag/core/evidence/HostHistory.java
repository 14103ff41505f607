package io.acceptlag.core.evidence;

/**
 * The last polls' readings, and by how much each poll came late. A thread that only sleeps comes
 * late when the whole process did not run, so its own lateness is the measure of that.
 */
public final class HostHistory {
  private static final int CAPACITY = 128;

  /** A busy machine makes any thread late by less. */
  private static final long LATE_MIN_NANOS = 50_000_000;

  private final long pollNanos;
  private final HostReading[] readings = new HostReading[CAPACITY];
  private final long[] atNanos = new long[CAPACITY];
  private final long[] lateNanos = new long[CAPACITY];
  private int next;
  private int size;

  /**
   * @param pollNanos the time meant to pass between two polls
   */
  public HostHistory(long pollNanos) {
    this.pollNanos = pollNanos;
    for (int i = 0; i < CAPACITY; i++) {
      readings[i] = new HostReading();
    }
  }

  public void add(long nowNanos, HostReading reading) {
    long sinceLastNanos = size == 0 ? 0 : nowNanos - atNanos[previous(next)];
    long late = sinceLastNanos - pollNanos;
    reading.copyTo(readings[next]);
    atNanos[next] = nowNanos;
    lateNanos[next] = late >= LATE_MIN_NANOS ? late : 0;
    next = (next + 1) % CAPACITY;
    size = Math.min(CAPACITY, size + 1);
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
    long within = nowNanos - atNanos[latest];
    long late = within >= LATE_MIN_NANOS ? Math.min(within, nowNanos - startNanos) : 0;
    for (int i = 1; i < size && atNanos[at] - startNanos > 0; i++) {
      // A stall that began before the trouble counts for the part that the trouble lasted.
      late += Math.min(lateNanos[at], atNanos[at] - startNanos);
      at = previous(at);
    }
    return new HostPeriod(nowNanos - atNanos[at], late, readings[at], now);
  }

  private static int previous(int index) {
    return (index + CAPACITY - 1) % CAPACITY;
  }
}
