package io.acceptlag.agent;

import io.acceptlag.core.cause.Diagnosis;
import io.acceptlag.core.evidence.Evidence;
import io.acceptlag.core.kernel.LocalAddress;
import io.acceptlag.core.report.FirstRead;
import io.acceptlag.core.report.OwnHealth;
import io.acceptlag.core.report.Report;
import io.acceptlag.core.report.ReportSink;
import io.acceptlag.core.report.SlowAccept;

/** All sinks as one; a sink that fails does not affect the others. */
final class Sinks implements ReportSink {
  private final OwnHealth health;
  private final ReportSink[] sinks;

  Sinks(OwnHealth health, ReportSink... sinks) {
    this.health = health;
    this.sinks = sinks;
  }

  @Override
  public void report(Report report) {
    for (ReportSink sink : sinks) {
      try {
        sink.report(report);
      } catch (RuntimeException | LinkageError e) {
        // Only this sink loses it: the sampler and the other sinks go on.
        health.reportWasDropped();
      }
    }
  }

  @Override
  public void slowAccept(SlowAccept accept) {
    for (ReportSink sink : sinks) {
      try {
        sink.slowAccept(accept);
      } catch (RuntimeException | LinkageError e) {
        // The loss is that sink's own, as in report().
        health.reportWasDropped();
      }
    }
  }

  @Override
  public void firstRead(FirstRead read) {
    for (ReportSink sink : sinks) {
      try {
        sink.firstRead(read);
      } catch (RuntimeException | LinkageError e) {
        // The loss is that sink's own, as in report().
        health.reportWasDropped();
      }
    }
  }

  @Override
  public void judged(LocalAddress listener, Evidence evidence, Diagnosis diagnosis) {
    for (ReportSink sink : sinks) {
      try {
        sink.judged(listener, evidence, diagnosis);
      } catch (RuntimeException | LinkageError e) {
        // The loss is that sink's own, as in report().
        health.reportWasDropped();
      }
    }
  }
}
