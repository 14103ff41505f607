package io.acceptlag.core.episode;

/**
 * One kind of trouble with one thing, one episode at a time. An episode opens, goes on, ends after
 * a quiet time, and is reported less and less often. Its owner decides what is trouble, and how
 * much of it opens an episode.
 *
 * <p>Each episode that opens soon after the last one doubles the quiet time that ends it. So a
 * listener on the brink is reported less and less often.
 */
public final class Episode {
  private static final long REPEAT_MAX_NANOS = 3600 * 1_000_000_000L;

  /** After so many doublings any quiet time exceeds its bound. */
  private static final int DOUBLINGS_MAX = 20;

  private final Pace pace;
  private final long repeatNanos;
  private boolean open;
  private long startNanos;
  private long endNanos;
  private int relapses;
  private boolean everClosed;
  private long closedNanos;
  private long repeatAtNanos;
  private long repeatGapNanos;

  /**
   * @param repeatNanos after which one that goes on is reported again, then after twice as long
   */
  public Episode(Pace pace, long repeatNanos) {
    this.pace = pace;
    this.repeatNanos = repeatNanos;
  }

  public boolean isOpen() {
    return open;
  }

  /** When the trouble began, of the open episode or of the last one. */
  public long startNanos() {
    return startNanos;
  }

  /** When trouble was last seen, in the open episode or in the last one. */
  public long endNanos() {
    return endNanos;
  }

  /**
   * @param sinceNanos when the trouble began, which may be a while ago
   */
  public Change open(long nowNanos, long sinceNanos) {
    boolean relapse = everClosed && nowNanos - closedNanos < pace.relapseNanos;
    relapses = relapse ? relapses + 1 : 0;
    open = true;
    startNanos = sinceNanos;
    endNanos = nowNanos;
    scheduleRepeat(nowNanos, repeatNanos);
    return Change.OPENED;
  }

  /** There is still trouble. */
  public void goesOn(long nowNanos) {
    endNanos = nowNanos;
  }

  /** The trouble has changed so that it must be reported at once. */
  public Change changes(long nowNanos) {
    scheduleRepeat(nowNanos, repeatNanos);
    return Change.CHANGED;
  }

  /** {@link Change#STILL_OPEN} if it is time to report it again. */
  public Change repeats(long nowNanos) {
    if (nowNanos - repeatAtNanos < 0) {
      return Change.NOTHING;
    }
    scheduleRepeat(nowNanos, Math.min(2 * repeatGapNanos, REPEAT_MAX_NANOS));
    return Change.STILL_OPEN;
  }

  /** There is no trouble now. {@link Change#ENDED} if there has been none for long enough. */
  public Change rests(long nowNanos) {
    return rests(nowNanos, pace.quietNanos);
  }

  /**
   * @param quietNanos in place of the pace's own
   */
  public Change rests(long nowNanos, long quietNanos) {
    long doubled = quietNanos << Math.min(relapses, DOUBLINGS_MAX);
    if (!open || nowNanos - endNanos < Math.min(doubled, pace.quietMaxNanos)) {
      return Change.NOTHING;
    }
    close(nowNanos);
    return Change.ENDED;
  }

  /** It is over, though there may be trouble: another episode has it from now on. */
  public void close(long nowNanos) {
    open = false;
    everClosed = true;
    closedNanos = nowNanos;
  }

  private void scheduleRepeat(long nowNanos, long gapNanos) {
    repeatGapNanos = gapNanos;
    repeatAtNanos = nowNanos + gapNanos;
  }
}
