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
   * @param came those taken, waiting and refused; -1 if not known
   * @param exact whether they are as many; else they may be fewer, never more
   * @param nanos within which they came
   * @param settled whether no more can be found out: those refused come again from now on
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
   * @param largest of the bursts in earlier troubles of the listener; -1 if there was none
   */
  public FirstBurst after(long largest) {
    return new FirstBurst(came, exact, nanos, settled, largest);
  }

  public boolean known() {
    return came >= 0;
  }

  public long came() {
    return came;
  }

  /** A queue that holds all of this burst and of those before; what comes again is mostly fewer. */
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
