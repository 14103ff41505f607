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
  private final long refused;
  private final double steadyPerSecond;
  private final boolean keptFull;

  /**
   * @param came how many were taken, waited or were refused; -1 if not known
   * @param exact whether that number is exact; else they may be fewer, never more
   * @param nanos within which they came
   * @param settled whether no more can be found out, because those refused come again from now on
   */
  public FirstBurst(long came, boolean exact, long nanos, boolean settled) {
    this(came, exact, nanos, settled, -1, -1, 0, false);
  }

  private FirstBurst(
      long came,
      boolean exact,
      long nanos,
      boolean settled,
      long largestBefore,
      long refused,
      double steadyPerSecond,
      boolean keptFull) {
    this.came = came;
    this.exact = exact;
    this.nanos = nanos;
    this.settled = settled;
    this.largestBefore = largestBefore;
    this.refused = refused;
    this.steadyPerSecond = steadyPerSecond;
    this.keptFull = keptFull;
  }

  /**
   * @param largest {@link #beyondSteady} of the largest burst in earlier troubles of the listener;
   *     -1 if there was none
   */
  public FirstBurst after(long largest) {
    return new FirstBurst(came, exact, nanos, settled, largest, refused, steadyPerSecond, keptFull);
  }

  /**
   * @param packets of it that were refused; -1 if not known
   * @param perSecond connections that came in each second just before it
   */
  public FirstBurst amidst(long packets, double perSecond) {
    return new FirstBurst(came, exact, nanos, settled, largestBefore, packets, perSecond, keptFull);
  }

  /**
   * @param full whether all polls until it was settled have found the queue more than half full
   */
  public FirstBurst keptFull(boolean full) {
    return new FirstBurst(
        came, exact, nanos, settled, largestBefore, refused, steadyPerSecond, full);
  }

  /** The same where nobody counted how many were taken. */
  public FirstBurst uncounted() {
    return new FirstBurst(-1, false, nanos, settled, -1, refused, steadyPerSecond, keptFull);
  }

  public boolean known() {
    return came >= 0;
  }

  public long came() {
    return came;
  }

  /**
   * The length of a queue that holds this burst, and those before, besides what comes all the time
   * and was taken meanwhile. A burst that comes again is mostly smaller.
   *
   * @param room of the queue as it is, which was full
   */
  public long largest(long room) {
    long atLeast = refused < 0 || came < 0 ? -1 : Math.min(came, room + refused);
    return Math.max(Math.max(beyondSteady(), atLeast), largestBefore);
  }

  /** How many more came than in as much time just before; -1 if not known. */
  public long beyondSteady() {
    return came < 0 ? -1 : Math.max(0, came - steady());
  }

  /** How many would have come in that time, had all gone on as just before. */
  public long steady() {
    return Math.round(steadyPerSecond * nanos / 1e9);
  }

  public double steadyPerSecond() {
    return steadyPerSecond;
  }

  long refused() {
    return refused;
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

  /** Whether more came all the time, so that no poll has found the queue half empty. */
  public boolean keptFull() {
    return keptFull;
  }
}
