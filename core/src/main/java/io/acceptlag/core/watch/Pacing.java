package io.acceptlag.core.watch;

import io.acceptlag.core.kernel.Period;

/**
 * When to judge an incident again after its cause was reported, and how often to report another
 * cause.
 */
final class Pacing {
  /** The longer an incident lasts, the less a second matters: its age is divided by this. */
  private static final int JUDGEMENTS_WITHIN_ITS_AGE = 2;

  /** By this time, trouble that came back has shown whether its cause is another. */
  private static final long NEW_TROUBLE_NANOS = Period.JUDGEMENT.nanos();

  private static final long CORRECTION_GAP_MAX_NANOS = 64 * Period.JUDGEMENT.nanos();

  private final long openedNanos;
  private long troubleNanos;
  private boolean settled;
  private boolean doubted;
  private long judgedNanos;
  private long correctedNanos;

  /** Time until another cause may be reported; 0 before the first correction. */
  private long correctionGapNanos;

  Pacing(long openedNanos) {
    this.openedNanos = openedNanos;
    judgedNanos = openedNanos;
  }

  /** Trouble begins, for the first time in the incident or once more. */
  void begin(long nowNanos) {
    troubleNanos = nowNanos;
    settled = false;
  }

  /** The cause of this trouble has been found. */
  void settled() {
    settled = true;
  }

  /** Records whether the last judgement found another cause than the one reported. */
  void doubts(boolean other) {
    doubted = other;
  }

  /** Whether trouble has just begun, and its cause was not found yet. */
  boolean isNew(long nowNanos) {
    return !settled && nowNanos - troubleNanos < NEW_TROUBLE_NANOS;
  }

  void judged(long nowNanos) {
    judgedNanos = nowNanos;
  }

  boolean isDue(long nowNanos, boolean suspect) {
    if (isNew(nowNanos)) {
      // It may be over before the acceptor could do anything.
      return 2 * (nowNanos - judgedNanos) >= nowNanos - troubleNanos;
    }
    return suspect && nowNanos - judgedNanos >= everyNanos(nowNanos);
  }

  private long everyNanos(long nowNanos) {
    long lateNanos =
        Math.min(
            (nowNanos - openedNanos) / JUDGEMENTS_WITHIN_ITS_AGE, Period.LATE_JUDGEMENT.nanos());
    return doubted ? Period.JUDGEMENT.nanos() : Math.max(Period.JUDGEMENT.nanos(), lateNanos);
  }

  /** Causes that alternate are reported less and less often. */
  boolean mayCorrect(long nowNanos) {
    return correctionGapNanos == 0 || nowNanos - correctedNanos >= correctionGapNanos;
  }

  /** What was reported has been corrected by the last judgement. */
  void corrected() {
    correctedNanos = judgedNanos;
    correctionGapNanos =
        Math.min(
            Math.max(Period.JUDGEMENT.nanos(), 2 * correctionGapNanos), CORRECTION_GAP_MAX_NANOS);
  }
}
