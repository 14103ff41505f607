package io.acceptlag.core.watch;

import io.acceptlag.core.cause.Diagnosis;
import io.acceptlag.core.cause.UnservedCauses;
import io.acceptlag.core.episode.Change;
import io.acceptlag.core.evidence.Evidence;
import io.acceptlag.core.kernel.LocalAddress;
import io.acceptlag.core.unserved.SampledConnections;
import io.acceptlag.core.unserved.Unserved;
import org.jspecify.annotations.Nullable;

/** One incident behind accept: when it is judged, and what is reported. */
final class UnservedCase {
  private static final int POLLS_OF_OPENING = 2;

  private final LocalAddress address;
  private final SampledConnections sample;
  private final ServingInvestigation investigation;
  private final PublishedFigures published;
  private final BothQueues both;
  private final Reporter reporter;
  private final Verdict verdict;
  private int polls;

  UnservedCase(
      LocalAddress address,
      SampledConnections sample,
      ServingInvestigation investigation,
      PublishedFigures published,
      BothQueues both,
      Reporter reporter,
      long openedNanos) {
    this.address = address;
    this.sample = sample;
    this.investigation = investigation;
    this.published = published;
    this.both = both;
    this.reporter = reporter;
    verdict = new Verdict(openedNanos);
    verdict.begin(openedNanos);
    investigation.begin();
  }

  /** Called at each poll, beginning with the one at which the incident opened. */
  void follow(Change change, Unserved now, long nowNanos) {
    polls++;
    if (change == Change.ENDED) {
      end(now);
    } else if (change != Change.NOTHING || verdict.isDue(nowNanos, now.unserved() > 0)) {
      boolean waitedEnough = polls > POLLS_OF_OPENING;
      report(verdict.judge(diagnosis(now, nowNanos), change, nowNanos, waitedEnough), now);
    }
  }

  /** The incident is over, so its cause can no longer be searched for. */
  private void end(Unserved now) {
    report(verdict.left(), now);
    published.countIncident(verdict.reported().cause());
    published.publishUnservedIncident(null);
    reporter.unserved(address, Change.ENDED, now, verdict.whole());
  }

  /** The listener is gone during the incident. */
  void close(Unserved last) {
    report(verdict.left(), last);
    reporter.unservedClosed(address, last, verdict.whole());
    // Only now: if there was no memory for the words, all of it is tried again.
    published.countIncident(verdict.reported().cause());
  }

  private void report(@Nullable DueLine line, Unserved now) {
    if (line == null) {
      return;
    }
    if (line.change == null) {
      reporter.unservedCause(address, now, line.diagnosis);
    } else {
      reporter.unserved(address, line.change, now, line.diagnosis);
    }
    published.publishUnservedIncident(line.diagnosis.cause());
    both.reportedBehind(line.diagnosis.cause());
    verdict.reported(line, line.diagnosis);
  }

  private Diagnosis diagnosis(Unserved now, long nowNanos) {
    try {
      Evidence evidence = investigation.evidence(now, sample.descriptors(), nowNanos);
      Diagnosis diagnosis = UnservedCauses.judge(evidence);
      reporter.judged(address, evidence, diagnosis);
      return diagnosis;
    } catch (RuntimeException | LinkageError e) {
      // The cause is lost, but that it does not serve must still be reported.
      return Diagnosis.NONE;
    }
  }
}
