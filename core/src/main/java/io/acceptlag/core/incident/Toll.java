package io.acceptlag.core.incident;

/** What an incident has cost so far. Figures that are not known are -1. */
final class Toll {
  private boolean overflowsKnown;
  private boolean dropsKnown;
  private boolean overflowed;
  private boolean turnedAway;
  private long delayed;
  private long waitMaxMillis;
  private long overflows;
  private long drops;
  private long abandoned;
  private long leftAtOnce;
  private long ghosts;
  private long cookiesSentBefore;
  private long cookiesSent;
  private long troubledNanos;

  Toll() {}

  private Toll(Toll other) {
    overflowsKnown = other.overflowsKnown;
    dropsKnown = other.dropsKnown;
    overflowed = other.overflowed;
    turnedAway = other.turnedAway;
    delayed = other.delayed;
    waitMaxMillis = other.waitMaxMillis;
    overflows = other.overflows;
    drops = other.drops;
    abandoned = other.abandoned;
    leftAtOnce = other.leftAtOnce;
    ghosts = other.ghosts;
    cookiesSentBefore = other.cookiesSentBefore;
    cookiesSent = other.cookiesSent;
    troubledNanos = other.troubledNanos;
  }

  /** A copy, to which nothing is added. */
  Toll copy() {
    return new Toll(this);
  }

  /**
   * Starts from zero. This reuses the object, because an incident may begin when there is no memory
   * for another.
   *
   * @param first the observation that opens the incident, yet to be added
   */
  void begin(Observation first) {
    dropsKnown = first.drops >= 0;
    overflowsKnown = dropsKnown && first.overflows >= 0;
    overflowed = false;
    turnedAway = false;
    delayed = 0;
    waitMaxMillis = 0;
    overflows = 0;
    drops = 0;
    abandoned = 0;
    leftAtOnce = 0;
    ghosts = 0;
    cookiesSentBefore = first.cookiesSentBefore;
    cookiesSent = first.cookiesSent;
    troubledNanos = 0;
  }

  /** Whether clients are turned away, or would be, for the first time in the incident. */
  boolean worsensBy(Observation seen) {
    // A full queue is one thing to report; that somebody was turned away because of it, another.
    return (seen.turnsAway() && !overflowed) || (seen.refusesSomebody() && !turnedAway);
  }

  void add(Observation seen) {
    overflowed |= seen.turnsAway();
    turnedAway |= seen.refusesSomebody();
    delayed += seen.delayed;
    waitMaxMillis = Math.max(waitMaxMillis, seen.longestWaitMillis);
    drops += Math.max(0, seen.drops);
    overflows += seen.refused();
    ghosts += seen.ghosts();
    cookiesSent = seen.cookiesSent;
  }

  /** Adds a time in which there was trouble. */
  void lasts(long nanos) {
    troubledNanos += nanos;
  }

  /**
   * Adds clients that had left. That shows when they are accepted, which is mostly after the worst.
   */
  void addAbandoned(Observation seen) {
    abandoned += seen.abandoned;
    leftAtOnce += seen.leftAtOnce;
  }

  boolean overflowed() {
    return overflowed;
  }

  long delayed() {
    return delayed;
  }

  long waitMaxMillis() {
    return waitMaxMillis;
  }

  long overflows() {
    return overflowsKnown ? overflows : -1;
  }

  long drops() {
    return dropsKnown ? drops : -1;
  }

  long abandoned() {
    return abandoned;
  }

  /**
   * None where the queue was full: the last ACK of a client's handshake, or its SYN cookie, may
   * have met it. Then its handshake ends with its FIN, however long it has believed by then that it
   * is connected.
   */
  long leftAtOnce() {
    // One that left between two counts may be in the second alone.
    return ghosts() > 0 || overflows > 0 ? 0 : Math.min(leftAtOnce, abandoned);
  }

  long troubledNanos() {
    return troubledNanos;
  }

  /** A client is sent one cookie, however often it comes back. */
  long ghosts() {
    return Math.min(ghosts, Math.max(0, cookiesSent - cookiesSentBefore));
  }
}
