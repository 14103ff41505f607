package io.acceptlag.core.connect;

/**
 * One kind of trouble with one destination, from the first connect that had it to the last: opens
 * when so many have had it within a while, and is told again less and less often.
 */
final class ConnectEpisode {
  /** What there is to tell. */
  enum Change {
    NOTHING,
    OPENED,
    STILL_OPEN,
    ENDED
  }

  private static final long SECOND = 1_000_000_000L;
  static final long QUIET_NANOS = 20 * SECOND;

  /** One that comes back so soon doubles the quiet time that ends it, so that it is told less. */
  static final long RELAPSE_NANOS = 300 * SECOND;

  private static final long QUIET_MAX_NANOS = 3600 * SECOND;

  static final long WINDOW_NANOS = 10 * SECOND;
  private static final long REPEAT_MAX_NANOS = 3600 * SECOND;

  private final long opensAt;
  private final long repeatNanos;
  private boolean open;
  private long windowNanos;
  private long inWindow;
  private long startNanos;
  private long endNanos;
  private long count;
  private long repeatAtNanos;
  private long repeatGapNanos;
  private long quietNanos = QUIET_NANOS;
  private long closedNanos;
  private boolean everClosed;

  /**
   * @param opensAt so many within {@link #WINDOW_NANOS}
   */
  ConnectEpisode(long opensAt, long repeatNanos) {
    this.opensAt = opensAt;
    this.repeatNanos = repeatNanos;
  }

  /**
   * @param more how many have had it since this was last called
   */
  Change observe(long nowNanos, long more) {
    if (more == 0) {
      return rest(nowNanos);
    }
    if (!open) {
      if (inWindow == 0 || nowNanos - windowNanos > WINDOW_NANOS) {
        windowNanos = nowNanos;
        inWindow = 0;
      }
      inWindow += more;
      if (inWindow < opensAt) {
        return Change.NOTHING;
      }
      open = true;
      boolean relapse = everClosed && nowNanos - closedNanos < RELAPSE_NANOS;
      quietNanos = relapse ? Math.min(2 * quietNanos, QUIET_MAX_NANOS) : QUIET_NANOS;
      startNanos = windowNanos;
      endNanos = nowNanos;
      count = inWindow;
      inWindow = 0;
      scheduleRepeat(nowNanos, repeatNanos);
      return Change.OPENED;
    }
    count += more;
    endNanos = nowNanos;
    if (nowNanos - repeatAtNanos < 0) {
      return Change.NOTHING;
    }
    scheduleRepeat(nowNanos, Math.min(2 * repeatGapNanos, REPEAT_MAX_NANOS));
    return Change.STILL_OPEN;
  }

  private Change rest(long nowNanos) {
    if (!open || nowNanos - endNanos < quietNanos) {
      return Change.NOTHING;
    }
    open = false;
    everClosed = true;
    closedNanos = nowNanos;
    return Change.ENDED;
  }

  boolean isOpen() {
    return open;
  }

  /** How many have had it in the episode that is open, or was last. */
  long count() {
    return count;
  }

  long startNanos() {
    return startNanos;
  }

  long endNanos() {
    return endNanos;
  }

  private void scheduleRepeat(long nowNanos, long gapNanos) {
    repeatGapNanos = gapNanos;
    repeatAtNanos = nowNanos + gapNanos;
  }
}
