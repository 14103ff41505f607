package io.acceptlag.agent.telemetry;

import io.acceptlag.core.report.FirstRead;
import io.acceptlag.core.report.SlowAccept;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongUnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Spans of what a slow connection waited for after accept: its client's first data, and then the
 * read. Their parent is its {@code accept wait} or, if accept was fast, the incident in which it
 * was not served.
 */
final class FirstReadSpans {
  /** How many connections are kept whose read may still come. */
  private static final int KEPT_MAX = 1024;

  private final Tracer tracer;
  private final LongUnaryOperator epochNanos;
  private final Map<Long, SpanContext> accepts = IncidentTraces.bounded(KEPT_MAX);

  FirstReadSpans(Tracer tracer, LongUnaryOperator epochNanos) {
    this.tracer = tracer;
    this.epochNanos = epochNanos;
  }

  /**
   * @param span of its accept wait
   */
  void accepted(SlowAccept accept, SpanContext span) {
    accepts.put(accept.acceptedNanos(), span);
  }

  /** Whether its accept wait has a span, which would be the parent. */
  boolean isSlow(FirstRead read) {
    return accepts.containsKey(read.acceptedNanos());
  }

  /**
   * @param incident null if it is not exported
   */
  void read(FirstRead read, @Nullable SpanContext incident) {
    SpanContext parent = accepts.remove(read.acceptedNanos());
    boolean slowAccept = parent != null;
    parent = slowAccept ? parent : incident;
    if (parent == null) {
      return;
    }
    if (slowAccept && read.dataNanos() - read.acceptedNanos() > 0) {
      add(Names.FIRST_DATA, read, read.acceptedNanos(), read.dataNanos(), parent);
    }
    add(Names.FIRST_READ, read, read.dataNanos(), read.readNanos(), parent);
  }

  private void add(String name, FirstRead read, long fromNanos, long toNanos, SpanContext parent) {
    tracer
        .spanBuilder(name)
        .setParent(Context.root().with(Span.wrap(parent)))
        .setStartTimestamp(epochNanos.applyAsLong(fromNanos), TimeUnit.NANOSECONDS)
        .setAllAttributes(Names.of(read.listener()))
        .startSpan()
        .end(epochNanos.applyAsLong(toNanos), TimeUnit.NANOSECONDS);
  }
}
