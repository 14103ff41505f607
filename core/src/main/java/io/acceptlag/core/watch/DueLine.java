package io.acceptlag.core.watch;

import io.acceptlag.core.cause.Diagnosis;
import io.acceptlag.core.episode.Change;
import org.jspecify.annotations.Nullable;

/** A line that is due about an incident: a change of it, or its cause alone. */
final class DueLine {
  /** Null for a line that says only the cause. */
  final @Nullable Change change;

  final Diagnosis diagnosis;

  /** Whether it corrects what was reported. */
  final boolean corrects;

  /** Whether it repeats what was reported, although no cause was found lately. */
  final boolean old;

  private DueLine(@Nullable Change change, Diagnosis diagnosis, boolean corrects, boolean old) {
    this.change = change;
    this.diagnosis = diagnosis;
    this.corrects = corrects;
    this.old = old;
  }

  static DueLine of(Change change, Diagnosis diagnosis) {
    return new DueLine(change, diagnosis, false, false);
  }

  static DueLine correction(Diagnosis diagnosis) {
    return new DueLine(Change.STILL_OPEN, diagnosis, true, false);
  }

  static DueLine causeAlone(Diagnosis diagnosis) {
    return new DueLine(null, diagnosis, false, false);
  }

  /**
   * @param diagnosis that was reported
   */
  static DueLine asLastSeen(Change change, Diagnosis diagnosis) {
    return new DueLine(change, diagnosis.asLastSeen(), false, true);
  }
}
