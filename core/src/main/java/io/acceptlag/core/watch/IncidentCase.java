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
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One incident of the accept queue: when it is judged, and what is reported. */
final class IncidentCase {
  /** A healthy server that listens before it accepts is slow for no longer than this. */
  private static final long SHORT_START_MILLIS = 1_000;

  /** The first line comes at most this many polls after the incident has opened. */
  private static final int POLLS_OF_OPENING = 2;

  private final long incident;
  private final LocalAddress address;
  private final Investigation investigation;
  private final PublishedFigures published;
  private final BothQueues both;
  private final Reporter reporter;
  private final Verdict verdict;
  private final boolean older;

  /** The age of the trouble at which its first line comes in any case. */
  private final long firstLineNanos;

  private long presentNanos;

  /** Whether the last line was no warning. */
  private boolean mild;

  private int polls;

  /**
   * @param openedNanos System.nanoTime of the poll at which the incident opened
   * @param pollNanos from one poll to the next
   * @param older whether the trouble was there before the agent, which somebody has attached to see
   *     it
   */
  IncidentCase(
      long incident,
      long openedNanos,
      long warnWaitNanos,
      long pollNanos,
      boolean older,
      LocalAddress address,
      Investigation investigation,
      PublishedFigures published,
      BothQueues both,
      Reporter reporter) {
    this.incident = incident;
    this.older = older;
    this.address = address;
    this.investigation = investigation;
    this.published = published;
    this.both = both;
    this.reporter = reporter;
    verdict = new Verdict(openedNanos);
    verdict.follows(both.causesTakenOver());
    firstLineNanos = warnWaitNanos + POLLS_OF_OPENING * pollNanos;
  }

  boolean isOf(long id) {
    return incident == id;
  }

  /** Whether the first line is yet to come. */
  boolean isUnreported() {
    return !verdict.isOpened();
  }

  /**
   * Whether there is anything to do at this poll. If not, the incident need not be assembled.
   *
   * @param sinceNanos when its present trouble began
   */
  boolean isConcerned(long nowNanos, long sinceNanos, boolean suspect) {
    return mild || sinceNanos != presentNanos || verdict.isDue(nowNanos, suspect);
  }

  /**
   * Called at each poll at which it {@linkplain #isConcerned has anything to do}, and when the
   * incident has changed or ended.
   *
   * @param suspect whether connections wait, so that the acceptor is sampled
   */
  void follow(Change change, Incident now, Observation seen, ListenerWatch watch, boolean suspect) {
    polls++;
    if (now.present().startNanos() != presentNanos) {
      presentNanos = now.present().startNanos();
      verdict.begin(seen.nowNanos);
    }
    if (change == Change.ENDED) {
      end(now, seen, watch);
      return;
    }
    boolean graver = mild && suspect && !Reports.isMild(now, verdict.reported());
    Change news = change == Change.NOTHING && graver ? Change.STILL_OPEN : change;
    if (news != Change.NOTHING || verdict.isDue(seen.nowNanos, suspect)) {
      judge(news, now, seen, watch);
    }
  }

  private void judge(Change change, Incident now, Observation seen, ListenerWatch watch) {
    Diagnosis found = diagnosis(now, seen, watch);
    DueLine line = verdict.judge(found, change, seen.nowNanos, hasWaitedEnough(now, seen));
    if (line != null && (verdict.isOpened() || !isShortStart(now))) {
      report(line, now);
    }
  }

  private boolean hasWaitedEnough(Incident now, Observation seen) {
    return polls > POLLS_OF_OPENING
        || (polls > 1 && (older || seen.nowNanos - now.startNanos() >= firstLineNanos));
  }

  private void end(Incident now, Observation seen, ListenerWatch watch) {
    if (verdict.isOpened() && !verdict.isPending() && verdict.reported().known()) {
      reportEnd(now);
      return;
    }
    DueLine line = verdict.judgeLast(diagnosis(now, seen, watch), seen.nowNanos);
    if (!verdict.isOpened() && line != null && isShortStart(now)) {
      published.countIncident(line.diagnosis.cause());
      return;
    }
    if (line != null) {
      report(line, now);
    }
    reportEnd(now);
  }

  private void reportEnd(Incident now) {
    published.countIncident(cause());
    published.publishIncident(null);
    reporter.incident(
        address, Change.ENDED, now, withHarm(verdict.whole(), now), null, both.most());
  }

  /**
   * Whether there is nothing to report: a client, such as a health probe, came too early at a
   * start. An incident of which a line was written before needs one at its end.
   */
  private boolean isShortStart(Incident now) {
    return !both.reportedTakenOver()
        && Reports.isMild(now, verdict.judged())
        && now.durationMillis() < SHORT_START_MILLIS;
  }

  /** The listener is gone during the incident. */
  void close(Incident last, @Nullable Closing harm) {
    if (!verdict.isOpened() && isShortStart(last)) {
      published.countIncident(verdict.judged().cause());
      if (harm != null) {
        reporter.closed(address, harm);
      }
      return;
    }
    DueLine line = verdict.isPending() ? verdict.left() : null;
    if (line != null) {
      report(line, last);
    }
    reporter.closed(address, last, withHarm(verdict.whole(), last), harm, both.most());
    // Only now: if there was no memory for the words, all of it is tried again.
    published.countIncident(cause());
  }

  /** By which it is counted: where its own is not known, that of what it took over. */
  private CauseId cause() {
    List<CauseId> earlier = both.causesTakenOver();
    return verdict.reported().known() || earlier.isEmpty()
        ? verdict.reported().cause()
        : earlier.get(earlier.size() - 1);
  }

  private void report(DueLine line, Incident now) {
    Diagnosis said = withHarm(line.diagnosis, now);
    if (line.change == null) {
      reporter.cause(address, now, said);
    } else {
      reporter.incident(address, line.change, now, said, investigation.waiting(), both.unserved());
      mild = Reports.isMild(now, said);
    }
    published.publishIncident(said.cause());
    verdict.reported(line, said);
  }

  private static Diagnosis withHarm(Diagnosis diagnosis, Incident now) {
    return Causes.withHarm(diagnosis, now.abandoned() - now.leftAtOnce());
  }

  private Diagnosis diagnosis(Incident now, Observation seen, ListenerWatch watch) {
    try {
      Evidence evidence = investigation.evidence(now.present(), seen, watch, both);
      Diagnosis diagnosis = Causes.judge(evidence);
      reporter.judged(address, evidence, diagnosis);
      return diagnosis;
    } catch (RuntimeException | LinkageError e) {
      // The cause is lost, but that it is slow must still be reported.
      return Diagnosis.NONE;
    }
  }
}
