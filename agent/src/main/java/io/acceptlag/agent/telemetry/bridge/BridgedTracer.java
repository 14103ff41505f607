package io.acceptlag.agent.telemetry.bridge;

import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.Tracer;
import java.net.AcceptlagTelemetry;

/** Starts spans of another SDK. */
public final class BridgedTracer implements Tracer {
  private final AcceptlagTelemetry extension;

  public BridgedTracer(AcceptlagTelemetry extension) {
    this.extension = extension;
  }

  @Override
  public SpanBuilder spanBuilder(String name) {
    return new BridgedSpanBuilder(extension, name);
  }
}
