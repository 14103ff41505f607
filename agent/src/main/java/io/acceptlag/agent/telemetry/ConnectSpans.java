package io.acceptlag.agent.telemetry;

import io.acceptlag.core.connect.ConnectTrouble;
import io.acceptlag.core.report.Event;
import io.acceptlag.core.report.Key;
import io.acceptlag.core.report.Pairs;
import io.acceptlag.core.report.Report;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongUnaryOperator;

/** Trouble with connects as a span of its own, once it is over. */
final class ConnectSpans {
  /** Keys of the log that the span has too, as numbers. */
  private static final Key[] FIGURES = {
    Key.SLOW, Key.FAILURES, Key.SYN_RETRANSMITS, Key.PORTS, Key.IN_USE, Key.TIME_WAIT
  };

  private final Tracer tracer;
  private final LongUnaryOperator epochNanos;
  private final Map<Object, Report> open = new LinkedHashMap<>();

  /**
   * @param epochNanos of a System.nanoTime
   */
  ConnectSpans(Tracer tracer, LongUnaryOperator epochNanos) {
    this.tracer = tracer;
    this.epochNanos = epochNanos;
  }

  /** The names of the attributes that {@link #FIGURES} become. */
  static List<String> figures() {
    List<String> names = new ArrayList<>();
    for (Key key : FIGURES) {
      names.add(attribute(key));
    }
    return names;
  }

  private static String attribute(Key key) {
    return "acceptlag.connect." + key.text();
  }

  void report(Report report, ConnectTrouble trouble) {
    if (!report.ends()) {
      open.put(trouble.series(), report);
      return;
    }
    Report before = open.remove(trouble.series());
    // The counts at the end replace the earlier ones.
    export(report, trouble, before == null ? report.pairs() : before.pairs().with(report.pairs()));
  }

  /** Exports what is not over, as it is now. */
  void endAll() {
    for (Report report : open.values()) {
      if (report.trouble() instanceof ConnectTrouble) {
        export(report, (ConnectTrouble) report.trouble(), report.pairs());
      }
    }
    open.clear();
  }

  private void export(Report report, ConnectTrouble trouble, Pairs pairs) {
    Span span =
        tracer
            .spanBuilder(Names.CONNECT_TROUBLE)
            .setNoParent()
            .setStartTimestamp(epochNanos.applyAsLong(trouble.startNanos()), TimeUnit.NANOSECONDS)
            .setAllAttributes(Names.of(report.subject()))
            .setAttribute(Names.EVENT, trouble.kind().key())
            .startSpan();
    String error = pairs.text(Key.ERROR);
    if (error != null) {
      span.setAttribute(Names.ERROR_TYPE, error);
    }
    for (Key key : FIGURES) {
      if (pairs.has(key)) {
        span.setAttribute(attribute(key), pairs.number(key));
      }
    }
    if (trouble.kind() != Event.CONNECT_SLOW && trouble.kind() != Event.PORTS_LOW) {
      // In the other two cases connects succeed, and a status would count as our verdict.
      span.setStatus(StatusCode.ERROR);
    }
    span.end(epochNanos.applyAsLong(trouble.endNanos()), TimeUnit.NANOSECONDS);
  }
}
