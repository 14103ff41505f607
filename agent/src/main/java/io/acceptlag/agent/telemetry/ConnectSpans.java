package io.acceptlag.agent.telemetry;

import io.acceptlag.core.connect.ConnectReport;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.LongUnaryOperator;

/** Trouble with connects as a span of its own, once it is over. */
final class ConnectSpans {
  /** Keys of the log's that the span has too, as numbers. */
  private static final Set<String> FIGURES =
      new HashSet<>(
          Arrays.asList("slow", "failures", "syn_retransmits", "ports", "in_use", "time_wait"));

  private final Tracer tracer;
  private final LongUnaryOperator epochNanos;
  private final Map<Object, ConnectReport> open = new LinkedHashMap<>();

  /**
   * @param epochNanos of a System.nanoTime
   */
  ConnectSpans(Tracer tracer, LongUnaryOperator epochNanos) {
    this.tracer = tracer;
    this.epochNanos = epochNanos;
  }

  void report(ConnectReport report) {
    if (!report.ends()) {
      open.put(report.series(), report);
      return;
    }
    ConnectReport before = open.remove(report.series());
    Map<String, String> pairs = new LinkedHashMap<>();
    if (before != null) {
      pairs.putAll(before.pairs());
    }
    // Counts at the end are the higher ones.
    pairs.putAll(report.pairs());
    export(report, pairs);
  }

  /** Exports what is not over, as it stands. */
  void endAll() {
    open.values().forEach(report -> export(report, report.pairs()));
    open.clear();
  }

  private void export(ConnectReport report, Map<String, String> pairs) {
    Span span =
        tracer
            .spanBuilder("connect trouble")
            .setNoParent()
            .setStartTimestamp(epochNanos.applyAsLong(report.startNanos()), TimeUnit.NANOSECONDS)
            .setAllAttributes(Names.of(report.destination()))
            .setAttribute(Names.EVENT, report.trouble().key())
            .startSpan();
    String error = pairs.get("error");
    if (error != null) {
      span.setAttribute(Names.ERROR_TYPE, error);
    }
    pairs.forEach(
        (key, value) -> {
          if (FIGURES.contains(key)) {
            span.setAttribute("acceptlag.connect." + key, Long.parseLong(value));
          }
        });
    span.setStatus(StatusCode.ERROR);
    span.end(epochNanos.applyAsLong(report.endNanos()), TimeUnit.NANOSECONDS);
  }
}
