package io.acceptlag.agent.telemetry;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.sdk.common.InstrumentationScopeInfo;
import io.opentelemetry.sdk.metrics.data.AggregationTemporality;
import io.opentelemetry.sdk.metrics.data.DoublePointData;
import io.opentelemetry.sdk.metrics.data.GaugeData;
import io.opentelemetry.sdk.metrics.data.HistogramData;
import io.opentelemetry.sdk.metrics.data.HistogramPointData;
import io.opentelemetry.sdk.metrics.data.LongPointData;
import io.opentelemetry.sdk.metrics.data.MetricData;
import io.opentelemetry.sdk.metrics.data.SumData;
import io.opentelemetry.sdk.metrics.internal.data.ImmutableDoublePointData;
import io.opentelemetry.sdk.metrics.internal.data.ImmutableMetricData;
import io.opentelemetry.sdk.resources.Resource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** The points of one collection, sorted by metric. A metric without any is left out. */
final class MetricBatch {
  final long nowEpochNanos;
  final AggregationTemporality counters;
  final AggregationTemporality histograms;

  private final Map<Metric, List<LongPointData>> longs = new EnumMap<>(Metric.class);
  private final Map<Metric, List<DoublePointData>> doubles = new EnumMap<>(Metric.class);
  private final Map<Metric, List<HistogramPointData>> histogramPoints = new EnumMap<>(Metric.class);

  MetricBatch(
      long nowEpochNanos, AggregationTemporality counters, AggregationTemporality histograms) {
    this.nowEpochNanos = nowEpochNanos;
    this.counters = counters;
    this.histograms = histograms;
  }

  /**
   * Adds the present value of an up-down counter, unless it is unknown, which is below 0. Such a
   * counter is cumulative whatever the exporter prefers, because its sum is the figure.
   */
  void present(Metric metric, Attributes attributes, long startEpochNanos, long figure) {
    if (figure >= 0) {
      add(metric, LongPointData.create(startEpochNanos, nowEpochNanos, attributes, figure));
    }
  }

  /** Adds a point to a gauge, unless the figure is unknown, which is below 0 or NaN. */
  void gauge(Metric metric, Attributes attributes, double figure) {
    if (figure >= 0) {
      add(
          metric,
          ImmutableDoublePointData.create(nowEpochNanos, nowEpochNanos, attributes, figure));
    }
  }

  void add(Metric metric, LongPointData point) {
    longs.computeIfAbsent(metric, first -> new ArrayList<>()).add(point);
  }

  void add(Metric metric, DoublePointData point) {
    doubles.computeIfAbsent(metric, first -> new ArrayList<>()).add(point);
  }

  void add(Metric metric, HistogramPointData point) {
    histogramPoints.computeIfAbsent(metric, first -> new ArrayList<>()).add(point);
  }

  List<MetricData> toMetrics(Resource resource, InstrumentationScopeInfo scope) {
    List<MetricData> metrics = new ArrayList<>();
    for (Metric metric : Metric.values()) {
      boolean any =
          metric.kind == Metric.Kind.HISTOGRAM
              ? histogramPoints.containsKey(metric)
              : longs.containsKey(metric) || doubles.containsKey(metric);
      if (any) {
        metrics.add(toMetric(metric, resource, scope));
      }
    }
    return metrics;
  }

  private MetricData toMetric(Metric metric, Resource resource, InstrumentationScopeInfo scope) {
    List<LongPointData> ofLongs = longs.getOrDefault(metric, Collections.emptyList());
    List<DoublePointData> ofDoubles = doubles.getOrDefault(metric, Collections.emptyList());
    switch (metric.kind) {
      case LONG_UP_DOWN_COUNTER:
        return ImmutableMetricData.createLongSum(
            resource,
            scope,
            metric.key,
            metric.description,
            metric.unit,
            SumData.createLongSumData(false, AggregationTemporality.CUMULATIVE, ofLongs));
      case DOUBLE_GAUGE:
        return ImmutableMetricData.createDoubleGauge(
            resource,
            scope,
            metric.key,
            metric.description,
            metric.unit,
            GaugeData.createDoubleGaugeData(ofDoubles));
      case LONG_COUNTER:
        return ImmutableMetricData.createLongSum(
            resource,
            scope,
            metric.key,
            metric.description,
            metric.unit,
            SumData.createLongSumData(true, counters, ofLongs));
      case DOUBLE_COUNTER:
        return ImmutableMetricData.createDoubleSum(
            resource,
            scope,
            metric.key,
            metric.description,
            metric.unit,
            SumData.createDoubleSumData(true, counters, ofDoubles));
      case HISTOGRAM:
        return ImmutableMetricData.createDoubleHistogram(
            resource,
            scope,
            metric.key,
            metric.description,
            metric.unit,
            HistogramData.create(
                histograms, histogramPoints.getOrDefault(metric, Collections.emptyList())));
    }
    throw new AssertionError(metric.kind);
  }
}
