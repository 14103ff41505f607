package io.acceptlag.core.incident;

import io.acceptlag.core.episode.Change;
import io.acceptlag.core.episode.Episode;
import io.acceptlag.core.episode.Pace;
import io.acceptlag.core.listener.WaitHistogram;

/**
 * Opens, worsens and closes the incidents of one listener, one at a time.
 *
 * <p>An incident closes after a quiet time in which nothing was wrong: 1 s, or 3 s once clients
 * were refused, because they come back 1 s and 3 s after their SYN and may find the queue full
 * again.
 */
public final class IncidentTracker {
  private static final long SECOND = 1_000_000_000L;
  static final long QUIET_NANOS = SECOND;
  static final long QUIET_AFTER_OVERFLOW_NANOS = 3 * SECOND;
  static final long QUIET_MAX_NANOS = 60 * SECOND;
  static final long RELAPSE_NANOS = 60 * SECOND;

  /**
   * Trouble after so long a pause is new trouble. Once clients were refused it is not, for as long
   * as they may come back.
   */
  static final long LAPSE_NANOS = SECOND / 2;

  /**
   * After so long a standstill, trouble is new trouble. A poll that only waited for a CPU is late
   * as well, but then the trouble went on meanwhile, and mostly by the same cause.
   */
  private static final long STANDSTILL_NANOS = SECOND;

  private static final Pace PACE =
      Pace.endsAfter(QUIET_NANOS).doublesWithin(RELAPSE_NANOS).upTo(QUIET_MAX_NANOS);

  private final Thresholds thresholds;
  private final Numbering numbers;
  private final WaitHistogram waits;
  private final Episode episode;
  private final long[] waitsBefore = new long[WaitHistogram.BUCKETS];

  /** How many connections had been taken when the waits were copied. */
  private long acceptedBefore;

  private boolean crowdedBefore;
  private long observedNanos;

  /** When the process was last seen to have stood still. */
  private long stoodStillNanos;

  private boolean stoodStill;

  // About the open incident, or the last one.
  private long id;
  private final Toll toll = new Toll();

  /**
   * The lowest and the highest warn.wait during the incident, because it may be changed meanwhile.
   */
  private long lowestWarnNanos;

  private long highestWarnNanos;

  /** When the present trouble of the incident began, and what that alone has cost. */
  private long presentNanos;

  private final Toll present = new Toll();

  /**
   * @param numbers may continue an incident of another kind
   */
  public IncidentTracker(Thresholds thresholds, Numbering numbers, WaitHistogram waits) {
    this.thresholds = thresholds;
    this.numbers = numbers;
    this.waits = waits;
    episode = new Episode(PACE, thresholds.repeatNanos);
  }

  /** The number of the open incident, or of the last one; 0 before the first. */
  public long id() {
    return id;
  }

  /** When the present trouble began, of the open incident or of the last one. */
  public long presentNanos() {
    return presentNanos;
  }

  public boolean isOpen() {
    return episode.isOpen();
  }

  /** Whether clients were turned away in the open incident, or in the last one. */
  public boolean overflowed() {
    return toll.overflowed();
  }

  /**
   * Whether to sample the acceptor: even before the first line, so that this can say why, but only
   * while connections wait, because an acceptor that has recovered no longer shows what it did.
   */
  public boolean isSuspect(Observation seen) {
    return seen.oldestNanos >= thresholds.warnWaitNanos / 2 || crowded(seen);
  }

  /**
   * Whether trouble comes back in the open incident after a pause, so that it may be of another
   * kind. To be asked before {@link #observe}.
   */
  public boolean comesBack(Observation seen) {
    return episode.isOpen() && hasLapsed(seen) && (isSuspect(seen) || isTrouble(seen));
  }

  public Change observe(Observation seen) {
    boolean trouble = isTrouble(seen);
    boolean comesBack = comesBack(seen);
    crowdedBefore = crowded(seen);
    if (seen.standstillNanos >= STANDSTILL_NANOS) {
      stoodStillNanos = seen.nowNanos;
      stoodStill = true;
    }
    if (comesBack) {
      beginPresent(seen);
    }
    long sinceLastNanos = seen.nowNanos - observedNanos;
    observedNanos = seen.nowNanos;
    return episode.isOpen()
        ? goOn(seen, trouble, sinceLastNanos)
        : trouble ? open(seen) : beWell(seen);
  }

  private boolean isTrouble(Observation seen) {
    return seen.turnsAway()
        || seen.delayed > 0
        || seen.oldestNanos >= thresholds.warnWaitNanos
        || (crowded(seen) && crowdedBefore);
  }

  private boolean hasLapsed(Observation seen) {
    long lapse = toll.overflowed() ? QUIET_AFTER_OVERFLOW_NANOS : LAPSE_NANOS;
    // If the last poll saw it, and this one is late for want of a CPU, nobody saw a pause.
    boolean paused = episode.endNanos() < observedNanos || seen.standstillNanos >= lapse;
    return (paused && seen.nowNanos - episode.endNanos() >= lapse)
        || (stoodStill && seen.nowNanos - stoodStillNanos < LAPSE_NANOS)
        || seen.standstillNanos >= STANDSTILL_NANOS;
  }

  private void beginPresent(Observation seen) {
    stoodStill = false;
    presentNanos = seen.troubleSinceNanos;
    present.begin(seen);
  }

  private Change beWell(Observation seen) {
    if (seen.accepted != acceptedBefore) {
      acceptedBefore = seen.accepted;
      waits.copyTo(waitsBefore);
    }
    return Change.NOTHING;
  }

  private Change open(Observation seen) {
    id = numbers.next();
    lowestWarnNanos = thresholds.warnWaitNanos;
    highestWarnNanos = lowestWarnNanos;
    beginPresent(seen);
    toll.begin(seen);
    add(seen);
    addAbandoned(seen);
    lasts(seen.nowNanos - seen.troubleSinceNanos);
    return episode.open(seen.nowNanos, numbers.since(seen.troubleSinceNanos));
  }

  private Change goOn(Observation seen, boolean trouble, long sinceLastNanos) {
    lowestWarnNanos = Math.min(lowestWarnNanos, thresholds.warnWaitNanos);
    highestWarnNanos = Math.max(highestWarnNanos, thresholds.warnWaitNanos);
    boolean worsens = toll.worsensBy(seen);
    if (trouble) {
      add(seen);
      episode.goesOn(seen.nowNanos);
    }
    addAbandoned(seen);
    boolean goesOn = trouble || seen.oldestNanos >= thresholds.warnWaitNanos / 2;
    if (goesOn) {
      lasts(sinceLastNanos);
    }
    if (worsens) {
      return episode.changes(seen.nowNanos);
    }
    if (!goesOn) {
      // Nothing is wrong now, so there is nothing to repeat.
      return episode.rests(
          seen.nowNanos, toll.overflowed() ? QUIET_AFTER_OVERFLOW_NANOS : QUIET_NANOS);
    }
    // Not bad enough to open an incident, perhaps, but not good enough to close one.
    episode.goesOn(seen.nowNanos);
    return episode.repeats(seen.nowNanos);
  }

  private void add(Observation seen) {
    toll.add(seen);
    present.add(seen);
  }

  private void lasts(long nanos) {
    toll.lasts(nanos);
    present.lasts(nanos);
  }

  private void addAbandoned(Observation seen) {
    toll.addAbandoned(seen);
    present.addAbandoned(seen);
  }

  /** The incident that is open, or has just recovered. */
  public Incident incident(Observation last) {
    return new Incident(
        id,
        episode,
        toll.copy(),
        presentNanos,
        present.copy(),
        last,
        waits.quantileMillisSince(waitsBefore, 0.99),
        lowestWarnNanos,
        highestWarnNanos);
  }

  /**
   * Whether the queue is filled up to warn.queue. A single connection does not count, however short
   * the queue.
   */
  private boolean crowded(Observation seen) {
    return seen.limit > 0
        && seen.length > 1
        && seen.length >= thresholds.warnQueueShare * seen.limit;
  }
}
