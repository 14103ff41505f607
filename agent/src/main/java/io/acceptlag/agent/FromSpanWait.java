package io.acceptlag.agent;

import io.acceptlag.core.cause.Diagnosis;
import io.acceptlag.core.evidence.Evidence;
import io.acceptlag.core.kernel.LocalAddress;
import io.acceptlag.core.report.FirstRead;
import io.acceptlag.core.report.Report;
import io.acceptlag.core.report.ReportSink;
import io.acceptlag.core.report.SlowAccept;
import java.util.function.LongSupplier;

/**
 * Keeps from a sink those accepts shorter than span.wait, which only a flight recording has asked
 * for.
 */
final class FromSpanWait implements ReportSink {
  private final ReportSink sink;
  private final LongSupplier spanWaitMillis;

  FromSpanWait(ReportSink sink, LongSupplier spanWaitMillis) {
    this.sink = sink;
    this.spanWaitMillis = spanWaitMillis;
  }

  @Override
  public void report(Report report) {
    sink.report(report);
  }

  @Override
  public void slowAccept(SlowAccept accept) {
    if (accept.waitMillis() >= spanWaitMillis.getAsLong() || accept.synAckRetransmits() > 0) {
      sink.slowAccept(accept);
    }
  }

  @Override
  public void firstRead(FirstRead read) {
    sink.firstRead(read);
  }

  @Override
  public void judged(LocalAddress listener, Evidence evidence, Diagnosis diagnosis) {
    sink.judged(listener, evidence, diagnosis);
  }
}
