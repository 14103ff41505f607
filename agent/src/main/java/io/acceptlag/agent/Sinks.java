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
        // Its own loss. The log, the last one, would be the place to say so, and it may be the one.
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
