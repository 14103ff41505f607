package io.acceptlag.opentelemetry;

import io.opentelemetry.sdk.metrics.InstrumentType;
import io.opentelemetry.sdk.metrics.data.AggregationTemporality;
import io.opentelemetry.sdk.metrics.export.MetricExporter;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * What the exporter of metrics prefers. Where there are several, all of them get totals: what one
 * has been given as a difference, the next would lack.
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
