package io.acceptlag.core.incident;

/** What one poll saw of one listener. Filled again at each poll; -1 where a figure is not known. */
public final class Observation {
  public long nowNanos;

  /** Connections taken so far. */
  public long accepted;

  /** Connections waiting, and the most the kernel lets wait less one. */
  public int length = -1;

  public int limit = -1;

  /** Whether the queue was full at the poll before. */
  public boolean wasFull;

  /** By how much this poll came late. */
  public long lateNanos;

  /** At least how long the oldest waiting connection has waited, 0 if none waits. */
  public long oldestNanos;

  /** The longest of the waits over warn.wait that ended since the last poll, 0 if none did. */
  public long longestWaitMillis;

  /** How many those were. */
  public long delayed;

  /**
   * When the first of the connections that wait, or waited, arrived at the earliest; now if none.
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

  /** The same some seconds before the trouble: those that come back now were sent later. */
  public long cookiesSentBefore;

  /** Whether those that come now were sent so long ago that their clients are no new ones. */
  public boolean cookiesAreOld;

  /** Whether its queue cannot have been full since the drops were last read. */
  public boolean neverFull;

  /** Connections taken since the last poll whose clients had left by then. */
  public long abandoned;

  /**
   * Packets dropped because the queue was full, since they were last read. Both counts must have
   * moved: the listener's drops alone may be half-open probes, and the namespace's overflows alone
   * may be another process's. Both may come at the same time, too.
   */
  public long refused() {
    return drops > 0 && overflows > 0 && !neverFull ? Math.min(drops, overflows) : 0;
  }

  /** The kernel knows better than the polls. */
  public void oldestIsAtLeast(long nanos) {
    oldestNanos = Math.max(oldestNanos, nanos);
  }

  /** Whether there is no room for another connection. */
  public boolean isFull() {
    return limit >= 0 && length > limit;
  }

  /**
   * Whether clients are being turned away, or the next one would be. Of a short queue that is well
   * a single poll may find it full by chance.
   */
  boolean turnsAway() {
    return (isFull() && wasFull) || refusesSomebody();
  }

  /** Whether packets were dropped because the queue was full, of clients that want to get in. */
  boolean refusesSomebody() {
    return refused() > 0 && !ghostsLeave();
  }

  /**
   * Whether all that was refused is of clients that were refused before, believe that they are
   * connected, and close: so nobody new is turned away. The kernel makes connections of some of
   * these goodbyes, whose clients have left by the time they are taken.
   */
  private boolean ghostsLeave() {
    return abandoned > 0 && cookiesAreOld && cookies >= refused();
  }

  /**
   * Clients of those refused that had sent a valid SYN cookie, at most: the kernel keeps nothing of
   * them, and they believe that they are connected.
   */
  long ghosts() {
    return Math.min(refused(), Math.max(0, cookies));
  }
}
