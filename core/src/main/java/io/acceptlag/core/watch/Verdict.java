package io.acceptlag.core.watch;

import io.acceptlag.core.cause.CauseId;
import io.acceptlag.core.cause.Diagnosis;
import io.acceptlag.core.episode.Change;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one incident was judged to be, what of it was reported, and what is to be reported next.
 *
 * <p>The first line waits for a cause for a poll or two, and no longer: if none is certain by then
 * it says so, and the cause comes once, by a line of its own. Later another cause is reported when
 * it is certain and has shown twice, because verdicts that come and go would say nothing.
 *
 * <p>A line counts as reported once {@link #reported} is called, and not before: where there is no
 * memory for its words, it is due again at the next poll.
 */
final class Verdict {
  /** So many polls after the first line that had no cause, there is no better answer to come. */
  private static final int POLLS_OF_PENDING = 10;

  private final Pacing pacing;

  /** As it was reported last. */
  private Diagnosis reported = Diagnosis.NONE;

  /** Those reported before that. */
  private final List<CauseId> before = new ArrayList<>();

  /** What the last judgement of the present trouble found. */
  private Diagnosis judged = Diagnosis.NONE;

  private boolean opened;
  private boolean pending;
  private int pollsOfPending;

  Verdict(long openedNanos) {
    pacing = new Pacing(openedNanos);
  }

  /** The trouble begins, for the first time or once more: what was judged is of what was before. */
  void begin(long nowNanos) {
    judged = Diagnosis.NONE;
    pacing.begin(nowNanos);
  }

  /** Whether the first line has been reported. */
  boolean isOpened() {
    return opened;
  }

  /** Whether the last line had no cause, and one is still looked for. */
  boolean isPending() {
    return pending;
  }

  /** Whether it is worth while to judge it at this poll, if it has not changed. */
  boolean isDue(long nowNanos, boolean suspect) {
    return !opened || pending || pacing.isDue(nowNanos, suspect);
  }

  /**
   * Takes a judgement of the present trouble.
   *
   * @return what is to be reported now; null for nothing
   * @param waitedEnough whether the first line can wait no longer
   */
  @Nullable DueLine judge(Diagnosis found, Change change, long nowNanos, boolean waitedEnough) {
    Diagnosis last = judged;
    boolean certain = judge(found, nowNanos);
    if (!opened) {
      return opening(certain, waitedEnough);
    }
    if (pending) {
      return findingOut(certain, change);
    }
    return change == Change.NOTHING
        ? correction(certain, last, nowNanos)
        : repetition(certain, change, nowNanos);
  }

  /** The same at its end: there will be no other judgement. Null if nothing is left to say. */
  @Nullable DueLine judgeLast(Diagnosis found, long nowNanos) {
    boolean certain = judge(found, nowNanos);
    if (opened && !pending) {
      reported = lastWord(certain);
    }
    return left(certain);
  }

  /** What is left to say at its end, where nothing more can be judged. Null for nothing. */
  @Nullable DueLine left() {
    return left(judged.certainAtOnce());
  }

  private @Nullable DueLine left(boolean certain) {
    Diagnosis last = lastWord(certain);
    if (!opened) {
      return DueLine.of(Change.OPENED, last);
    }
    return pending ? DueLine.causeAlone(last) : null;
  }

  private @Nullable DueLine opening(boolean certain, boolean waitedEnough) {
    if (certain) {
      return DueLine.of(Change.OPENED, judged);
    }
    return waitedEnough ? DueLine.of(Change.OPENED, judged.pending()) : null;
  }

  private @Nullable DueLine findingOut(boolean certain, Change change) {
    pollsOfPending++;
    if (certain || pollsOfPending >= POLLS_OF_PENDING) {
      return DueLine.causeAlone(lastWord(certain));
    }
    return change == Change.NOTHING ? null : DueLine.of(change, judged.pending());
  }

  /** It has worsened, or gone on for long. */
  private DueLine repetition(boolean certain, Change change, long nowNanos) {
    if (pacing.isNew(nowNanos)) {
      // Of another trouble than the one that was reported, perhaps.
      return DueLine.of(change, certain ? judged : judged.pending());
    }
    // More may be known of the same cause by now; another one has to show twice.
    boolean better = certain && (!reported.known() || judged.isSameAs(reported));
    return DueLine.of(change, better ? judged : reported);
  }

  private @Nullable DueLine correction(boolean certain, Diagnosis last, long nowNanos) {
    boolean twice = judged.known() && judged.isSameAs(last);
    boolean other = !judged.isSameAs(reported);
    pacing.doubts(judged.known() && other);
    if (twice) {
      pacing.settled();
    }
    return certain && twice && other && pacing.mayCorrect(nowNanos)
        ? DueLine.correction(judged)
        : null;
  }

  /**
   * The line has been reported.
   *
   * @param told its diagnosis, and perhaps more
   */
  void reported(DueLine line, Diagnosis told) {
    boolean hasCause = told.cause() != CauseId.PENDING;
    if (line.change != null
        && reported.known()
        && !told.isSameAs(reported)
        && !before.contains(reported.cause())) {
      before.add(reported.cause());
    }
    if (hasCause) {
      reported = told;
    } else if (!pending) {
      pollsOfPending = 0;
    }
    if (hasCause && (!opened || pending)) {
      pacing.settled();
    }
    if (line.corrects) {
      pacing.corrected();
    }
    opened = true;
    pending = !hasCause;
  }

  /** What the last judgement found, reported or not. */
  Diagnosis judged() {
    return judged;
  }

  /** As it was reported last. */
  Diagnosis reported() {
    return reported;
  }

  /** The same, beside all causes that were reported before it. */
  Diagnosis whole() {
    return reported.besideThese(before);
  }

  private Diagnosis lastWord(boolean certain) {
    return certain ? judged : judged.uncertain();
  }

  /** Whether the cause is certain now: by this judgement alone, or because the last one agrees. */
  private boolean judge(Diagnosis found, long nowNanos) {
    Diagnosis last = judged;
    pacing.judged(nowNanos);
    judged = found;
    return judged.certainAtOnce() || (judged.known() && judged.isSameAs(last));
  }
}
