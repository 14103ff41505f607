package io.acceptlag.agent.telemetry.bridge;

import io.opentelemetry.sdk.metrics.data.AggregationTemporality;
import io.opentelemetry.sdk.metrics.data.DoublePointData;
import io.opentelemetry.sdk.metrics.data.HistogramPointData;
import io.opentelemetry.sdk.metrics.data.LongPointData;
import io.opentelemetry.sdk.metrics.data.MetricData;
import io.opentelemetry.sdk.metrics.data.PointData;
import io.opentelemetry.sdk.metrics.data.SumData;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** Metrics in the form of {@link java.net.AcceptlagMeasurements#metrics}. */
public final class FlatMetrics {
  private FlatMetrics() {}

  public static Object[] of(Collection<MetricData> metrics) {
    Object[] flat = new Object[metrics.size()];
    int i = 0;
    for (MetricData metric : metrics) {
      flat[i++] = flat(metric);
    }
    return flat;
  }

  private static Object[] flat(MetricData metric) {
    boolean grows = false;
    boolean delta = false;
    switch (metric.getType()) {
      case LONG_SUM:
      case DOUBLE_SUM:
        SumData<?> sum = (SumData<?>) metric.getData();
        grows = sum.isMonotonic();
        delta = sum.getAggregationTemporality() == AggregationTemporality.DELTA;
        break;
      case HISTOGRAM:
        delta =
            metric.getHistogramData().getAggregationTemporality() == AggregationTemporality.DELTA;
        break;
      default:
        break;
    }
    List<Object> points = new ArrayList<>();
    for (PointData point : metric.getData().getPoints()) {
      points.add(flat(point));
    }
    return new Object[] {
      metric.getName(),
      metric.getDescription(),
      metric.getUnit(),
      metric.getType().name(),
      grows,
      delta,
      points.toArray()
    };
  }

  private static Object[] flat(PointData point) {
    Object start = point.getStartEpochNanos();
    Object time = point.getEpochNanos();
    Object attributes = Flat.of(point.getAttributes());
    if (point instanceof LongPointData) {
      return new Object[] {start, time, attributes, ((LongPointData) point).getValue()};
    }
    if (point instanceof DoublePointData) {
      return new Object[] {start, time, attributes, ((DoublePointData) point).getValue()};
    }
    HistogramPointData histogram = (HistogramPointData) point;
    return new Object[] {
      start, time, attributes, histogram.getSum(), histogram.getBoundaries(), histogram.getCounts()
    };
  }
}
