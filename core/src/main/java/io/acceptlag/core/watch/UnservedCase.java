package io.acceptlag.core.watch;

import io.acceptlag.core.cause.CauseId;
import io.acceptlag.core.cause.Diagnosis;
import io.acceptlag.core.cause.UnservedCauses;
import io.acceptlag.core.episode.Change;
import io.acceptlag.core.evidence.Evidence;
import io.acceptlag.core.kernel.LocalAddress;
import io.acceptlag.core.unserved.SampledConnections;
import io.acceptlag.core.unserved.Unserved;
import java.util.ArrayList;
import java.util.List;

/**
 * What has been judged and reported of one incident behind accept, by the rules of {@link
 * IncidentCase}: its first line waits for a cause for a poll or two; if none is certain by then it
 * says so, and the cause comes once.
 */
final class UnservedCase {
  private static final int POLLS_OF_PENDING = 10;
  private static final int POLLS_OF_OPENING = 2;

  private final LocalAddress address;
  private final SampledConnections sample;
  private final ServingInvestigation investigation;
  private final PublishedFigures published;
  private final Reporter reporter;
  private final Pacing pacing;

  /** As it was reported last. */
  private Diagnosis verdict = Diagnosis.NONE;

  /** Those reported before that. */
  private final List<CauseId> before = new ArrayList<>();

  private Diagnosis judged = Diagnosis.NONE;
  private boolean reported;
  private boolean pending;
  private int polls;
  private int pollsOfPending;

  UnservedCase(
      LocalAddress address,
      SampledConnections sample,
      ServingInvestigation investigation,
      PublishedFigures published,
      Reporter reporter,
      long openedNanos) {
    this.address = address;
    this.sample = sample;
    this.investigation = investigation;
    this.published = published;
    this.reporter = reporter;
    pacing = new Pacing(openedNanos);
    pacing.begin(openedNanos);
    investigation.begin();
  }

  /** At each poll from the one at which it opened. */
  void follow(Change change, Unserved now, long nowNanos) {
    polls++;
    if (change == Change.ENDED) {
      end(now);
    } else if (!reported) {
      open(now, nowNanos);
    } else if (pending) {
      findOut(change, now, nowNanos);
    } else if (change != Change.NOTHING) {
      repeat(change, now, nowNanos);
    } else if (pacing.isDue(nowNanos, true)) {
      lookForAnother(now, nowNanos);
    }
  }

  private void open(Unserved now, long nowNanos) {
    boolean certain = judge(now, nowNanos);
    if (certain) {
      report(Change.OPENED, now, judged);
      pacing.settled();
    } else if (polls > POLLS_OF_OPENING) {
      report(Change.OPENED, now, judged.pending());
      // Not before: where there is no memory for the words, they are to be tried again.
      pending = true;
    }
  }

  private void findOut(Change change, Unserved now, long nowNanos) {
    pollsOfPending++;
    boolean certain = judge(now, nowNanos);
    if (certain || pollsOfPending >= POLLS_OF_PENDING) {
      reportCause(now, certain ? judged : judged.uncertain());
      pacing.settled();
    } else if (change != Change.NOTHING) {
      report(change, now, judged.pending());
    }
  }

  private void repeat(Change change, Unserved now, long nowNanos) {
    boolean certain = judge(now, nowNanos);
    // More may be known of the same cause by now; another one has to show twice.
    boolean better = certain && (!verdict.known() || judged.isSameAs(verdict));
    report(change, now, better ? judged : verdict);
  }

  private void lookForAnother(Unserved now, long nowNanos) {
    Diagnosis last = judged;
    boolean certain = judge(now, nowNanos);
    boolean twice = judged.known() && judged.isSameAs(last);
    pacing.doubts(judged.known() && !judged.isSameAs(verdict));
    if (certain && twice && !judged.isSameAs(verdict) && pacing.mayCorrect(nowNanos)) {
      report(Change.STILL_OPEN, now, judged);
      pacing.corrected(nowNanos);
    }
  }

  /** What it was cannot be looked for any more. */
  private void end(Unserved now) {
    tellWhatIsLeft(now);
    published.countIncident(verdict.cause());
    published.publishUnservedIncident(null);
    reporter.unserved(address, Change.ENDED, now, verdict.besideThese(before));
  }

  /** The listener is gone in the middle of it. */
  void close(Unserved last) {
    tellWhatIsLeft(last);
    reporter.unservedClosed(address, last, verdict.besideThese(before));
    // Not before: where there is no memory for the words, all of it is tried again.
    published.countIncident(verdict.cause());
  }

  private void tellWhatIsLeft(Unserved now) {
    if (!reported) {
      report(Change.OPENED, now, judged.certainAtOnce() ? judged : judged.uncertain());
    } else if (pending) {
      reportCause(now, judged.uncertain());
    }
  }

  private void reportCause(Unserved now, Diagnosis cause) {
    reporter.unservedCause(address, now, cause);
    published.publishUnservedIncident(cause.cause());
    pending = false;
    verdict = cause;
  }

  private void report(Change change, Unserved now, Diagnosis diagnosis) {
    reporter.unserved(address, change, now, diagnosis);
    published.publishUnservedIncident(diagnosis.cause());
    if (verdict.known() && !diagnosis.isSameAs(verdict) && !before.contains(verdict.cause())) {
      before.add(verdict.cause());
    }
    reported = true;
    if (diagnosis.cause() != CauseId.PENDING) {
      verdict = diagnosis;
    }
  }

  /** Whether the cause is certain now: by this judgement alone, or because the last one agrees. */
  private boolean judge(Unserved now, long nowNanos) {
    Diagnosis last = judged;
    pacing.judged(nowNanos);
    judged = diagnosis(now, nowNanos);
    return judged.certainAtOnce() || (judged.known() && judged.isSameAs(last));
  }

  private Diagnosis diagnosis(Unserved now, long nowNanos) {
    try {
      Evidence evidence = investigation.evidence(now, sample.descriptors(), nowNanos);
      Diagnosis diagnosis = UnservedCauses.judge(evidence);
      reporter.judged(address, evidence, diagnosis);
      return diagnosis;
    } catch (RuntimeException | LinkageError e) {
      // Why is lost; that it does not serve must be reported all the same.
      return Diagnosis.NONE;
    }
  }
}
