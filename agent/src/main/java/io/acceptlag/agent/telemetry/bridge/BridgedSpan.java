package io.acceptlag.agent.telemetry.bridge;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import java.net.AcceptlagTelemetry;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A span of another SDK. */
final class BridgedSpan implements Span {
  private final AcceptlagTelemetry extension;
  private final Object span;
  private final SpanContext context;

  BridgedSpan(AcceptlagTelemetry extension, Object span) {
    this.extension = extension;
    this.span = span;
    context =
        SpanContext.create(
            extension.traceId(span),
            extension.spanId(span),
            extension.isSampled(span) ? TraceFlags.getSampled() : TraceFlags.getDefault(),
            TraceState.getDefault());
  }

  @Override
  public <T> Span setAttribute(AttributeKey<T> key, @Nullable T value) {
    if (value != null) {
      extension.set(span, new Object[] {key.getKey(), value});
    }
    return this;
  }

  @Override
  public Span setAllAttributes(Attributes attributes) {
    if (!attributes.isEmpty()) {
      extension.set(span, Flat.of(attributes));
    }
    return this;
  }

  @Override
  public Span addEvent(String name, Attributes attributes) {
    extension.addEvent(span, name, 0, Flat.of(attributes));
    return this;
  }

  @Override
  public Span addEvent(String name, Attributes attributes, long time, TimeUnit unit) {
    extension.addEvent(span, name, unit.toNanos(time), Flat.of(attributes));
    return this;
  }

  @Override
  public Span setStatus(StatusCode status, String description) {
    if (status == StatusCode.ERROR) {
      extension.setError(span, description);
    }
    return this;
  }

  @Override
  public Span recordException(Throwable exception, Attributes attributes) {
    return this;
  }

  @Override
  public Span updateName(String name) {
    return this;
  }

  @Override
  public void end() {
    extension.end(span, 0);
  }

  @Override
  public void end(long time, TimeUnit unit) {
    extension.end(span, unit.toNanos(time));
  }

  @Override
  public SpanContext getSpanContext() {
    return context;
  }

  @Override
  public boolean isRecording() {
    return true;
  }
}
