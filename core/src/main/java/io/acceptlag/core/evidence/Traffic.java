package io.acceptlag.core.evidence;

/**
 * How fast connections come to one listener and are taken, from poll to poll. Those taken, waiting
 * and refused together are those that came. (The namespace's PassiveOpens would not tell whose they
 * are.) A client that was refused comes again a second later, and then counts again.
 */
public final class Traffic {
  private static final int CAPACITY = 64;
  private static final long LATELY_NANOS = 150_000_000;

  /** What begins in the last of two such times is no steady traffic. */
  private static final long STEADY_NANOS = 250_000_000;

  private static final long TURNOVER_NANOS = 2_000_000_000;
  private static final long TURNOVER_MIN_NANOS = 1_000_000_000;

  /** The usual rate is that of about the last half minute before trouble. */
  private static final double USUAL_SECONDS = 30;

  private final long[] atNanos = new long[CAPACITY];
  private final long[] accepted = new long[CAPACITY];
  private final long[] came = new long[CAPACITY];
  private int next;
  private int size;
  private double usualPerSecond;
  private double usualSeconds;

  // What came at the last two polls; 0 seconds if it was not calm.
  private double lastSeconds;
  private long lastCount;
  private double secondLastSeconds;
  private long secondLastCount;

  /**
   * @param length of the queue, or -1
   * @param refusedSoFar packets dropped because the queue was full, so far
   * @param calm whether what comes now is usual
   */
  public void add(long nowNanos, long acceptedSoFar, int length, long refusedSoFar, boolean calm) {
    long cameSoFar = acceptedSoFar + Math.max(0, length) + refusedSoFar;
    if (size > 0) {
      int before = previous(next);
      double seconds = (nowNanos - atNanos[before]) / 1e9;
      usual(calm ? seconds : 0, Math.max(0, cameSoFar - came[before]));
    }
    atNanos[next] = nowNanos;
    accepted[next] = acceptedSoFar;
    came[next] = cameSoFar;
    next = (next + 1) % CAPACITY;
    size = Math.min(CAPACITY, size + 1);
  }

  /** What comes at the last polls before trouble is the beginning of it, and not usual. */
  private void usual(double seconds, long count) {
    boolean calm = seconds > 0;
    if (calm && secondLastSeconds > 0) {
      double rate = secondLastCount / secondLastSeconds;
      usualSeconds = Math.min(USUAL_SECONDS, usualSeconds + secondLastSeconds);
      usualPerSecond += (rate - usualPerSecond) * Math.min(1, secondLastSeconds / usualSeconds);
    }
    secondLastSeconds = calm ? lastSeconds : 0;
    secondLastCount = lastCount;
    lastSeconds = calm ? seconds : 0;
    lastCount = count;
  }

  /**
   * Describes how fast connections came and were taken in some trouble.
   *
   * @param endNanos when it was last seen
   */
  public void describe(long startNanos, long endNanos, long nowNanos, Evidence.Builder evidence) {
    evidence.acceptedPerSecond = acceptedPerSecond(startNanos, nowNanos);
    // About when trouble was last seen: long after it nothing need be accepted any more.
    evidence.acceptedLatelyPerSecond =
        acceptedPerSecond(endNanos - LATELY_NANOS, Math.min(nowNanos, endNanos + LATELY_NANOS));
    evidence.peakPerSecond = peakPerSecond(startNanos);
    evidence.usualPerSecond = usualPerSecond();
    evidence.usualNanos = evidence.usualPerSecond < 0 ? -1 : Math.round(1e9 * usualSeconds);
  }

  /**
   * How many of the connections taken lately are closed.
   *
   * @param countedNanos when the open ones were counted
   * @param acceptedSoFar before that
   * @param open how many accepted connections are open, whenever they were accepted
   */
  public Turnover turnover(long countedNanos, long acceptedSoFar, int open) {
    int from = before(countedNanos - TURNOVER_NANOS);
    long nanos = countedNanos - atNanos[from];
    if (size == 0 || nanos < TURNOVER_MIN_NANOS) {
      return Turnover.UNKNOWN;
    }
    long taken = acceptedSoFar - accepted[from];
    // Those open may be older ones, so that more of these may be closed, but not fewer.
    return new Turnover(taken, Math.max(0, taken - open), nanos);
  }

  /** Connections taken per second between two moments, each rounded to the last poll before it. */
  double acceptedPerSecond(long fromNanos, long toNanos) {
    int from = before(fromNanos);
    int to = before(toNanos);
    return size == 0 ? 0 : perSecond(accepted[to] - accepted[from], from, to);
  }

  /** The highest rate between two polls since then, at which connections came. */
  double peakPerSecond(long startNanos) {
    double peak = 0;
    int to = previous(next);
    for (int i = 1; i < size && atNanos[to] - startNanos > 0; i++) {
      int from = previous(to);
      peak = Math.max(peak, perSecond(came[to] - came[from], from, to));
      to = from;
    }
    return peak;
  }

  /**
   * The rate at which connections usually come; -1 where the listener was not watched for long
   * enough.
   */
  double usualPerSecond() {
    return usualSeconds < 2 ? -1 : usualPerSecond;
  }

  /**
   * The rate at which connections came all the time just before a moment, the lower one of two
   * periods; 0 where these were not seen.
   */
  public double steadyPerSecond(long untilNanos) {
    int to = before(untilNanos);
    int half = before(untilNanos - STEADY_NANOS);
    int from = before(untilNanos - 2 * STEADY_NANOS);
    if (size == 0 || atNanos[from] - (untilNanos - 2 * STEADY_NANOS) > 0) {
      return 0;
    }
    return Math.min(
        perSecond(came[to] - came[half], half, to), perSecond(came[half] - came[from], from, half));
  }

  private int before(long startNanos) {
    int at = previous(next);
    for (int i = 1; i < size && atNanos[at] - startNanos > 0; i++) {
      at = previous(at);
    }
    return at;
  }

  private double perSecond(long count, int from, int to) {
    long nanos = atNanos[to] - atNanos[from];
    return nanos <= 0 ? 0 : Math.max(0, count) * 1e9 / nanos;
  }

  private static int previous(int index) {
    return (index + CAPACITY - 1) % CAPACITY;
  }
}
