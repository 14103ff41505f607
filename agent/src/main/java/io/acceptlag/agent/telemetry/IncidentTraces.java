package io.acceptlag.agent.telemetry;

import io.acceptlag.core.connect.ConnectTrouble;
import io.acceptlag.core.episode.NumberedTrouble;
import io.acceptlag.core.episode.Trouble;
import io.acceptlag.core.handshake.SynQueueTrouble;
import io.acceptlag.core.kernel.LocalAddress;
import io.acceptlag.core.report.FirstRead;
import io.acceptlag.core.report.Report;
import io.acceptlag.core.report.SlowAccept;
import io.acceptlag.core.unserved.Unserved;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.common.Clock;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Makes a trace of each incident, and spans of the connections that waited. For one thread at a
 * time, except {@link #exported}.
 */
final class IncidentTraces {
  private static final long NANOS_PER_MILLI = 1_000_000;

  /** Two clocks are read one after the other within this, unless the thread had no processor. */
  private static final long CLOCKS_APART_NANOS = 100_000;

  private static final int CLOCK_READINGS = 3;

  /**
   * How many ended incidents are kept, because a connection or a log line may still refer to them.
   */
  private static final int ENDED_MAX = 256;

  /** For how many addresses the rate is kept; a forgotten one starts anew. */
  private static final int RATES_MAX = 1024;

  private final Tracer tracer;
  private final double spansPerSecond;
  private final Clock clock;
  private final Map<Long, IncidentSpan> open = new ConcurrentHashMap<>();
  private final Map<Long, SpanContext> ended = Collections.synchronizedMap(bounded(ENDED_MAX));
  private final SynQueueSpans synQueues;
  private final ConnectSpans connects;
  private final FirstReadSpans reads;
  private final Map<LocalAddress, SpanRate> rates = bounded(RATES_MAX);

  IncidentTraces(Tracer tracer, double spansPerSecond, Clock clock) {
    this.tracer = tracer;
    this.spansPerSecond = spansPerSecond;
    this.clock = clock;
    synQueues = new SynQueueSpans(tracer, this::epochNanos);
    connects = new ConnectSpans(tracer, this::epochNanos);
    reads = new FirstReadSpans(tracer, this::epochNanos);
  }

  static <K, V> Map<K, V> bounded(int entries) {
    return new LinkedHashMap<K, V>() {
      private static final long serialVersionUID = 1;

      @Override
      protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
        return size() > entries;
      }
    };
  }

  void report(Report report) {
    Trouble trouble = report.trouble();
    if (trouble instanceof SynQueueTrouble) {
      synQueues.report(report, (SynQueueTrouble) trouble);
    } else if (trouble instanceof ConnectTrouble) {
      connects.report(report, (ConnectTrouble) trouble);
    } else if (trouble instanceof NumberedTrouble) {
      report(report, (NumberedTrouble) trouble);
    }
  }

  private void report(Report report, NumberedTrouble incident) {
    if (ended.containsKey(incident.id())) {
      return;
    }
    IncidentSpan span = open.get(incident.id());
    if (span == null) {
      span = start(report, incident);
      open.put(incident.id(), span);
    }
    span.update(report, incident);
    if (report.ends()) {
      long endEpochNanos = epochNanos(incident.endNanos());
      span.addEvent(report.event().key(), endEpochNanos);
      span.end(endEpochNanos);
      ended.put(incident.id(), span.context());
      open.remove(incident.id());
    }
  }

  private IncidentSpan start(Report report, NumberedTrouble incident) {
    long startEpochNanos = epochNanos(incident.startNanos());
    Span root =
        tracer
            .spanBuilder(
                incident instanceof Unserved ? Names.UNSERVED_INCIDENT : Names.ACCEPT_INCIDENT)
            .setNoParent()
            .setStartTimestamp(startEpochNanos, TimeUnit.NANOSECONDS)
            .setAllAttributes(Names.of(report.subject()))
            .setAttribute(Names.INCIDENT, incident.id())
            .startSpan();
    return new IncidentSpan(root, startEpochNanos);
  }

  void slowAccept(SlowAccept accept) {
    IncidentSpan incident = open.get(accept.incident());
    if (!rate(accept.listener(), accept.acceptedNanos()).admits(accept.acceptedNanos())) {
      if (incident != null) {
        incident.skipOne();
      }
      return;
    }
    SpanContext parent = incident == null ? ended.get(accept.incident()) : incident.context();
    long acceptedEpochNanos = epochNanos(accept.acceptedNanos());
    SpanBuilder span =
        tracer
            .spanBuilder(Names.ACCEPT_WAIT)
            .setStartTimestamp(
                acceptedEpochNanos - accept.waitMillis() * NANOS_PER_MILLI, TimeUnit.NANOSECONDS)
            .setAllAttributes(Names.of(accept.listener()));
    if (parent == null) {
      span.setNoParent();
    } else {
      span.setParent(Context.root().with(Span.wrap(parent)));
    }
    if (accept.incident() >= 0) {
      span.setAttribute(Names.INCIDENT, accept.incident());
    }
    if (accept.peerAddress() != null) {
      span.setAttribute(Names.PEER_ADDRESS, accept.peerAddress());
      span.setAttribute(Names.PEER_PORT, (long) accept.peerPort());
    }
    if (accept.synAckRetransmits() >= 0) {
      span.setAttribute(Names.RETRANSMITS, (long) accept.synAckRetransmits());
    }
    if (accept.handshakeMillis() >= 0) {
      span.setAttribute(Names.HANDSHAKE_DELAY, accept.handshakeMillis() / 1000.0);
    }
    if (accept.queueLength() >= 0) {
      span.setAttribute(Names.QUEUE_LENGTH, (long) accept.queueLength());
    }
    if (accept.queueLimit() >= 0) {
      span.setAttribute(Names.QUEUE_LIMIT, (long) accept.queueLimit());
    }
    span.setAttribute(Names.CLIENT_GONE, accept.clientGone());
    Span wait = span.startSpan();
    wait.end(acceptedEpochNanos, TimeUnit.NANOSECONDS);
    reads.accepted(accept, wait.getSpanContext());
  }

  void firstRead(FirstRead read) {
    // The slow accept was admitted by the rate, so its parts are too.
    if (reads.isSlow(read)) {
      reads.read(read, null);
    } else if (read.incident() >= 0
        && rate(read.listener(), read.readNanos()).admits(read.readNanos())) {
      IncidentSpan incident = open.get(read.incident());
      reads.read(read, incident == null ? ended.get(read.incident()) : incident.context());
    }
  }

  private SpanRate rate(LocalAddress listener, long nowNanos) {
    return rates.computeIfAbsent(listener, first -> new SpanRate(spansPerSecond, nowNanos));
  }

  /** Ends what is still open, as it is now. */
  void endAll() {
    for (IncidentSpan span : open.values()) {
      span.end(clock.now());
    }
    open.clear();
    synQueues.endAll();
    connects.endAll();
  }

  /** Null if the incident's trace is not exported, or long over. */
  @Nullable String traceId(long incident) {
    SpanContext context = exported(incident);
    return context == null ? null : context.getTraceId();
  }

  /** The span of an incident; null in the same cases as {@link #traceId}. */
  @Nullable SpanContext exported(long incident) {
    IncidentSpan span = open.get(incident);
    SpanContext context = span == null ? ended.get(incident) : span.context();
    return context != null && context.isSampled() ? context : null;
  }

  /**
   * The offset is taken anew each time, because it jumps when the clock is set or the machine
   * sleeps. Both clocks are read again if this thread had no processor between them.
   */
  private long epochNanos(long nanoTime) {
    long before = System.nanoTime();
    for (int i = 0; ; i++) {
      long epochNanos = clock.now();
      long after = System.nanoTime();
      if (after - before < CLOCKS_APART_NANOS || i == CLOCK_READINGS) {
        return epochNanos - (before + (after - before) / 2 - nanoTime);
      }
      before = after;
    }
  }
}
