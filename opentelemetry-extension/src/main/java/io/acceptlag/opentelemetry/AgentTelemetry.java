package io.acceptlag.opentelemetry;

import io.opentelemetry.api.GlobalOpenTelemetry;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.logs.LogRecordBuilder;
import io.opentelemetry.api.logs.Severity;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.context.Context;
import java.net.AcceptlagMeasurements;
import java.net.AcceptlagTelemetry;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Passes acceptlag's spans and log records on to the SDK. */
final class AgentTelemetry extends AcceptlagTelemetry {
  static final String SCOPE = "io.acceptlag";

  private @Nullable OpenTelemetry sdk;
  private String version = "";

  /**
   * Asked for with the first span, and not before: if the SDK is not set yet, because that agent is
   * just being attached, asking sets one that does nothing.
   */
  private OpenTelemetry sdk() {
    OpenTelemetry known = sdk;
    if (known == null) {
      known = GlobalOpenTelemetry.get();
      sdk = known;
    }
    return known;
  }

  @Override
  public void connect(AcceptlagMeasurements acceptlag, String acceptlagVersion) {
    version = acceptlagVersion;
    Meeting.acceptlag = new MetAcceptlag(acceptlag, acceptlagVersion);
  }

  @Override
  public void disconnect() {
    Meeting.acceptlag = null;
  }

  @Override
  public String agent() {
    return "the OpenTelemetry agent";
  }

  @Override
  public Object startSpan(
      String name,
      @Nullable String parentTraceId,
      @Nullable String parentSpanId,
      long startEpochNanos,
      Object[] attributes) {
    SpanBuilder span =
        sdk()
            .getTracerProvider()
            .tracerBuilder(SCOPE)
            .setInstrumentationVersion(version)
            .build()
            .spanBuilder(name)
            .setStartTimestamp(startEpochNanos, TimeUnit.NANOSECONDS)
            .setAllAttributes(Flat.attributes(attributes));
    Context parent = context(parentTraceId, parentSpanId);
    return (parent == null ? span.setNoParent() : span.setParent(parent)).startSpan();
  }

  /** The spans that acceptlag names are sampled, because it asks first. */
  private static @Nullable Context context(@Nullable String traceId, @Nullable String spanId) {
    if (traceId == null || spanId == null) {
      return null;
    }
    SpanContext context =
        SpanContext.create(traceId, spanId, TraceFlags.getSampled(), TraceState.getDefault());
    return Context.root().with(Span.wrap(context));
  }

  @Override
  public String traceId(Object span) {
    return ((Span) span).getSpanContext().getTraceId();
  }

  @Override
  public String spanId(Object span) {
    return ((Span) span).getSpanContext().getSpanId();
  }

  @Override
  public boolean isSampled(Object span) {
    return ((Span) span).getSpanContext().isSampled();
  }

  @Override
  public void set(Object span, Object[] attributes) {
    ((Span) span).setAllAttributes(Flat.attributes(attributes));
  }

  @Override
  public void addEvent(Object span, String name, long epochNanos, Object[] attributes) {
    if (epochNanos == 0) {
      ((Span) span).addEvent(name, Flat.attributes(attributes));
    } else {
      ((Span) span).addEvent(name, Flat.attributes(attributes), epochNanos, TimeUnit.NANOSECONDS);
    }
  }

  @Override
  public void setError(Object span, String description) {
    ((Span) span).setStatus(StatusCode.ERROR, description);
  }

  @Override
  public void end(Object span, long epochNanos) {
    if (epochNanos == 0) {
      ((Span) span).end();
    } else {
      ((Span) span).end(epochNanos, TimeUnit.NANOSECONDS);
    }
  }

  @Override
  public void log(
      long epochNanos,
      int severity,
      String eventName,
      String body,
      Object[] attributes,
      @Nullable String traceId,
      @Nullable String spanId) {
    LogRecordBuilder log =
        sdk()
            .getLogsBridge()
            .loggerBuilder(SCOPE)
            .setInstrumentationVersion(version)
            .build()
            .logRecordBuilder()
            .setTimestamp(epochNanos, TimeUnit.NANOSECONDS)
            .setSeverity(severityOf(severity))
            .setEventName(eventName)
            .setBody(body)
            .setAllAttributes(Flat.attributes(attributes));
    Context context = context(traceId, spanId);
    log.setContext(context == null ? Context.root() : context).emit();
  }

  private static Severity severityOf(int number) {
    for (Severity severity : Severity.values()) {
      if (severity.getSeverityNumber() == number) {
        return severity;
      }
    }
    return Severity.UNDEFINED_SEVERITY_NUMBER;
  }
}
