package io.acceptlag.opentelemetry.spring;

import io.micrometer.tracing.Link;
import io.micrometer.tracing.Span;
import io.micrometer.tracing.TraceContext;
import io.micrometer.tracing.Tracer;
import io.micrometer.tracing.exporter.FinishedSpan;
import io.micrometer.tracing.exporter.SpanFilter;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Adds to the first span of a connection how long that connection has waited, when the span is
 * exported. Earlier the incident may not be known.
 */
final class WaitedRequests implements SpanFilter {
  private final Supplier<@Nullable Tracer> tracer;

  WaitedRequests(Supplier<@Nullable Tracer> tracer) {
    this.tracer = tracer;
  }

  @Override
  public FinishedSpan map(FinishedSpan span) {
    try {
      return span.getKind() == Span.Kind.SERVER ? told(span) : span;
    } catch (RuntimeException | LinkageError e) {
      // The trace matters more than what we add to it.
      return span;
    }
  }

  private FinishedSpan told(FinishedSpan span) {
    Object address = span.getTypedTags().get(Peers.ADDRESS);
    Object port = span.getTypedTags().get(Peers.PORT);
    if (address == null || port == null) {
      return span;
    }
    Map<String, Object> tags = new HashMap<>(span.getTypedTags());
    // In OpenTelemetry it is a number.
    long peerPort = Long.parseLong(port.toString());
    tags.put(Peers.PORT, peerPort);
    @Nullable Object @Nullable [] waited =
        Application.isEmpty()
            ? null
            : Application.claim(address.toString(), peerPort, epochNanos(span.getStartTimestamp()));
    if (waited != null) {
      put(tags, "acceptlag.wait.duration", waited[0]);
      put(tags, "acceptlag.first_read.duration", waited[1]);
      link(span, (String) waited[2], (String) waited[3]);
    }
    span.setTypedTags(tags);
    return span;
  }

  private static void put(Map<String, Object> tags, String name, @Nullable Object value) {
    if (value != null) {
      tags.put(name, value);
    }
  }

  private void link(FinishedSpan span, @Nullable String traceId, @Nullable String spanId) {
    Tracer made = tracer.get();
    if (made == null || traceId == null || spanId == null) {
      return;
    }
    TraceContext incident =
        made.traceContextBuilder().traceId(traceId).spanId(spanId).sampled(true).build();
    span.addLink(new Link(incident));
  }

  private static long epochNanos(Instant instant) {
    return TimeUnit.SECONDS.toNanos(instant.getEpochSecond()) + instant.getNano();
  }
}
