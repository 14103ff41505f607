package io.acceptlag.agent.telemetry;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.sdk.metrics.data.AggregationTemporality;
import io.opentelemetry.sdk.metrics.data.DoublePointData;
import io.opentelemetry.sdk.metrics.data.HistogramData;
import io.opentelemetry.sdk.metrics.data.HistogramPointData;
import io.opentelemetry.sdk.metrics.data.LongPointData;
import io.opentelemetry.sdk.metrics.data.MetricData;
import io.opentelemetry.sdk.metrics.data.MetricDataType;
import io.opentelemetry.sdk.metrics.data.PointData;
import io.opentelemetry.sdk.metrics.data.SumData;
import io.opentelemetry.sdk.metrics.internal.data.ImmutableDoublePointData;
import io.opentelemetry.sdk.metrics.internal.data.ImmutableMetricData;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BinaryOperator;

/**
 * Deltas of a failed export, which a backend that adds up deltas would miss for ever. They are
 * added to those of the next export, series by series, so that their number is bounded by that of
 * the series.
 */
final class UnsentDeltas {
  /** The most series of one metric; many listeners that are gone may be among them. */
  private static final int SERIES_MAX = 2000;

  private Map<String, MetricData> byName = new LinkedHashMap<>();

  /** What to export now: these metrics, and what was kept. */
  synchronized Collection<MetricData> with(Collection<MetricData> metrics) {
    if (byName.isEmpty()) {
      return metrics;
    }
    Map<String, MetricData> rest = new LinkedHashMap<>(byName);
    List<MetricData> all = new ArrayList<>();
    for (MetricData metric : metrics) {
      MetricData before = rest.remove(metric.getName());
      all.add(before == null ? metric : sum(before, metric));
    }
    all.addAll(rest.values());
    return all;
  }

  /** Keeps these instead of what was kept before, which they include. */
  synchronized void keep(Collection<MetricData> failed) {
    Map<String, MetricData> kept = new LinkedHashMap<>();
    for (MetricData metric : failed) {
      if (isDelta(metric)) {
        kept.put(metric.getName(), metric);
      }
    }
    byName = kept;
  }

  private static boolean isDelta(MetricData metric) {
    switch (metric.getType()) {
      case LONG_SUM:
        return isDelta(metric.getLongSumData().getAggregationTemporality());
      case DOUBLE_SUM:
        return isDelta(metric.getDoubleSumData().getAggregationTemporality());
      case HISTOGRAM:
        return isDelta(metric.getHistogramData().getAggregationTemporality());
      default:
        return false;
    }
  }

  private static boolean isDelta(AggregationTemporality temporality) {
    return temporality == AggregationTemporality.DELTA;
  }

  private static MetricData sum(MetricData before, MetricData now) {
    if (before.getType() == MetricDataType.LONG_SUM) {
      SumData<LongPointData> data = now.getLongSumData();
      return ImmutableMetricData.createLongSum(
          now.getResource(),
          now.getInstrumentationScopeInfo(),
          now.getName(),
          now.getDescription(),
          now.getUnit(),
          SumData.createLongSumData(
              data.isMonotonic(),
              data.getAggregationTemporality(),
              sums(
                  before.getLongSumData().getPoints(),
                  data.getPoints(),
                  (a, b) ->
                      LongPointData.create(
                          a.getStartEpochNanos(),
                          b.getEpochNanos(),
                          b.getAttributes(),
                          a.getValue() + b.getValue()))));
    }
    if (before.getType() == MetricDataType.DOUBLE_SUM) {
      SumData<DoublePointData> data = now.getDoubleSumData();
      return ImmutableMetricData.createDoubleSum(
          now.getResource(),
          now.getInstrumentationScopeInfo(),
          now.getName(),
          now.getDescription(),
          now.getUnit(),
          SumData.createDoubleSumData(
              data.isMonotonic(),
              data.getAggregationTemporality(),
              sums(
                  before.getDoubleSumData().getPoints(),
                  data.getPoints(),
                  (a, b) ->
                      ImmutableDoublePointData.create(
                          a.getStartEpochNanos(),
                          b.getEpochNanos(),
                          b.getAttributes(),
                          a.getValue() + b.getValue()))));
    }
    HistogramData data = now.getHistogramData();
    return ImmutableMetricData.createDoubleHistogram(
        now.getResource(),
        now.getInstrumentationScopeInfo(),
        now.getName(),
        now.getDescription(),
        now.getUnit(),
        HistogramData.create(
            data.getAggregationTemporality(),
            sums(
                before.getHistogramData().getPoints(), data.getPoints(), UnsentDeltas::histogram)));
  }

  private static HistogramPointData histogram(HistogramPointData a, HistogramPointData b) {
    List<Long> counts = new ArrayList<>();
    for (int i = 0; i < b.getCounts().size(); i++) {
      counts.add(a.getCounts().get(i) + b.getCounts().get(i));
    }
    return HistogramPointData.create(
        a.getStartEpochNanos(),
        b.getEpochNanos(),
        b.getAttributes(),
        a.getSum() + b.getSum(),
        false,
        0,
        false,
        0,
        b.getBoundaries(),
        counts);
  }

  private static <T extends PointData> List<T> sums(
      Collection<T> before, Collection<T> now, BinaryOperator<T> sum) {
    Map<Attributes, T> byAttributes = new LinkedHashMap<>();
    before.forEach(point -> byAttributes.put(point.getAttributes(), point));
    for (T point : now) {
      byAttributes.merge(point.getAttributes(), point, sum);
    }
    List<T> points = new ArrayList<>(byAttributes.values());
    // The oldest ones are dropped first.
    return points.subList(Math.max(0, points.size() - SERIES_MAX), points.size());
  }
}
