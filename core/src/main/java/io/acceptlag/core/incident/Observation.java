package io.acceptlag.core.incident;

/**
 * What one poll saw of one listener; -1 where a figure is not known. Public fields, because it is
 * filled again at each poll without making an object.
 */
public final class Observation {
  public long nowNanos;

  /** Connections taken so far. */
  public long accepted;

  /** Connections waiting, and the queue's limit: there is room for one more than that. */
  public int length = -1;

  public int limit = -1;

  /** Whether the queue was full at the poll before. */
  public boolean wasFull;

  /** For how long the process stood still before this poll, as far as it did not want a CPU. */
  public long standstillNanos;

  /** At least how long the oldest waiting connection has waited, 0 if none waits. */
  public long oldestNanos;

  /** The longest of the waits over warn.wait that ended since the last poll, 0 if none did. */
  public long longestWaitMillis;

  /** How many waits over warn.wait ended since the last poll. */
  public long delayed;

  /**
   * The earliest time at which the first of the connections that wait or waited may have arrived;
   * now if there is none.
   */
  public long troubleSinceNanos;

  /** Packets dropped at this listener since they were last read: a second ago at most. */
  public long drops = -1;

  /** ListenOverflows of the network namespace since they were last read: a second ago at most. */
  public long overflows = -1;

  /** Valid SYN cookies that came to the network namespace since then. */
  public long cookies = -1;

  /** SYN cookies that the network namespace has sent so far; 0 where that is not known. */
  public long cookiesSent;

  /** The same a minute or two ago: those that come back now were sent later. */
  public long cookiesSentBefore;

  /** Whether cookies that come back now were sent so long ago that their clients are not new. */
  public boolean cookiesAreOld;

  /** Whether its queue cannot have been full since the drops were last read. */
  public boolean neverFull;

  /** Connections taken since the last poll whose clients had left by then. */
  public long abandoned;

  /** Of these, clients that had left as soon as they were connected. */
  public long leftAtOnce;

  /**
   * Packets dropped because the queue was full, since they were last read. Both counts must have
   * moved: the listener's drops alone may be half-open probes, and the namespace's overflows alone
   * may be another process's. Both may come at the same time, too.
   */
  public long refused() {
    return drops > 0 && overflows > 0 && !neverFull ? Math.min(drops, overflows) : 0;
  }

  /** Takes the age that the kernel reports, which is more exact than that from polls. */
  public void oldestIsAtLeast(long nanos) {
    oldestNanos = Math.max(oldestNanos, nanos);
  }

  /**
   * The earliest time at which one of the connections that wait or waited may have arrived; now if
   * there is none.
   *
   * @param sincePollNanos from one poll to the next: the oldest arrived between the poll that first
   *     saw it and the one before
   */
  public long earliestArrivalNanos(long sincePollNanos) {
    long earliestNanos =
        oldestNanos > 0 || length > 0 ? nowNanos - oldestNanos - sincePollNanos : nowNanos;
    long longestNanos = longestWaitMillis * 1_000_000;
    return nowNanos - longestNanos - earliestNanos < 0 ? nowNanos - longestNanos : earliestNanos;
  }

  /** Whether there is no room for another connection. */
  public boolean isFull() {
    return limit >= 0 && length > limit;
  }

  /**
   * Whether clients are being turned away, or the next one would be. One poll is not enough,
   * because it may find a short queue full by chance.
   */
  boolean turnsAway() {
    return (isFull() && wasFull) || refusesSomebody();
  }

  /** Whether packets were dropped because the queue was full, of clients that want to get in. */
  boolean refusesSomebody() {
    return refused() > 0 && !ghostsLeave();
  }

  /**
   * Whether everything refused came from clients that were refused before, believe that they are
   * connected, and now close. Then nobody new is turned away. The kernel turns some of these last
   * packets into connections whose clients have left by the time they are taken.
   */
  private boolean ghostsLeave() {
    return abandoned > 0 && cookiesAreOld && cookies >= refused();
  }

  /**
   * At most how many refused clients had sent a valid SYN cookie: the kernel keeps nothing of them,
   * and they believe that they are connected.
   */
  long ghosts() {
    return Math.min(refused(), Math.max(0, cookies));
  }
}
