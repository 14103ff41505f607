package io.acceptlag.agent.telemetry.bridge;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.context.Context;
import java.net.AcceptlagTelemetry;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Collects what a span begins with. Links and kinds are not passed on, because we set none. */
final class BridgedSpanBuilder implements SpanBuilder {
  private final AcceptlagTelemetry extension;
  private final String name;
  private final AttributesBuilder attributes = Attributes.builder();
  private SpanContext parent = SpanContext.getInvalid();
  private long startEpochNanos;

  BridgedSpanBuilder(AcceptlagTelemetry extension, String name) {
    this.extension = extension;
    this.name = name;
  }

  @Override
  public SpanBuilder setParent(Context context) {
    parent = Span.fromContext(context).getSpanContext();
    return this;
  }

  @Override
  public SpanBuilder setNoParent() {
    parent = SpanContext.getInvalid();
    return this;
  }

  @Override
  public SpanBuilder addLink(SpanContext context) {
    return this;
  }

  @Override
  public SpanBuilder addLink(SpanContext context, Attributes ofLink) {
    return this;
  }

  @Override
  public SpanBuilder setAttribute(String key, @Nullable String value) {
    attributes.put(key, value);
    return this;
  }

  @Override
  public SpanBuilder setAttribute(String key, long value) {
    attributes.put(key, value);
    return this;
  }

  @Override
  public SpanBuilder setAttribute(String key, double value) {
    attributes.put(key, value);
    return this;
  }

  @Override
  public SpanBuilder setAttribute(String key, boolean value) {
    attributes.put(key, value);
    return this;
  }

  @Override
  public <T> SpanBuilder setAttribute(AttributeKey<T> key, @Nullable T value) {
    attributes.put(key, value);
    return this;
  }

  @Override
  public SpanBuilder setSpanKind(SpanKind kind) {
    return this;
  }

  @Override
  public SpanBuilder setStartTimestamp(long start, TimeUnit unit) {
    startEpochNanos = unit.toNanos(start);
    return this;
  }

  @Override
  public Span startSpan() {
    boolean hasParent = parent.isValid();
    Object span =
        extension.startSpan(
            name,
            hasParent ? parent.getTraceId() : null,
            hasParent ? parent.getSpanId() : null,
            startEpochNanos,
            Flat.of(attributes.build()));
    return new BridgedSpan(extension, span);
  }
}
