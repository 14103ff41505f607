package io.acceptlag.core.watch;

import io.acceptlag.core.kernel.Period;

/** When to judge an incident again whose cause was reported, and how often to report another. */
final class Pacing {
  /** The longer it lasts the less will a second more or less matter. */
  private static final int JUDGEMENTS_WITHIN_ITS_AGE = 2;

  /** After so long a trouble that came back has shown whether it is another. */
  private static final long NEW_TROUBLE_NANOS = Period.JUDGEMENT.nanos();

  private static final long CORRECTION_GAP_MAX_NANOS = 64 * Period.JUDGEMENT.nanos();

  private final long openedNanos;
  private long troubleNanos;
  private boolean settled;
  private boolean doubted;
  private long judgedNanos;
  private long correctedNanos;

  /** Until another cause may be reported; 0 before the first correction. */
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

  /** What this trouble is has been found. */
  void settled() {
    settled = true;
  }

  /** Whether the last judgement has found another cause than was reported. */
  void doubts(boolean other) {
    doubted = other;
  }

  /** Whether trouble has begun just now, and what it is was not found yet. */
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

  /** By what was judged last. */
  void corrected() {
    correctedNanos = judgedNanos;
    correctionGapNanos =
        Math.min(
            Math.max(Period.JUDGEMENT.nanos(), 2 * correctionGapNanos), CORRECTION_GAP_MAX_NANOS);
  }
}
