package io.acceptlag.agent.telemetry;

import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.util.Collection;

/** Reports to {@link CollectorHealth} how each export of spans ended. */
final class WatchedSpanExporter implements SpanExporter {
  private final SpanExporter exporter;
  private final CollectorHealth health;

  WatchedSpanExporter(SpanExporter exporter, CollectorHealth health) {
    this.exporter = exporter;
    this.health = health;
  }

  @Override
  public CompletableResultCode export(Collection<SpanData> spans) {
    return health.watch(Signal.SPANS, () -> exporter.export(spans));
  }

  @Override
  public CompletableResultCode flush() {
    return exporter.flush();
  }

  @Override
  public CompletableResultCode shutdown() {
    return exporter.shutdown();
  }

  @Override
  public String toString() {
    return exporter.toString();
  }
}
