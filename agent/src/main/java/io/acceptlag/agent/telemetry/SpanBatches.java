package io.acceptlag.agent.telemetry;

import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.autoconfigure.spi.ConfigProperties;
import io.opentelemetry.sdk.autoconfigure.spi.ConfigurationException;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.ReadWriteSpan;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.SpanProcessor;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;

/** Exports spans that have ended. */
final class SpanBatches implements SpanProcessor {
  private static final Duration DELAY = Duration.ofSeconds(5);

  private final Batches<SpanData> batches;

  /**
   * @param dropped called for each span without room
   * @throws ConfigurationException if a setting is bad
   */
  SpanBatches(
      SpanExporter exporter,
      Runnable dropped,
      ConfigProperties config,
      ScheduledExecutorService worker) {
    batches =
        new Batches<>(
            exporter::export, exporter::shutdown, dropped, "otel.bsp.", DELAY, config, worker);
  }

  @Override
  public void onStart(Context parentContext, ReadWriteSpan span) {}

  @Override
  public boolean isStartRequired() {
    return false;
  }

  @Override
  public void onEnd(ReadableSpan span) {
    if (span.getSpanContext().isSampled()) {
      batches.add(span.toSpanData());
    }
  }

  @Override
  public boolean isEndRequired() {
    return true;
  }

  /** Exports all that waits, at once. */
  @Override
  public CompletableResultCode shutdown() {
    return batches.shutdown();
  }
}
