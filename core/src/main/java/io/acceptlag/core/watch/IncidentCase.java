package io.acceptlag.core.watch;

import io.acceptlag.core.cause.CauseId;
import io.acceptlag.core.cause.Causes;
import io.acceptlag.core.cause.Diagnosis;
import io.acceptlag.core.episode.Change;
import io.acceptlag.core.evidence.Evidence;
import io.acceptlag.core.incident.Incident;
import io.acceptlag.core.incident.Observation;
import io.acceptlag.core.kernel.LocalAddress;
import io.acceptlag.core.kernel.Period;
import org.jspecify.annotations.Nullable;

/** What has been judged and reported of one incident, and when to judge it again. */
final class IncidentCase {
  /** The longer it lasts the less will a second more or less matter. */
  private static final int JUDGEMENTS_WITHIN_ITS_AGE = 2;

  private final long incident;
  private final long openedNanos;
  private final LocalAddress address;
  private final Investigation investigation;
  private final PublishedFigures published;
  private final Reporter reporter;
  private long judgedNanos;
  private boolean reported;

  /** As it was reported last. */
  private Diagnosis verdict = Diagnosis.NONE;

  /** A cause other than the one reported, as the last judgement had it. */
  private @Nullable CauseId rival;

  private boolean corrected;

  IncidentCase(
      long incident,
      long openedNanos,
      LocalAddress address,
      Investigation investigation,
      PublishedFigures published,
      Reporter reporter) {
    this.incident = incident;
    this.openedNanos = openedNanos;
    judgedNanos = openedNanos;
    this.address = address;
    this.investigation = investigation;
    this.published = published;
    this.reporter = reporter;
  }

  boolean isOf(long id) {
    return incident == id;
  }

  /** The incident has opened, worsened, gone on for long or ended. */
  void report(Change change, Incident now, Observation seen, ListenerWatch watch) {
    boolean ended = change == Change.ENDED;
    Diagnosis judged = ended && verdict.known() ? verdict : judge(now, seen, watch);
    // What was reported stays; but what was not known then may be by now.
    report(change, now, judged.known() || !verdict.known() ? judged : verdict, seen.nowNanos);
  }

  void reportClosed(Incident last) {
    reporter.closed(address, last, Causes.withHarm(verdict, last.abandoned()));
    // Not before: where there is no memory for the words, all of it is tried again.
    published.countIncident(verdict.cause());
  }

  boolean isDue(long nowNanos, boolean suspect) {
    long ageNanos = nowNanos - openedNanos;
    long sinceNanos = nowNanos - judgedNanos;
    if (!isExplained() && ageNanos < Period.JUDGEMENT.nanos()) {
      // A burst may have been met before its acceptor could do anything, and be over by now.
      return 2 * sinceNanos >= ageNanos;
    }
    long everyNanos =
        Math.max(
            Period.JUDGEMENT.nanos(),
            Math.min(ageNanos / JUDGEMENTS_WITHIN_ITS_AGE, Period.LATE_JUDGEMENT.nanos()));
    return suspect && !corrected && sinceNanos >= everyNanos;
  }

  /**
   * The first verdict may have been too early, or the cause another one by now. That is said once
   * in an incident, when it has shown twice: verdicts that come and go would say nothing.
   */
  void judgeAgain(Incident now, Observation seen, ListenerWatch watch) {
    judgedNanos = seen.nowNanos;
    Diagnosis judged = judge(now, seen, watch);
    if (!isExplained()) {
      if (judged.known() || !reported) {
        report(Change.STILL_OPEN, now, judged, seen.nowNanos);
      }
      return;
    }
    boolean differs = judged.known() && judged.cause() != verdict.cause();
    if (differs && judged.cause() == rival) {
      corrected = true;
      report(Change.STILL_OPEN, now, judged, seen.nowNanos);
    }
    rival = differs ? judged.cause() : null;
  }

  /** The first line fails where there is no memory for it. */
  private boolean isExplained() {
    return reported && verdict.known();
  }

  private void report(Change change, Incident now, Diagnosis judged, long nowNanos) {
    judgedNanos = nowNanos;
    Diagnosis told = Causes.withHarm(judged, now.abandoned());
    boolean ended = change == Change.ENDED;
    if (ended) {
      published.countIncident(told.cause());
    }
    reporter.incident(address, change, now, told, ended ? null : investigation.waiting());
    // Not before: where there is no memory for the words, they are to be tried again.
    reported = true;
    verdict = told;
  }

  private Diagnosis judge(Incident now, Observation seen, ListenerWatch watch) {
    try {
      Evidence evidence = investigation.evidence(now, seen, watch);
      Diagnosis diagnosis = Causes.judge(evidence);
      reporter.judged(address, evidence, diagnosis);
      return diagnosis;
    } catch (RuntimeException | LinkageError e) {
      // Why is lost; that it is slow must be reported all the same.
      return Diagnosis.NONE;
    }
  }
}
