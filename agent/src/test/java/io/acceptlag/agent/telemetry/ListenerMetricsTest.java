package io.acceptlag.agent.telemetry;

import static java.util.stream.Collectors.toMap;
import static java.util.stream.Collectors.toSet;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.acceptlag.core.cause.CauseId;
import io.acceptlag.core.kernel.NamespaceCounters;
import io.acceptlag.core.report.ListenerFigures;
import io.acceptlag.core.report.OwnHealth;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.sdk.common.Clock;
import io.opentelemetry.sdk.metrics.data.AggregationTemporality;
import io.opentelemetry.sdk.metrics.data.DoublePointData;
import io.opentelemetry.sdk.metrics.data.HistogramPointData;
import io.opentelemetry.sdk.metrics.data.LongPointData;
import io.opentelemetry.sdk.metrics.data.MetricData;
import io.opentelemetry.sdk.metrics.data.PointData;
import io.opentelemetry.sdk.metrics.data.SumData;
import io.opentelemetry.sdk.metrics.export.AggregationTemporalitySelector;
import io.opentelemetry.sdk.resources.Resource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class ListenerMetricsTest {
  private static final AttributeKey<String> LOCAL_ADDRESS =
      AttributeKey.stringKey("network.local.address");

  private static final String OTHER = "_OTHER";

  private static final long SECOND = 1_000_000_000;

  private final Figures.Source source = new Figures.Source();
  private final TestClock clock = new TestClock();
  private final OwnHealth health = new OwnHealth(() -> 3);
  private final ListenerMetrics metrics =
      new ListenerMetrics(
          source, List::of, port -> port >= 32768 && port < 61000, health, "1.2.3", clock);

  @Test
  void exportsEveryFigureByItsNameAndUnit() {
    source.show(
        Figures.of("0.0.0.0", 8080)
            .waited(0, 4)
            .waited(3000, 2)
            .queue(3, 128, 1250)
            .saturated(1500)
            .abandoned(2)
            .handshakeDelayed(1)
            .drops(9)
            .busy(0.25)
            .incidents(CauseId.ACCEPT_THREAD_BLOCKED, 2)
            .open());
    source.show(NamespaceCounters.of(5, 6, 7, 8));

    Map<String, MetricData> collected = collect();

    assertEquals(
        Map.ofEntries(
            Map.entry("acceptlag.wait.duration", "s"),
            Map.entry("acceptlag.queue.length", "{connection}"),
            Map.entry("acceptlag.queue.limit", "{connection}"),
            Map.entry("acceptlag.queue.oldest_age", "s"),
            Map.entry("acceptlag.queue.saturated_time", "s"),
            Map.entry("acceptlag.connection.accepted", "{connection}"),
            Map.entry("acceptlag.connection.abandoned", "{connection}"),
            Map.entry("acceptlag.connection.handshake_delayed", "{connection}"),
            Map.entry("acceptlag.packet.dropped", "{packet}"),
            Map.entry("acceptlag.acceptor.utilization", "1"),
            Map.entry("acceptlag.incident.count", "{incident}"),
            Map.entry("acceptlag.kernel.listen_overflows", "{packet}"),
            Map.entry("acceptlag.kernel.listen_drops", "{packet}"),
            Map.entry("acceptlag.kernel.syn_queue_drops", "{packet}"),
            Map.entry("acceptlag.kernel.syn_cookies_sent", "{packet}")),
        collected.values().stream().collect(toMap(MetricData::getName, MetricData::getUnit)));
    assertEquals(3, upDown(collected, "acceptlag.queue.length").getValue());
    assertEquals(128, upDown(collected, "acceptlag.queue.limit").getValue());
    assertEquals(1.25, doubleGauge(collected, "acceptlag.queue.oldest_age").getValue());
    assertEquals(0.25, doubleGauge(collected, "acceptlag.acceptor.utilization").getValue());
    assertEquals(
        1.5,
        only(collected.get("acceptlag.queue.saturated_time").getDoubleSumData().getPoints())
            .getValue());
    assertEquals(6, counter(collected, "acceptlag.connection.accepted").getValue());
    assertEquals(2, counter(collected, "acceptlag.connection.abandoned").getValue());
    assertEquals(1, counter(collected, "acceptlag.connection.handshake_delayed").getValue());
    assertEquals(9, counter(collected, "acceptlag.packet.dropped").getValue());
    assertEquals(2, counter(collected, "acceptlag.incident.count").getValue());
    assertEquals(5, counter(collected, "acceptlag.kernel.listen_overflows").getValue());
    assertEquals(6, counter(collected, "acceptlag.kernel.listen_drops").getValue());
    assertEquals(7, counter(collected, "acceptlag.kernel.syn_queue_drops").getValue());
    assertEquals(8, counter(collected, "acceptlag.kernel.syn_cookies_sent").getValue());
    for (MetricData metric : collected.values()) {
      assertEquals("io.acceptlag", metric.getInstrumentationScopeInfo().getName());
      assertEquals("1.2.3", metric.getInstrumentationScopeInfo().getVersion());
    }
  }

  @Test
  void distinguishesListenersByTheirAddress() {
    source.show(
        Figures.of("0.0.0.0", 8080).waited(0, 1).incidents(CauseId.UNKNOWN, 1).open(),
        Figures.of("::1", 8443).waited(0, 2).open());
    source.show(NamespaceCounters.of(1, 1, 1, 1));

    Map<String, MetricData> collected = collect();

    Attributes first = address("0.0.0.0", 8080, "ipv4");
    Attributes second = address("::1", 8443, "ipv6");
    assertEquals(
        Map.of(first, 1L, second, 2L),
        collected.get("acceptlag.connection.accepted").getLongSumData().getPoints().stream()
            .collect(toMap(LongPointData::getAttributes, LongPointData::getValue)));
    assertEquals(
        first.toBuilder().put("acceptlag.cause", "unknown").build(),
        counter(collected, "acceptlag.incident.count").getAttributes());
    assertEquals(
        Attributes.of(AttributeKey.stringKey("network.transport"), "tcp"),
        counter(collected, "acceptlag.kernel.listen_drops").getAttributes());
  }

  @Test
  void exportsWaitsByTheEdges() {
    Figures waits = Figures.of("0.0.0.0", 8080);
    long[] edges = {1, 2, 5, 10, 25, 50, 100, 250, 500, 1000, 3000, 7000, 15000, 30000, 60000};
    // One on each edge, which belongs below it, and two just above.
    for (long edge : edges) {
      waits.waited(edge, 1).waited(edge + 1, 2);
    }
    source.show(waits.open());

    HistogramPointData point = histogram(collect());

    assertEquals(
        List.of(
            0.001, 0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 3.0, 7.0, 15.0, 30.0,
            60.0),
        point.getBoundaries());
    // 1 ms and one more is 2 ms.
    List<Long> counts = new ArrayList<>(List.of(1L, 3L));
    counts.addAll(Collections.nCopies(13, 3L));
    counts.add(2L);
    assertEquals(counts, point.getCounts());
    assertEquals(45, point.getCount());
    assertEquals(116.943 + 2 * (116.943 + 0.015), point.getSum(), 1e-9);
    assertFalse(point.hasMin());
    assertFalse(point.hasMax());
  }

  @Test
  void exportsItsOwnHealthFromZero() {
    assertEquals(0, counter(collectAll(), "acceptlag.agent.late_polls").getValue());
    health.pollWasLate();
    health.reportWasDropped();
    health.reportWasDropped();
    health.exportFailed();
    Map<String, MetricData> collected = collectAll();
    assertEquals(1, counter(collected, "acceptlag.agent.late_polls").getValue());
    assertEquals(2, counter(collected, "acceptlag.agent.dropped_reports").getValue());
    assertEquals(3, counter(collected, "acceptlag.agent.hook_failures").getValue());
    assertEquals(1, counter(collected, "acceptlag.agent.failed_exports").getValue());
  }

  @Test
  void leavesOutWhatIsNotKnown() {
    source.show(Figures.of("0.0.0.0", 8080).open());
    source.show(NamespaceCounters.of(-1, -1, 4, -1));

    assertEquals(
        Set.of(
            "acceptlag.wait.duration",
            "acceptlag.queue.saturated_time",
            "acceptlag.connection.accepted",
            "acceptlag.connection.abandoned",
            "acceptlag.connection.handshake_delayed",
            "acceptlag.kernel.syn_queue_drops"),
        collect().keySet());
  }

  @Test
  void addsUpSiblingsOnOneAddress() {
    source.show(
        sibling()
            .waited(3000, 1)
            .queue(3, 100, 900)
            .drops(5)
            .busy(1)
            .incidents(CauseId.PAUSED, 1)
            .open(),
        sibling()
            .waited(0, 2)
            .queue(1, 50, 2000)
            .drops(7)
            .busy(0)
            .incidents(CauseId.PAUSED, 2)
            .open(),
        sibling().waited(3000, 4).queue(0, 50, 0).drops(0).open());

    Map<String, MetricData> collected = collect();

    for (MetricData metric : collected.values()) {
      assertEquals(1, metric.getData().getPoints().size(), metric.getName());
    }
    assertEquals(4, upDown(collected, "acceptlag.queue.length").getValue());
    assertEquals(200, upDown(collected, "acceptlag.queue.limit").getValue());
    assertEquals(2, doubleGauge(collected, "acceptlag.queue.oldest_age").getValue());
    assertEquals(0.5, doubleGauge(collected, "acceptlag.acceptor.utilization").getValue());
    assertEquals(12, counter(collected, "acceptlag.packet.dropped").getValue());
    assertEquals(7, counter(collected, "acceptlag.connection.accepted").getValue());
    assertEquals(3, counter(collected, "acceptlag.incident.count").getValue());
    assertEquals(List.of(2L, 5L), List.of(count(collected, 0), count(collected, 10)));
  }

  @Test
  void leavesOutASumThatLacksASibling() {
    source.show(
        sibling().queue(3, 100, 900).drops(5).open(), sibling().queue(-1, -1, -1).drops(-1).open());

    Set<String> names = collect().keySet();

    for (String absent :
        List.of("queue.length", "queue.limit", "queue.oldest_age", "packet.dropped")) {
      assertFalse(names.contains("acceptlag." + absent), absent);
    }
  }

  @Test
  void aCounterNeverShrinksWhenASiblingCloses() {
    source.show(sibling().waited(0, 10).drops(3).open(), sibling().waited(0, 5).drops(2).open());
    collect();
    source.show(sibling().waited(0, 12).drops(3).closed(), sibling().waited(0, 5).drops(2).open());
    LongPointData atClose = counter(collect(), "acceptlag.connection.accepted");
    source.show(sibling().waited(0, 6).drops(4).open());

    Map<String, MetricData> after = collect();

    assertEquals(17, atClose.getValue());
    assertEquals(18, counter(after, "acceptlag.connection.accepted").getValue());
    assertEquals(7, counter(after, "acceptlag.packet.dropped").getValue());
    assertEquals(
        atClose.getStartEpochNanos(),
        counter(after, "acceptlag.connection.accepted").getStartEpochNanos());
  }

  @Test
  void aClosedListenerIsExportedOnceMoreAndVanishes() {
    source.show(Figures.of("0.0.0.0", 8080).waited(0, 1).queue(1, 128, 5).open());
    collect();
    source.show(Figures.of("0.0.0.0", 8080).waited(0, 2).queue(1, 128, 5).closed());
    Map<String, MetricData> last = collect();
    source.show();

    assertEquals(2, counter(last, "acceptlag.connection.accepted").getValue());
    assertFalse(last.containsKey("acceptlag.queue.length"));
    assertTrue(collect().isEmpty());
  }

  @Test
  void aListenerThatComesBackStartsAnew() {
    source.show(Figures.of("0.0.0.0", 8080).waited(0, 2).closed());
    collect();
    source.show();
    long gone = collectedAt();
    source.show(Figures.of("0.0.0.0", 8080).waited(0, 1).open());

    LongPointData point = counter(collect(), "acceptlag.connection.accepted");

    assertEquals(1, point.getValue());
    assertEquals(gone, point.getStartEpochNanos());
  }

  @Test
  void countsTotalsSinceTheStartByDefault() {
    long start = clock.now();
    source.show(Figures.of("0.0.0.0", 8080).waited(3000, 2).open());
    collect();
    source.show(Figures.of("0.0.0.0", 8080).waited(3000, 5).open());

    Map<String, MetricData> collected = collect();

    assertEquals(
        AggregationTemporality.CUMULATIVE,
        collected
            .get("acceptlag.connection.accepted")
            .getLongSumData()
            .getAggregationTemporality());
    assertTrue(collected.get("acceptlag.connection.accepted").getLongSumData().isMonotonic());
    assertEquals(5, counter(collected, "acceptlag.connection.accepted").getValue());
    assertEquals(start, counter(collected, "acceptlag.connection.accepted").getStartEpochNanos());
    assertEquals(5, histogram(collected).getCount());
    assertEquals(15, histogram(collected).getSum());
    assertEquals(start, histogram(collected).getStartEpochNanos());
    assertEquals(clock.now(), histogram(collected).getEpochNanos());
  }

  @Test
  void countsWhatCameSinceTheLastExportIfThatIsPreferred() {
    metrics.follow(AggregationTemporalitySelector.deltaPreferred());
    source.show(Figures.of("0.0.0.0", 8080).waited(3000, 2).saturated(500).drops(4).open());
    source.show(NamespaceCounters.of(100, 100, 100, 100));
    Map<String, MetricData> first = collect();
    long firstAt = clock.now();
    source.show(
        Figures.of("0.0.0.0", 8080).waited(3000, 5).waited(0, 1).saturated(750).drops(4).open());
    source.show(NamespaceCounters.of(103, 100, 100, 100));

    Map<String, MetricData> second = collect();

    assertEquals(2, counter(first, "acceptlag.connection.accepted").getValue());
    assertEquals(2, histogram(first).getCount());
    assertFalse(first.containsKey("acceptlag.kernel.listen_overflows"));
    assertEquals(
        AggregationTemporality.DELTA,
        second.get("acceptlag.connection.accepted").getLongSumData().getAggregationTemporality());
    assertEquals(
        AggregationTemporality.DELTA,
        second.get("acceptlag.wait.duration").getHistogramData().getAggregationTemporality());
    assertEquals(4, counter(second, "acceptlag.connection.accepted").getValue());
    assertEquals(firstAt, counter(second, "acceptlag.connection.accepted").getStartEpochNanos());
    assertEquals(0, counter(second, "acceptlag.packet.dropped").getValue());
    assertEquals(
        0.25,
        only(second.get("acceptlag.queue.saturated_time").getDoubleSumData().getPoints())
            .getValue());
    assertEquals(3, counter(second, "acceptlag.kernel.listen_overflows").getValue());
    assertEquals(4, histogram(second).getCount());
    assertEquals(9, histogram(second).getSum());
    assertEquals(List.of(1L, 3L), List.of(count(second, 0), count(second, 10)));
    assertEquals(firstAt, histogram(second).getStartEpochNanos());
  }

  @Test
  void aCountOfDropsThatWrapsBeginsAnew() {
    source.show(Figures.of("0.0.0.0", 8080).drops(0xffff_fff0L).open());
    collect();
    long before = clock.now();
    source.show(Figures.of("0.0.0.0", 8080).drops(5).open());

    LongPointData point = counter(collect(), "acceptlag.packet.dropped");

    assertEquals(5, point.getValue());
    assertEquals(before, point.getStartEpochNanos());
  }

  @Test
  void kernelCountersBeganBeforeTheAgent() {
    source.show(NamespaceCounters.of(100, 100, 100, 100));
    long started = clock.now();

    LongPointData point = counter(collect(), "acceptlag.kernel.listen_overflows");

    assertEquals(100, point.getValue());
    assertTrue(point.getStartEpochNanos() < started, "start " + point.getStartEpochNanos());
    assertTrue(point.getStartEpochNanos() > 0, "start " + point.getStartEpochNanos());
  }

  @Test
  void forgetsListenersThatAreGone() {
    for (int i = 0; i < 10_000; i++) {
      source.show(Figures.of("0.0.0.0", 1 + i).closed());
      collect();
    }
    source.show();

    for (MetricData metric : collect().values()) {
      PointData left = only(metric.getData().getPoints());
      assertEquals(OTHER, left.getAttributes().get(LOCAL_ADDRESS), metric::getName);
    }
  }

  /** What is pushed has no end: a series that is left out would seem to go on for minutes. */
  @Test
  void anIncidentIsOpenUntilItIsCounted() {
    source.show(Figures.of("::", 80).openIncident(CauseId.FD_EXHAUSTION).open());
    Map<String, MetricData> open = collect();
    assertEquals(1, upDown(open, "acceptlag.incident.open").getValue());
    assertEquals(
        "fd_exhaustion",
        upDown(open, "acceptlag.incident.open")
            .getAttributes()
            .get(AttributeKey.stringKey("acceptlag.cause")));
    assertEquals(0, counter(open, "acceptlag.incident.count").getValue());
    source.show(Figures.of("::", 80).incidents(CauseId.FD_EXHAUSTION, 1).open());
    Map<String, MetricData> over = collect();
    assertEquals(0, upDown(over, "acceptlag.incident.open").getValue());
    assertEquals(1, counter(over, "acceptlag.incident.count").getValue());
  }

  @Test
  void aPendingCauseIsOpenAndNeverCounted() {
    source.show(Figures.of("::", 80).openIncident(CauseId.PENDING).open());
    Map<String, MetricData> pending = collect();
    assertEquals(1, upDown(pending, "acceptlag.incident.open").getValue());
    assertFalse(pending.containsKey("acceptlag.incident.count"));
  }

  /**
   * As one that listens on port 0 for each client, and closes it: the other listeners keep names.
   */
  @Test
  void portsThatTheKernelChoseUseUpFewNames() {
    Set<Attributes> seen = new HashSet<>();
    for (int port = 40_000; port < 40_000 + 2 * NamedAddresses.MAX; port++) {
      source.show(Figures.of("10.0.0.1", port).waited(0, 1).closed());
      seen.add(counter(collect(), "acceptlag.connection.accepted").getAttributes());
    }
    assertEquals(NamedAddresses.LOCAL_PORTS_MAX + 1, seen.size());
    source.show(Figures.of("10.0.0.1", 8080).waited(0, 1).open());
    assertEquals(
        Set.of("10.0.0.1", OTHER),
        collect().get("acceptlag.connection.accepted").getLongSumData().getPoints().stream()
            .map(point -> point.getAttributes().get(LOCAL_ADDRESS))
            .collect(toSet()));
  }

  /** As one that opens a port for each client, and closes it. */
  @Test
  void aServerOfManyPortsHasABoundedNumberOfSeries() {
    Set<Attributes> seen = new HashSet<>();
    for (int port = 1; port <= 3 * NamedAddresses.MAX; port++) {
      source.show(Figures.of("10.0.0.1", port).waited(0, 1).closed());
      seen.add(counter(collect(), "acceptlag.connection.accepted").getAttributes());
    }
    assertEquals(NamedAddresses.MAX + 1, seen.size());
    assertTrue(
        seen.contains(
            Attributes.of(
                LOCAL_ADDRESS, OTHER, AttributeKey.stringKey("network.transport"), "tcp")));
    source.show(
        Figures.of("10.0.0.1", 1).waited(0, 7).open(),
        Figures.of("10.0.0.1", 501).waited(0, 2).open(),
        Figures.of("10.0.0.1", 502).waited(0, 3).open());
    assertEquals(
        Set.of(7L, NamedAddresses.MAX * 2 + 5L),
        collect().get("acceptlag.connection.accepted").getLongSumData().getPoints().stream()
            .map(LongPointData::getValue)
            .collect(toSet()));
  }

  /** Listeners that were closed before the agent was ready: their waits are not 0, but unknown. */
  @Test
  void whatIsOnlyCountedHasNoOtherFigures() {
    source.show(ListenerFigures.Builder.others().accepted(4).buildClosed());

    Map<String, MetricData> collected = collect();

    assertEquals(4, counter(collected, "acceptlag.connection.accepted").getValue());
    for (String name : collected.keySet()) {
      assertFalse(name.startsWith("acceptlag.wait"), name);
      assertFalse(name.startsWith("acceptlag.first_read"), name);
      assertFalse(name.startsWith("acceptlag.packet"), name);
    }
  }

  /** Prometheus sees a counter begin anew only where it falls. */
  @Test
  void whatSharesOneSeriesNeverBeginsAnew() {
    source.show(ListenerFigures.Builder.others().accepted(5).buildClosed());
    collect();
    source.show(ListenerFigures.Builder.others().accepted(7).buildClosed());
    assertEquals(12, counter(collect(), "acceptlag.connection.accepted").getValue());
    source.show();
    assertEquals(12, counter(collect(), "acceptlag.connection.accepted").getValue());
  }

  @Test
  void whatIsOnlyCountedDoesNotHideTheRest() {
    for (int port = 40_000; port < 40_000 + NamedAddresses.LOCAL_PORTS_MAX; port++) {
      source.show(Figures.of("10.0.0.1", port).waited(0, 1).closed());
      collect();
    }
    source.show(
        ListenerFigures.Builder.others().accepted(3).buildClosed(),
        Figures.of("10.0.0.1", 50_000).waited(0, 2).drops(1).closed());

    Map<String, MetricData> collected = collect();

    assertEquals(5, counter(collected, "acceptlag.connection.accepted").getValue());
    assertEquals(2, histogram(collected).getCount());
    assertEquals(1, counter(collected, "acceptlag.packet.dropped").getValue());
  }

  private static Figures sibling() {
    return Figures.of("0.0.0.0", 8080);
  }

  private static Attributes address(String host, long port, String type) {
    return Attributes.builder()
        .put("network.local.address", host)
        .put("network.local.port", port)
        .put("network.transport", "tcp")
        .put("network.type", type)
        .build();
  }

  private long collectedAt() {
    collect();
    return clock.now();
  }

  /** All but those of the agent's own health, which are always there. */
  private Map<String, MetricData> collect() {
    Map<String, MetricData> collected = collectAll();
    collected.keySet().removeIf(name -> name.startsWith("acceptlag.agent."));
    return collected;
  }

  private Map<String, MetricData> collectAll() {
    clock.now += 60 * SECOND;
    List<MetricData> collected = new ArrayList<>(metrics.produce(Resource.empty()));
    for (MetricData metric : collected) {
      Set<String> attributes = new TreeSet<>();
      for (PointData point : metric.getData().getPoints()) {
        assertTrue(
            attributes.add(point.getAttributes().toString()),
            metric.getName() + " has two points of " + point.getAttributes());
      }
    }
    return collected.stream().collect(toMap(MetricData::getName, metric -> metric));
  }

  private static LongPointData counter(Map<String, MetricData> metrics, String name) {
    return only(metrics.get(name).getLongSumData().getPoints());
  }

  private static LongPointData upDown(Map<String, MetricData> metrics, String name) {
    SumData<LongPointData> sum = metrics.get(name).getLongSumData();
    assertFalse(sum.isMonotonic(), name);
    assertEquals(AggregationTemporality.CUMULATIVE, sum.getAggregationTemporality(), name);
    return only(sum.getPoints());
  }

  private static DoublePointData doubleGauge(Map<String, MetricData> metrics, String name) {
    return only(metrics.get(name).getDoubleGaugeData().getPoints());
  }

  private static HistogramPointData histogram(Map<String, MetricData> metrics) {
    return only(metrics.get("acceptlag.wait.duration").getHistogramData().getPoints());
  }

  private static long count(Map<String, MetricData> metrics, int bucket) {
    return histogram(metrics).getCounts().get(bucket);
  }

  private static <T> T only(Iterable<T> points) {
    List<T> all = new ArrayList<>();
    points.forEach(all::add);
    assertEquals(1, all.size());
    return all.get(0);
  }

  private static final class TestClock implements Clock {
    long now = System.currentTimeMillis() * 1_000_000;

    @Override
    public long now() {
      return now;
    }

    @Override
    public long nanoTime() {
      return now;
    }
  }
}
