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
 * <p>The first line waits a poll or two for a cause, and no longer. If none is certain by then it
 * says so, and the cause comes later, once, in a line of its own. After that another cause is
 * reported only if it is certain and was found twice, because verdicts that come and go say
 * nothing.
 *
 * <p>A line counts as reported only once {@link #reported} is called. If there is no memory for its
 * words, it is due again at the next poll.
 */
final class Verdict {
  /** This many polls after a first line without a cause, no better answer is to be expected. */
  private static final int POLLS_OF_PENDING = 10;

  /** One judgement that finds no cause may have come at a bad moment. */
  private static final int MISSES_MIN = 2;

  /** For so long no cause has been found where what is repeated may be over. */
  private static final long OLD_NANOS = 3_000_000_000L;

  private final Pacing pacing;

  /** The diagnosis that was reported last. */
  private Diagnosis reported = Diagnosis.NONE;

  /** The causes reported before that. */
  private final List<CauseId> before = new ArrayList<>();

  /** What the last judgement of the present trouble found. */
  private Diagnosis judged = Diagnosis.NONE;

  /** How many judgements in a row have found no cause. */
  private int misses;

  /** When a judgement last found one. */
  private long foundNanos;

  private boolean opened;
  private boolean pending;
  private int pollsOfPending;

  Verdict(long openedNanos) {
    pacing = new Pacing(openedNanos);
  }

  /** It goes on from another incident, of which these causes were reported. */
  void follows(List<CauseId> causes) {
    before.addAll(causes);
  }

  /** The trouble begins, for the first time or again. Earlier judgements no longer count. */
  void begin(long nowNanos) {
    judged = Diagnosis.NONE;
    pacing.begin(nowNanos);
  }

  /** Whether the first line has been reported. */
  boolean isOpened() {
    return opened;
  }

  /** Whether the last line had no cause, and one is still being searched for. */
  boolean isPending() {
    return pending;
  }

  /** Whether to judge the incident at this poll even if it has not changed. */
  boolean isDue(long nowNanos, boolean suspect) {
    return !opened || pending || pacing.isDue(nowNanos, suspect);
  }

  /**
   * Takes a judgement of the present trouble.
   *
   * @param waitedEnough whether the first line can wait no longer
   * @return what is to be reported now; null for nothing
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

  /** Takes the last judgement, at the end of the incident. Null if nothing is left to say. */
  @Nullable DueLine judgeLast(Diagnosis found, long nowNanos) {
    boolean certain = judge(found, nowNanos);
    if (opened && !pending) {
      reported = lastWord(certain);
    }
    return left(certain);
  }

  /** What is left to say at the end, if nothing more can be judged; null for nothing. */
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
      // It may be another trouble than the one reported.
      return DueLine.of(change, certain ? judged : judged.pending());
    }
    if (!reported.known()) {
      // What was seen then may not be what is seen now.
      return DueLine.of(change, lastWord(certain));
    }
    // More may be known of the same cause by now; another one has to be found twice.
    if (certain && judged.isSameAs(reported)) {
      return DueLine.of(change, judged);
    }
    return misses >= MISSES_MIN && nowNanos - foundNanos >= OLD_NANOS
        ? DueLine.asLastSeen(change, reported)
        : DueLine.of(change, reported);
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
   * @param said its diagnosis, perhaps with earlier causes
   */
  void reported(DueLine line, Diagnosis said) {
    boolean hasCause = said.cause() != CauseId.PENDING;
    if (line.change != null
        && reported.known()
        && !said.isSameAs(reported)
        && !before.contains(reported.cause())) {
      before.add(reported.cause());
    }
    if (hasCause) {
      reported = line.old ? reported : said;
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

  /** The same, with all causes that were reported before. */
  Diagnosis whole() {
    return reported.besideThese(before);
  }

  private Diagnosis lastWord(boolean certain) {
    return certain ? judged : judged.uncertain();
  }

  /**
   * Records a judgement. True if the cause is certain now, by it alone or because the last one
   * agrees.
   */
  private boolean judge(Diagnosis found, long nowNanos) {
    Diagnosis last = judged;
    pacing.judged(nowNanos);
    judged = found;
    misses = found.known() ? 0 : misses + 1;
    foundNanos = found.known() ? nowNanos : foundNanos;
    return judged.certainAtOnce() || (judged.known() && judged.isSameAs(last));
  }
}
