package io.acceptlag.agent.telemetry;

import io.acceptlag.core.report.Severity;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.logs.Logger;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.context.Context;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Emits log records to our own SDK. */
final class SdkLogRecords implements LogRecords {
  private final Logger logger;

  SdkLogRecords(Logger logger) {
    this.logger = logger;
  }

  @Override
  public void emit(
      long epochNanos,
      Severity severity,
      String eventName,
      String body,
      Attributes attributes,
      @Nullable SpanContext span) {
    logger
        .logRecordBuilder()
        .setTimestamp(epochNanos, TimeUnit.NANOSECONDS)
        .setObservedTimestamp(epochNanos, TimeUnit.NANOSECONDS)
        .setContext(span == null ? Context.root() : Context.root().with(Span.wrap(span)))
        .setSeverity(LogSeverity.of(severity))
        .setEventName(eventName)
        .setBody(body)
        .setAllAttributes(attributes)
        .emit();
  }
}
