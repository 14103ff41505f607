package io.acceptlag.core.connect;

import io.acceptlag.core.episode.Change;
import io.acceptlag.core.episode.Episode;
import io.acceptlag.core.episode.Pace;

/**
 * One kind of trouble with one destination, from the first connect that had it to the last: opens
 * when so many have had it within a while.
 */
final class ConnectEpisode {
  private static final long SECOND = 1_000_000_000L;
  static final long QUIET_NANOS = 20 * SECOND;
  static final long RELAPSE_NANOS = 300 * SECOND;
  private static final long QUIET_MAX_NANOS = 3600 * SECOND;
  static final long WINDOW_NANOS = 10 * SECOND;

  private static final Pace PACE =
      Pace.endsAfter(QUIET_NANOS).doublesWithin(RELAPSE_NANOS).upTo(QUIET_MAX_NANOS);

  private final long opensAt;
  private final Episode episode;
  private long windowNanos;
  private long inWindow;
  private long count;

  /**
   * @param opensAt so many within {@link #WINDOW_NANOS}
   */
  ConnectEpisode(long opensAt, long repeatNanos) {
    this.opensAt = opensAt;
    episode = new Episode(PACE, repeatNanos);
  }

  /**
   * @param more how many have had it since this was last called
   */
  Change observe(long nowNanos, long more) {
    if (more == 0) {
      return episode.rests(nowNanos);
    }
    if (episode.isOpen()) {
      count += more;
      episode.goesOn(nowNanos);
      return episode.repeats(nowNanos);
    }
    if (inWindow == 0 || nowNanos - windowNanos > WINDOW_NANOS) {
      windowNanos = nowNanos;
      inWindow = 0;
    }
    inWindow += more;
    if (inWindow < opensAt) {
      return Change.NOTHING;
    }
    count = inWindow;
    inWindow = 0;
    return episode.open(nowNanos, windowNanos);
  }

  boolean isOpen() {
    return episode.isOpen();
  }

  /** How many have had it in the episode that is open, or was last. */
  long count() {
    return count;
  }

  long startNanos() {
    return episode.startNanos();
  }

  long endNanos() {
    return episode.endNanos();
  }
}
