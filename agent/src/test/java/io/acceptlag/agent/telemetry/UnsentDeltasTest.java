package io.acceptlag.agent.telemetry;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.acceptlag.core.report.ListenerFigures;
import io.acceptlag.core.report.OwnHealth;
import io.opentelemetry.sdk.common.Clock;
import io.opentelemetry.sdk.metrics.data.HistogramPointData;
import io.opentelemetry.sdk.metrics.data.LongPointData;
import io.opentelemetry.sdk.metrics.data.MetricData;
import io.opentelemetry.sdk.metrics.export.AggregationTemporalitySelector;
import io.opentelemetry.sdk.resources.Resource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Sums that are exported by what was added, over exports that fail. */
class UnsentDeltasTest {
  private final Figures.Source source = new Figures.Source();
  private final ListenerMetrics metrics =
      new ListenerMetrics(
          source, List::of, port -> false, new OwnHealth(() -> 0), "1.2.3", Clock.getDefault());
  private final UnsentDeltas unsent = new UnsentDeltas();

  @Test
  void nothingIsLostOrSentTwice() {
    metrics.follow(AggregationTemporalitySelector.deltaPreferred());
    List<Long> exported = new ArrayList<>();
    Collection<MetricData> failed = export(Figures.of("0.0.0.0", 8080).waited(3, 5).open());
    long beganNanos = accepted(failed).getStartEpochNanos();
    unsent.keep(failed);
    failed = export(Figures.of("0.0.0.0", 8080).waited(3, 7).open());
    unsent.keep(failed);
    Collection<MetricData> sent = export(Figures.of("0.0.0.0", 8080).waited(3, 8).open());
    exported.add(accepted(sent).getValue());
    assertEquals(beganNanos, accepted(sent).getStartEpochNanos());
    assertEquals(8, waits(sent).getCount());
    assertEquals(0.024, waits(sent).getSum(), 1e-9);
    unsent.keep(List.of());
    exported.add(accepted(export(Figures.of("0.0.0.0", 8080).waited(3, 10).open())).getValue());
    assertEquals(List.of(8L, 2L), exported);
  }

  @Test
  void aListenerThatIsGoneIsNotForgotten() {
    metrics.follow(AggregationTemporalitySelector.deltaPreferred());
    unsent.keep(export(Figures.of("0.0.0.0", 2021).waited(3, 1).closed()));
    source.show();
    Collection<MetricData> sent = unsent.with(metrics.produce(Resource.empty()));
    assertEquals(1, accepted(sent).getValue());
  }

  @Test
  void totalsAreNotAddedUp() {
    unsent.keep(export(Figures.of("0.0.0.0", 8080).waited(3, 5).open()));
    assertEquals(7, accepted(export(Figures.of("0.0.0.0", 8080).waited(3, 7).open())).getValue());
  }

  private Collection<MetricData> export(ListenerFigures figures) {
    source.show(figures);
    return unsent.with(metrics.produce(Resource.empty()));
  }

  private static LongPointData accepted(Collection<MetricData> metrics) {
    return named(metrics, "acceptlag.connection.accepted")
        .getLongSumData()
        .getPoints()
        .iterator()
        .next();
  }

  private static HistogramPointData waits(Collection<MetricData> metrics) {
    return named(metrics, "acceptlag.wait.duration")
        .getHistogramData()
        .getPoints()
        .iterator()
        .next();
  }

  private static MetricData named(Collection<MetricData> metrics, String name) {
    return metrics.stream().filter(metric -> metric.getName().equals(name)).findAny().orElseThrow();
  }
}
