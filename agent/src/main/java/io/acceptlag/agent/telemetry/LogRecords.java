package io.acceptlag.agent.telemetry;

import io.acceptlag.core.report.Severity;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.SpanContext;
import org.jspecify.annotations.Nullable;

/** Where log records go: to our own SDK, or through the extension to another agent's. */
interface LogRecords {
  void emit(
      long epochNanos,
      Severity severity,
      String eventName,
      String body,
      Attributes attributes,
      @Nullable SpanContext span);
}
