package io.acceptlag.opentelemetry;

import io.opentelemetry.sdk.metrics.InstrumentType;
import io.opentelemetry.sdk.metrics.data.AggregationTemporality;
import io.opentelemetry.sdk.metrics.export.MetricExporter;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * The temporality that the exporter of metrics prefers. If there are several exporters, all get
 * totals, because a difference that one has received would be missing for the next.
 */
final class Temporality {
  private static final List<MetricExporter> exporters = new CopyOnWriteArrayList<>();

  private Temporality() {}

  static void add(MetricExporter exporter) {
    exporters.add(exporter);
  }

  static boolean isDelta(InstrumentType type) {
    return exporters.size() == 1
        && exporters.get(0).getAggregationTemporality(type) == AggregationTemporality.DELTA;
  }
}
