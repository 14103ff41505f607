package io.acceptlag.core.connect;

import io.acceptlag.core.episode.Change;
import io.acceptlag.core.episode.Episode;
import io.acceptlag.core.episode.Pace;
import java.util.function.LongSupplier;

/**
 * One kind of trouble with one destination, from the first connect that had it to the last. It
 * opens when enough connects have had it within a while, or when all of the last few have.
 */
final class ConnectEpisode {
  private static final long SECOND = 1_000_000_000L;
  static final long QUIET_NANOS = 20 * SECOND;
  static final long RELAPSE_NANOS = 300 * SECOND;
  private static final long QUIET_MAX_NANOS = 3600 * SECOND;
  static final long WINDOW_NANOS = 10 * SECOND;

  /** An application that connects once a minute has not stopped when it has not tried for 20 s. */
  private static final int GAPS_TO_STOP = 3;

  private static final Pace PACE =
      Pace.endsAfter(QUIET_NANOS).doublesWithin(RELAPSE_NANOS).upTo(QUIET_MAX_NANOS);

  private final LongSupplier opensAt;
  private final InARow inARow = new InARow();
  private final Episode episode;
  private long windowNanos;
  private long inWindow;
  private long otherwiseInWindow;
  private long count;
  private long otherwise;
  private long wellSince;

  /**
   * @param opensAt so many within {@link #WINDOW_NANOS}
   */
  ConnectEpisode(long opensAt, long repeatNanos) {
    this(() -> opensAt, repeatNanos);
  }

  /**
   * @param opensAt so many within {@link #WINDOW_NANOS}, as it is when they have had it
   */
  ConnectEpisode(LongSupplier opensAt, long repeatNanos) {
    this.opensAt = opensAt;
    episode = new Episode(PACE, repeatNanos);
  }

  /**
   * Takes what has happened since this was last called.
   *
   * @param more how many have had it
   * @param well how many have succeeded
   * @param failedOtherwise how many have failed for another reason
   */
  Change observe(long nowNanos, long more, long well, long failedOtherwise) {
    inARow.observe(nowNanos, more, well + failedOtherwise);
    if (episode.isOpen()) {
      return goesOn(nowNanos, more, well, failedOtherwise);
    }
    if (more == 0) {
      otherwiseInWindow += well + failedOtherwise;
      return Change.NOTHING;
    }
    if (inWindow == 0 || nowNanos - windowNanos > WINDOW_NANOS) {
      windowNanos = nowNanos;
      inWindow = 0;
      otherwiseInWindow = 0;
    }
    inWindow += more;
    otherwiseInWindow += well + failedOtherwise;
    if (inWindow >= opensAt.getAsLong()) {
      return open(nowNanos, windowNanos, inWindow, otherwiseInWindow);
    }
    return inARow.isTrouble()
        ? open(nowNanos, inARow.firstNanos(), inARow.count(), 0)
        : Change.NOTHING;
  }

  private Change open(long nowNanos, long sinceNanos, long had, long hadNot) {
    count = had;
    otherwise = hadNot;
    wellSince = 0;
    inWindow = 0;
    return episode.open(nowNanos, sinceNanos);
  }

  private Change goesOn(long nowNanos, long more, long well, long failedOtherwise) {
    otherwise += well + failedOtherwise;
    if (more > 0) {
      count += more;
      wellSince = 0;
      episode.goesOn(nowNanos);
      return episode.repeats(nowNanos);
    }
    wellSince += well;
    return episode.rests(nowNanos, wellSince > 0 ? QUIET_NANOS : quietUntried());
  }

  /** Where nothing has succeeded, trouble is over when nobody tries any more. */
  private long quietUntried() {
    long gaps = Math.max(1, count - 1);
    return Math.max(QUIET_NANOS, GAPS_TO_STOP * (endNanos() - startNanos()) / gaps);
  }

  boolean isOpen() {
    return episode.isOpen();
  }

  /** How many have had the trouble, in the open episode or in the last one. */
  long count() {
    return count;
  }

  /** How many connects have ended during the episode, successful or not. */
  long attempts() {
    return count + otherwise;
  }

  /** How many have succeeded since the last one that had the trouble. */
  long wellSince() {
    return wellSince;
  }

  long startNanos() {
    return episode.startNanos();
  }

  long endNanos() {
    return episode.endNanos();
  }
}
