package io.acceptlag.opentelemetry;

import io.opentelemetry.sdk.common.InstrumentationScopeInfo;
import io.opentelemetry.sdk.metrics.data.AggregationTemporality;
import io.opentelemetry.sdk.metrics.data.Data;
import io.opentelemetry.sdk.metrics.data.DoublePointData;
import io.opentelemetry.sdk.metrics.data.GaugeData;
import io.opentelemetry.sdk.metrics.data.HistogramData;
import io.opentelemetry.sdk.metrics.data.HistogramPointData;
import io.opentelemetry.sdk.metrics.data.LongPointData;
import io.opentelemetry.sdk.metrics.data.MetricData;
import io.opentelemetry.sdk.metrics.data.MetricDataType;
import io.opentelemetry.sdk.metrics.data.SumData;
import io.opentelemetry.sdk.resources.Resource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** One metric. The SDK's own class for it is internal. */
final class Figure implements MetricData {
  private final Resource resource;
  private final InstrumentationScopeInfo scope;
  private final String name;
  private final String description;
  private final String unit;
  private final MetricDataType type;
  private final Data<?> data;

  /**
   * @param flat in the form of {@link java.net.AcceptlagMeasurements#metrics}
   */
  Figure(Resource resource, InstrumentationScopeInfo scope, Object[] flat) {
    this.resource = resource;
    this.scope = scope;
    name = (String) flat[0];
    description = (String) flat[1];
    unit = (String) flat[2];
    type = MetricDataType.valueOf((String) flat[3]);
    data = data(type, (Boolean) flat[4], (Boolean) flat[5], (Object[]) flat[6]);
  }

  private static Data<?> data(
      MetricDataType type, boolean grows, boolean isDelta, Object[] points) {
    AggregationTemporality temporality =
        isDelta ? AggregationTemporality.DELTA : AggregationTemporality.CUMULATIVE;
    switch (type) {
      case LONG_SUM:
        return SumData.createLongSumData(grows, temporality, longs(points));
      case DOUBLE_SUM:
        return SumData.createDoubleSumData(grows, temporality, doubles(points));
      case DOUBLE_GAUGE:
        return GaugeData.createDoubleGaugeData(doubles(points));
      case HISTOGRAM:
        return HistogramData.create(temporality, histograms(points));
      default:
        throw new IllegalArgumentException(type.name());
    }
  }

  private static List<LongPointData> longs(Object[] points) {
    List<LongPointData> all = new ArrayList<>(points.length);
    for (Object each : points) {
      Object[] point = (Object[]) each;
      all.add(
          LongPointData.create(
              (Long) point[0],
              (Long) point[1],
              Flat.attributes((Object[]) point[2]),
              (Long) point[3]));
    }
    return all;
  }

  private static List<DoublePointData> doubles(Object[] points) {
    List<DoublePointData> all = new ArrayList<>(points.length);
    for (Object each : points) {
      Object[] point = (Object[]) each;
      all.add(
          DoublePointData.create(
              (Long) point[0],
              (Long) point[1],
              Flat.attributes((Object[]) point[2]),
              (Double) point[3],
              Collections.emptyList()));
    }
    return all;
  }

  private static List<HistogramPointData> histograms(Object[] points) {
    List<HistogramPointData> all = new ArrayList<>(points.length);
    for (Object each : points) {
      Object[] point = (Object[]) each;
      all.add(
          HistogramPointData.create(
              (Long) point[0],
              (Long) point[1],
              Flat.attributes((Object[]) point[2]),
              (Double) point[3],
              false,
              0,
              false,
              0,
              numbers(point[4], Double.class),
              numbers(point[5], Long.class)));
    }
    return all;
  }

  private static <T> List<T> numbers(Object list, Class<T> type) {
    List<T> numbers = new ArrayList<>();
    for (Object number : (List<?>) list) {
      numbers.add(type.cast(number));
    }
    return numbers;
  }

  @Override
  public Resource getResource() {
    return resource;
  }

  @Override
  public InstrumentationScopeInfo getInstrumentationScopeInfo() {
    return scope;
  }

  @Override
  public String getName() {
    return name;
  }

  @Override
  public String getDescription() {
    return description;
  }

  @Override
  public String getUnit() {
    return unit;
  }

  @Override
  public MetricDataType getType() {
    return type;
  }

  @Override
  public Data<?> getData() {
    return data;
  }

  /** For an exporter that prints. */
  @Override
  public String toString() {
    return name + " (" + unit + ") " + type + " " + data.getPoints();
  }
}
