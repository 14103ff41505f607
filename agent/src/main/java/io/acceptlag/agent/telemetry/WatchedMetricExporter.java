package io.acceptlag.agent.telemetry;

import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.common.export.MemoryMode;
import io.opentelemetry.sdk.metrics.Aggregation;
import io.opentelemetry.sdk.metrics.InstrumentType;
import io.opentelemetry.sdk.metrics.data.AggregationTemporality;
import io.opentelemetry.sdk.metrics.data.MetricData;
import io.opentelemetry.sdk.metrics.export.MetricExporter;
import java.util.Collection;
import java.util.Collections;

/**
 * Reports to {@link CollectorHealth} how each export of metrics ended. Deltas that could not be
 * exported go with the next export.
 */
final class WatchedMetricExporter implements MetricExporter {
  private final MetricExporter exporter;
  private final CollectorHealth health;
  private final UnsentDeltas unsent = new UnsentDeltas();

  WatchedMetricExporter(MetricExporter exporter, CollectorHealth health) {
    this.exporter = exporter;
    this.health = health;
  }

  @Override
  public CompletableResultCode export(Collection<MetricData> metrics) {
    // One export at a time: the reader waits for the last one to end.
    Collection<MetricData> all = unsent.with(metrics);
    CompletableResultCode export = health.watch(Signal.METRICS, () -> exporter.export(all));
    export.whenComplete(() -> unsent.keep(export.isSuccess() ? Collections.emptyList() : all));
    return export;
  }

  @Override
  public AggregationTemporality getAggregationTemporality(InstrumentType instrumentType) {
    return exporter.getAggregationTemporality(instrumentType);
  }

  @Override
  public Aggregation getDefaultAggregation(InstrumentType instrumentType) {
    return exporter.getDefaultAggregation(instrumentType);
  }

  @Override
  public MemoryMode getMemoryMode() {
    return exporter.getMemoryMode();
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
