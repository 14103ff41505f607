package io.acceptlag.agent.telemetry;

import static java.util.stream.Collectors.toMap;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.acceptlag.core.connect.ConnectRecorder;
import io.acceptlag.core.connect.Destinations;
import io.acceptlag.core.connect.Endpoint;
import io.acceptlag.core.connect.PendingConnects;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.sdk.common.InstrumentationScopeInfo;
import io.opentelemetry.sdk.metrics.data.AggregationTemporality;
import io.opentelemetry.sdk.metrics.data.HistogramPointData;
import io.opentelemetry.sdk.metrics.data.LongPointData;
import io.opentelemetry.sdk.metrics.data.MetricData;
import io.opentelemetry.sdk.resources.Resource;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ConnectMetricsTest {
  private static final long MILLIS = 1_000_000;
  private static final long DATABASE = 0x0a00_0005L;
  private static final AttributeKey<String> ERROR_TYPE = AttributeKey.stringKey("error.type");

  private final Destinations destinations = new Destinations();

  /** Its SYN was sent again twice, whichever it is. */
  private final ConnectRecorder recorder =
      new ConnectRecorder(destinations, new PendingConnects(), fd -> 1L << 32 | 2);

  private final ConnectMetrics metrics = new ConnectMetrics(destinations::all, 1_000);
  private long epochNanos = 2_000;

  @Test
  void aDestination() {
    connect(DATABASE, 3);
    connect(DATABASE, 2_500);
    recorder.failed(new Endpoint(0, DATABASE, 5432, false), 0, MILLIS, "java.net.ConnectException");

    Map<String, MetricData> collected = collect(AggregationTemporality.CUMULATIVE);

    HistogramPointData durations = only(collected.get("acceptlag.connect.duration"));
    assertEquals(destination("10.0.0.5"), durations.getAttributes());
    assertEquals(2, durations.getCount());
    assertEquals(2.503, durations.getSum(), 1e-9);
    LongPointData syns = onlySum(collected.get("acceptlag.connect.syn_retransmits"));
    assertEquals(2, syns.getValue());
    LongPointData failures = onlySum(collected.get("acceptlag.connect.failures"));
    assertEquals(1, failures.getValue());
    assertEquals("refused", failures.getAttributes().get(ERROR_TYPE));
  }

  @Test
  void differencesWhereTheExporterPrefersThem() {
    connect(DATABASE, 3);
    collect(AggregationTemporality.DELTA);
    connect(DATABASE, 7);
    Map<String, MetricData> collected = collect(AggregationTemporality.DELTA);
    HistogramPointData durations = only(collected.get("acceptlag.connect.duration"));
    assertEquals(1, durations.getCount());
    assertEquals(0.007, durations.getSum(), 1e-9);
  }

  /** The first ones by name, and no two points with the same attributes. */
  @Test
  void manyDestinations() {
    for (int i = 0; i < 100; i++) {
      connect(DATABASE + i, 1);
    }
    for (int i = 0; i < 2; i++) {
      List<HistogramPointData> points =
          List.copyOf(
              collect(AggregationTemporality.CUMULATIVE)
                  .get("acceptlag.connect.duration")
                  .getHistogramData()
                  .getPoints());
      assertEquals(ConnectMetrics.TOLD_ONE_BY_ONE + 1, points.size());
      Set<Attributes> attributes = new HashSet<>();
      points.forEach(point -> attributes.add(point.getAttributes()));
      assertEquals(points.size(), attributes.size());
      assertEquals(100, points.stream().mapToLong(HistogramPointData::getCount).sum());
      HistogramPointData others =
          points.stream()
              .filter(point -> point.getAttributes().equals(Names.OTHER_DESTINATIONS))
              .findFirst()
              .orElseThrow();
      assertEquals(80, others.getCount());
    }
  }

  private void connect(long address, long millis) {
    recorder.connected(7, recorder.destination(0, address, 5432, false), 0, millis * MILLIS);
  }

  private Map<String, MetricData> collect(AggregationTemporality temporality) {
    epochNanos += 1_000;
    MetricBatch batch = new MetricBatch(epochNanos, temporality, temporality);
    metrics.collect(batch);
    return batch
        .toMetrics(Resource.empty(), InstrumentationScopeInfo.create("io.acceptlag"))
        .stream()
        .collect(toMap(MetricData::getName, metric -> metric));
  }

  private static HistogramPointData only(MetricData metric) {
    assertEquals(1, metric.getHistogramData().getPoints().size());
    return metric.getHistogramData().getPoints().iterator().next();
  }

  private static LongPointData onlySum(MetricData metric) {
    assertEquals(1, metric.getLongSumData().getPoints().size());
    return metric.getLongSumData().getPoints().iterator().next();
  }

  private static Attributes destination(String host) {
    return Attributes.builder()
        .put("server.address", host)
        .put("server.port", 5432)
        .put("network.transport", "tcp")
        .build();
  }
}
