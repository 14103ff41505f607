package io.acceptlag.core.watch;

import io.acceptlag.core.cause.CauseId;
import io.acceptlag.core.cause.Causes;
import io.acceptlag.core.cause.Diagnosis;
import io.acceptlag.core.episode.Change;
import io.acceptlag.core.evidence.Evidence;
import io.acceptlag.core.incident.Incident;
import io.acceptlag.core.incident.Observation;
import io.acceptlag.core.kernel.LocalAddress;
import io.acceptlag.core.listener.Closing;
import io.acceptlag.core.report.Reports;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What has been judged and reported of one incident.
 *
 * <p>Its first line waits for a cause for a poll or two, and no longer: if none is certain by then
 * it says so, and the cause comes once, by a line of its own. Later another cause is reported when
 * it is certain and has shown twice, because verdicts that come and go would say nothing.
 */
final class IncidentCase {
  /** So many polls after the first line that had no cause, there is no better answer to come. */
  private static final int POLLS_OF_PENDING = 10;

  /** A server that listens before it accepts is slow for no longer, if it is well. */
  private static final long SHORT_START_MILLIS = 1_000;

  /** The first line comes no later than this many polls after the incident has opened. */
  private static final int POLLS_OF_OPENING = 2;

  private final long incident;
  private final LocalAddress address;
  private final Investigation investigation;
  private final PublishedFigures published;
  private final Reporter reporter;
  private final Pacing pacing;

  /** How old the trouble may become before its first line comes in any case. */
  private final long firstLineNanos;

  /** As it was reported last. */
  private Diagnosis verdict = Diagnosis.NONE;

  /** Those reported before that. */
  private final List<CauseId> before = new ArrayList<>();

  /** What the last judgement of the present trouble found. */
  private Diagnosis judged = Diagnosis.NONE;

  private long presentNanos;
  private boolean reported;
  private boolean pending;

  /** Whether the last line was no warning. */
  private boolean mild;

  private int polls;
  private int pollsOfPending;

  /**
   * @param openedNanos at the poll at which the incident opened
   * @param pollNanos from one poll to the next
   */
  IncidentCase(
      long incident,
      long openedNanos,
      long warnWaitNanos,
      long pollNanos,
      LocalAddress address,
      Investigation investigation,
      PublishedFigures published,
      Reporter reporter) {
    this.incident = incident;
    this.address = address;
    this.investigation = investigation;
    this.published = published;
    this.reporter = reporter;
    pacing = new Pacing(openedNanos);
    firstLineNanos = warnWaitNanos + POLLS_OF_OPENING * pollNanos;
  }

  boolean isOf(long id) {
    return incident == id;
  }

  /** Whether the first line is yet to come. */
  boolean isUnreported() {
    return !reported;
  }

  /**
   * Whether there is anything to do at this poll, so that the incident need not be put together.
   *
   * @param sinceNanos when its present trouble began
   */
  boolean isConcerned(long nowNanos, long sinceNanos, boolean suspect) {
    return !reported
        || pending
        || mild
        || sinceNanos != presentNanos
        || pacing.isDue(nowNanos, suspect);
  }

  /**
   * At each poll at which it is concerned, and when the incident has changed or ended.
   *
   * @param suspect whether connections wait, so that the acceptor is sampled
   */
  void follow(Change change, Incident now, Observation seen, ListenerWatch watch, boolean suspect) {
    polls++;
    if (now.present().startNanos() != presentNanos) {
      presentNanos = now.present().startNanos();
      judged = Diagnosis.NONE;
      pacing.begin(seen.nowNanos);
    }
    if (change == Change.ENDED) {
      end(now, seen, watch);
    } else if (!reported) {
      open(now, seen, watch);
    } else if (pending) {
      findOut(change, now, seen, watch);
    } else if (change != Change.NOTHING) {
      repeat(change, now, seen, watch);
    } else if (mild && suspect && !Reports.isMild(now, verdict)) {
      repeat(Change.STILL_OPEN, now, seen, watch);
    } else if (pacing.isDue(seen.nowNanos, suspect)) {
      lookForAnother(now, seen, watch);
    }
  }

  private void open(Incident now, Observation seen, ListenerWatch watch) {
    boolean certain = judge(now, seen, watch);
    if (isShortStart(now)) {
      return;
    }
    if (certain) {
      report(Change.OPENED, now, judged);
      pacing.settled();
    } else if (polls > POLLS_OF_OPENING
        || (polls > 1 && seen.nowNanos - now.startNanos() >= firstLineNanos)) {
      report(Change.OPENED, now, judged.pending());
      // Not before: where there is no memory for the words, they are to be tried again.
      pending = true;
    }
  }

  private void findOut(Change change, Incident now, Observation seen, ListenerWatch watch) {
    pollsOfPending++;
    boolean certain = judge(now, seen, watch);
    if (certain || pollsOfPending >= POLLS_OF_PENDING) {
      reportCause(now, certain ? judged : judged.uncertain());
      pacing.settled();
    } else if (change != Change.NOTHING) {
      report(change, now, judged.pending());
    }
  }

  /** It has worsened, or gone on for long. */
  private void repeat(Change change, Incident now, Observation seen, ListenerWatch watch) {
    boolean certain = judge(now, seen, watch);
    if (pacing.isNew(seen.nowNanos)) {
      // Of another trouble than the one that was reported, perhaps.
      report(change, now, certain ? judged : judged.pending());
      pending = !certain;
      pollsOfPending = 0;
      return;
    }
    // More may be known of the same cause by now; another one has to show twice.
    boolean better = certain && (!verdict.known() || judged.isSameAs(verdict));
    report(change, now, better ? judged : verdict);
  }

  private void lookForAnother(Incident now, Observation seen, ListenerWatch watch) {
    Diagnosis last = judged;
    boolean certain = judge(now, seen, watch);
    boolean twice = judged.known() && judged.isSameAs(last);
    pacing.doubts(judged.known() && !judged.isSameAs(verdict));
    if (twice) {
      pacing.settled();
    }
    if (certain && twice && !judged.isSameAs(verdict) && pacing.mayCorrect(seen.nowNanos)) {
      report(Change.STILL_OPEN, now, judged);
      pacing.corrected(seen.nowNanos);
    }
  }

  private void end(Incident now, Observation seen, ListenerWatch watch) {
    if (!reported || pending || !verdict.known()) {
      boolean certain = judge(now, seen, watch);
      Diagnosis last = certain ? judged : judged.uncertain();
      if (!reported && isShortStart(now)) {
        published.countIncident(last.cause());
        return;
      }
      if (!reported) {
        report(Change.OPENED, now, last);
      } else if (pending) {
        reportCause(now, last);
      }
      verdict = told(last, now);
    }
    published.countIncident(verdict.cause());
    published.publishIncident(null);
    reporter.incident(address, Change.ENDED, now, told(verdict.besideThese(before), now), null, 0);
  }

  /** Nothing to report: a probe has come too early, as one does at each start. */
  private boolean isShortStart(Incident now) {
    return Reports.isMild(now, judged) && now.durationMillis() < SHORT_START_MILLIS;
  }

  /** The listener is gone in the middle of it. */
  void close(Incident last, @Nullable Closing harm) {
    if (!reported && isShortStart(last)) {
      published.countIncident(judged.cause());
      if (harm != null) {
        reporter.closed(address, harm);
      }
      return;
    }
    if (pending) {
      reportCause(last, judged.uncertain());
    }
    reporter.closed(address, last, told(verdict.besideThese(before), last), harm);
    // Not before: where there is no memory for the words, all of it is tried again.
    published.countIncident(verdict.cause());
  }

  private void reportCause(Incident now, Diagnosis cause) {
    Diagnosis told = told(cause, now);
    reporter.cause(address, now, told);
    published.publishIncident(told.cause());
    pending = false;
    verdict = told;
  }

  private void report(Change change, Incident now, Diagnosis diagnosis) {
    Diagnosis told = told(diagnosis, now);
    reporter.incident(
        address, change, now, told, investigation.waiting(), published.unservedBeside());
    published.publishIncident(told.cause());
    // Not before: where there is no memory for the words, they are to be tried again.
    if (verdict.known() && !told.isSameAs(verdict) && !before.contains(verdict.cause())) {
      before.add(verdict.cause());
    }
    reported = true;
    mild = Reports.isMild(now, told);
    if (diagnosis.cause() != CauseId.PENDING) {
      verdict = told;
    }
  }

  private static Diagnosis told(Diagnosis diagnosis, Incident now) {
    return Causes.withHarm(diagnosis, now.abandoned());
  }

  /** Whether the cause is certain now: by this judgement alone, or because the last one agrees. */
  private boolean judge(Incident now, Observation seen, ListenerWatch watch) {
    Diagnosis last = judged;
    pacing.judged(seen.nowNanos);
    judged = diagnosis(now, seen, watch);
    return judged.certainAtOnce() || (judged.known() && judged.isSameAs(last));
  }

  private Diagnosis diagnosis(Incident now, Observation seen, ListenerWatch watch) {
    try {
      Evidence evidence = investigation.evidence(now.present(), seen, watch);
      Diagnosis diagnosis = Causes.judge(evidence);
      reporter.judged(address, evidence, diagnosis);
      return diagnosis;
    } catch (RuntimeException | LinkageError e) {
      // Why is lost; that it is slow must be reported all the same.
      return Diagnosis.NONE;
    }
  }
}
