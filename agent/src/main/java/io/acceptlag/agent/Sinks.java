package io.acceptlag.agent;

import io.acceptlag.core.report.Report;
import io.acceptlag.core.report.ReportSink;
import io.acceptlag.core.report.SlowAccept;

/** All sinks as one; a sink that fails keeps nothing from the others. */
final class Sinks implements ReportSink {
  private final ReportSink[] sinks;

  Sinks(ReportSink... sinks) {
    this.sinks = sinks;
  }

  @Override
  public void report(Report report) {
    for (ReportSink sink : sinks) {
      try {
        sink.report(report);
      } catch (RuntimeException | LinkageError e) {
        // Its own loss: the sampler and the other sinks go on.
      }
    }
  }

  @Override
  public void slowAccept(SlowAccept accept) {
    for (ReportSink sink : sinks) {
      try {
        sink.slowAccept(accept);
      } catch (RuntimeException | LinkageError e) {
        // As above.
      }
    }
  }
}
