package io.acceptlag.core.evidence;

/**
 * The connections that came when a listener's queue first overflowed in some trouble, up to the
 * moment when the first client that was refused may have tried again. Until then each SYN that is
 * refused is a client of its own.
 */
public final class FirstBurst {
  public static final FirstBurst UNKNOWN = new FirstBurst(-1, false, 0, true);

  private final long came;
  private final boolean exact;
  private final long nanos;
  private final boolean settled;
  private final long largestBefore;

  /**
   * @param came how many were taken, waited or were refused; -1 if not known
   * @param exact whether that number is exact; else they may be fewer, never more
   * @param nanos within which they came
   * @param settled whether no more can be found out, because those refused come again from now on
   */
  public FirstBurst(long came, boolean exact, long nanos, boolean settled) {
    this(came, exact, nanos, settled, -1);
  }

  private FirstBurst(long came, boolean exact, long nanos, boolean settled, long largestBefore) {
    this.came = came;
    this.exact = exact;
    this.nanos = nanos;
    this.settled = settled;
    this.largestBefore = largestBefore;
  }

  /**
   * @param largest the largest burst in earlier troubles of the listener; -1 if there was none
   */
  public FirstBurst after(long largest) {
    return new FirstBurst(came, exact, nanos, settled, largest);
  }

  /** The same where nobody counted how many were taken. */
  public FirstBurst uncounted() {
    return new FirstBurst(-1, false, nanos, settled);
  }

  public boolean known() {
    return came >= 0;
  }

  public long came() {
    return came;
  }

  /**
   * The length of a queue that holds this burst, and those before. A burst that comes again is
   * mostly smaller.
   */
  public long largest() {
    return Math.max(came, largestBefore);
  }

  long largestBefore() {
    return largestBefore;
  }

  public boolean exact() {
    return exact;
  }

  public long nanos() {
    return nanos;
  }

  public boolean settled() {
    return settled;
  }
}
