package io.acceptlag.core.incident;

import io.acceptlag.core.evidence.FirstBurst;

/**
 * Counts the connections of a listener's {@link FirstBurst}, from poll to poll.
 *
 * <p>Had the queue been long enough, it would have held no more than these at once, even if its
 * acceptor had got no CPU meanwhile. What was taken while they came is counted as well, because the
 * next time the acceptor may come later.
 */
public final class BurstTally {
  /** No SYN is sent again sooner (TCP_TIMEOUT_INIT; 3 s before Linux 3.1). */
  private static final long SYN_RETRY_NANOS = 1_000_000_000;

  /**
   * By then no client sends its SYN again: for the last time after 63 s, from Linux 6.5 on after 67
   * s (net.ipv4.tcp_syn_retries and tcp_syn_linear_timeouts, as they are by default).
   */
  private static final long SYN_LAST_RETRY_NANOS = 68_000_000_000L;

  /** Fewer may have found the queue full by chance. */
  private static final int POLLS_MIN = 5;

  /** Until then, if {@link #mayRepeat}, those who come may have been refused before any poll. */
  private long repeatsUntilNanos;

  private boolean mayRepeat;

  // The last poll and the one before: a burst that fills the queue may have begun before the last.
  private boolean polledBefore;
  private long lastNanos;
  private long lastReadNanos;
  private long lastAccepted;
  private long secondLastNanos;
  private long secondLastAccepted;

  private boolean begun;
  private boolean settled;
  private long refusedSinceNanos;
  private long fromNanos;
  private long toNanos;
  private long acceptedBefore;
  private long drops;
  private long overflows;
  private long cookiesReceived;
  private long cookiesSentBefore;
  private long came = -1;
  private double steadyPerSecond;
  private boolean refusedAtLastPoll;
  private boolean keptFull;
  private int polls;
  private boolean counted;

  /** The largest burst before the current one, without what was usual; -1 if there was none. */
  private long largestBefore = -1;

  /**
   * To be called when the listener had refused clients before its first poll, nobody knows when. A
   * burst may be what is left of a larger one that comes again, so it is not counted.
   */
  public void foundRefusing(long nowNanos) {
    mayRepeat = true;
    repeatsUntilNanos = nowNanos + SYN_LAST_RETRY_NANOS;
  }

  /** To be called when trouble is over: what comes next is another burst. */
  public void forget() {
    begun = false;
  }

  /** Takes the last of a series of idle polls. A later burst has not begun before it. */
  public void idle(long nowNanos, long accepted) {
    polledBefore = false;
    polled(nowNanos, nowNanos, accepted);
  }

  private void polled(long nowNanos, long readNanos, long accepted) {
    secondLastNanos = polledBefore ? lastNanos : nowNanos;
    secondLastAccepted = polledBefore ? lastAccepted : accepted;
    lastNanos = nowNanos;
    lastReadNanos = readNanos;
    lastAccepted = accepted;
    polledBefore = true;
  }

  /**
   * @param readNanos System.nanoTime after all of it was read
   */
  public void add(Observation seen, long readNanos) {
    if (!begun && seen.refused() > 0 && polledBefore) {
      begin(seen);
    }
    if (begun && !settled) {
      keptFull &= 2L * seen.length > seen.limit;
      polls++;
      if (readNanos - refusedSinceNanos <= SYN_RETRY_NANOS) {
        count(seen);
      } else if (refusedAtLastPoll && 2 * (lastNanos - refusedSinceNanos) < SYN_RETRY_NANOS) {
        // The burst went on when it was last seen, and most of it fell between two polls.
        came = -1;
      }
      // The next poll would come too late.
      long periodNanos = seen.nowNanos - lastNanos;
      settled = seen.nowNanos + periodNanos / 2 - refusedSinceNanos >= SYN_RETRY_NANOS;
    }
    polled(seen.nowNanos, readNanos, seen.accepted);
  }

  private void begin(Observation seen) {
    begun = true;
    settled = false;
    mayRepeat &= seen.nowNanos - repeatsUntilNanos < 0;
    counted = !mayRepeat;
    largestBefore = Math.max(largestBefore, measured().beyondSteady());
    steadyPerSecond = 0;
    refusedSinceNanos = lastReadNanos;
    fromNanos = secondLastNanos;
    toNanos = fromNanos;
    acceptedBefore = secondLastAccepted;
    drops = 0;
    overflows = 0;
    cookiesReceived = 0;
    cookiesSentBefore = seen.cookiesSentBefore;
    came = -1;
    refusedAtLastPoll = false;
    keptFull = true;
    polls = 0;
  }

  private void count(Observation seen) {
    long refusedBefore = refused();
    drops += Math.max(0, seen.drops);
    overflows += Math.max(0, seen.overflows);
    cookiesReceived += Math.max(0, seen.cookies);
    long cameByNow =
        seen.accepted - acceptedBefore + Math.max(0, seen.length) + refused() - repeated(seen);
    boolean refusedMore = refused() > refusedBefore;
    // Its last ones may have come after the poll that saw the last refusal, and found room. What
    // comes after that is no burst.
    boolean goesOn = counted && refusedAtLastPoll && cameByNow > came;
    if (refusedMore || goesOn) {
      toNanos = seen.nowNanos;
      came = counted ? cameByNow : -1;
    }
    refusedAtLastPoll = refusedMore;
  }

  /**
   * The namespace's counters are read a little before the listener's own, so what comes in between
   * is in one of the sums at the next poll only.
   */
  private long refused() {
    return Math.min(drops, overflows);
  }

  /** A cookie that comes back beyond those that were sent is from a client that sends again. */
  private long repeated(Observation seen) {
    long sent = Math.max(0, seen.cookiesSent - cookiesSentBefore);
    return Math.max(0, cookiesReceived - sent);
  }

  public boolean begun() {
    return begun;
  }

  /** When the burst began at the earliest, if it has {@link #begun}. */
  public long fromNanos() {
    return fromNanos;
  }

  /**
   * @param perSecond connections that came in each second just before the burst began
   */
  public void amidst(double perSecond) {
    steadyPerSecond = perSecond;
  }

  public FirstBurst burst() {
    return begun ? measured().after(largestBefore) : FirstBurst.UNKNOWN;
  }

  private FirstBurst measured() {
    // The listener counts a completing segment twice, and a client may send it more than once.
    boolean exact = drops == overflows && cookiesReceived == 0;
    return new FirstBurst(came, exact, toNanos - fromNanos, settled)
        .amidst(came < 0 ? -1 : refused(), steadyPerSecond)
        .keptFull(settled && keptFull && polls >= POLLS_MIN);
  }
}
