package io.acceptlag.agent.telemetry;

import io.acceptlag.core.handshake.SynQueueTrouble;
import io.acceptlag.core.handshake.SynQueueTrouble.Answer;
import io.acceptlag.core.report.Report;
import io.acceptlag.core.report.Subject;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongUnaryOperator;

/**
 * A SYN queue's trouble as a span of its own, once it is over, because it is no incident of the
 * application.
 */
final class SynQueueSpans {
  private final Tracer tracer;
  private final LongUnaryOperator epochNanos;
  private final Map<Subject, SynQueueTrouble> open = new LinkedHashMap<>();

  /**
   * @param epochNanos of a System.nanoTime
   */
  SynQueueSpans(Tracer tracer, LongUnaryOperator epochNanos) {
    this.tracer = tracer;
    this.epochNanos = epochNanos;
  }

  void report(Report report, SynQueueTrouble trouble) {
    if (report.ends()) {
      open.remove(report.subject());
      export(report.subject(), trouble);
    } else {
      open.put(report.subject(), trouble);
    }
  }

  /** Exports what is not over, as it is now. */
  void endAll() {
    open.forEach(this::export);
    open.clear();
  }

  private void export(Subject listener, SynQueueTrouble trouble) {
    boolean dropped = trouble.answer() == Answer.DROPPED;
    Span span =
        tracer
            .spanBuilder(Names.SYN_QUEUE_FULL)
            .setNoParent()
            .setStartTimestamp(epochNanos.applyAsLong(trouble.startNanos()), TimeUnit.NANOSECONDS)
            .setAllAttributes(Names.of(listener))
            .setAttribute(
                dropped ? Names.SYN_QUEUE_DROPPED : Names.SYN_QUEUE_COOKIES, trouble.packets())
            .startSpan();
    if (trouble.room() >= 0) {
      span.setAttribute(Names.SYN_QUEUE_ROOM, (long) trouble.room());
    }
    if (trouble.halfOpen() >= 0) {
      span.setAttribute(Names.SYN_QUEUE_LENGTH, (long) trouble.halfOpen());
    }
    if (dropped) {
      span.setStatus(StatusCode.ERROR, "the SYN queue was full");
    }
    span.end(epochNanos.applyAsLong(trouble.endNanos()), TimeUnit.NANOSECONDS);
  }
}
