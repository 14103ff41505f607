package io.acceptlag.it;

import static java.util.stream.Collectors.toMap;
import static java.util.stream.Collectors.toSet;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.metrics.v1.HistogramDataPoint;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.metrics.v1.NumberDataPoint;
import io.opentelemetry.proto.metrics.v1.ResourceMetrics;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What a real OpenTelemetry Collector gets of a server whose acceptor sticks. */
@Execution(ExecutionMode.CONCURRENT)
class CollectorIT {
  private static final Duration SOON = Duration.ofSeconds(30);
  private static final long MILLI = 1_000_000;

  private static final int WARN_WAIT_MILLIS = 500;

  /** An edge of the histogram. */
  private static final int EDGE_MILLIS = 1000;

  /** So that all who wait come to lie above that edge. */
  private static final long WAIT_MIN_MILLIS = 1200;

  /** A kernel tick, the clocks' milliseconds, and two busy cores. */
  private static final long SLACK_MILLIS = 60;

  /** Room for connections with a backlog of 4. */
  private static final int ROOM = 5;

  private static final int TURNED_AWAY = 3;

  private static final String BLOCKED = "accept_thread_blocked";

  @TempDir private Path folder;

  @BeforeAll
  static void prepare() throws Exception {
    Collector.need();
  }

  @ParameterizedTest
  @MethodSource("io.acceptlag.it.Collector#jdksAndProtocols")
  void aStuckAcceptorIsOneTraceAndItsMetrics(Jdk jdk, String protocol) throws Exception {
    try (Collector collector = Collector.start(folder);
        AgentJvm jvm = startShop(jdk, collector, protocol)) {
      InetSocketAddress shop = awaitShop(jvm);
      jvm.awaitStderr(
          "INFO acceptlag .*; telemetry otlp " + collector.endpoint(protocol) + "$", SOON);

      Map<Integer, Visit> visits =
          visitWhileStuck(
              jvm,
              shop,
              // From then on it exports twice a second.
              () -> Await.until("export", SOON, () -> !collector.exports().isEmpty()),
              () ->
                  Await.until(
                      "export of the full queue", SOON, () -> isFullIn(collector.exports())));
      LogLine recovered = awaitRecovery(jvm);
      Span incident =
          collector.awaitSpan(
              "incident",
              span ->
                  span.getName().equals("accept incident")
                      && traceId(span).equals(recovered.values().get("trace")),
              SOON);
      // Not by the export at the end, for which no JVM waits long.
      List<ResourceMetrics> exports =
          Await.found(
              SOON,
              () ->
                  Optional.of(collector.exports())
                      .filter(each -> isWhole(each, visits.size(), ended(jvm))),
              () -> jvm.failure("not all is exported"));
      jvm.send("quit");
      assertEquals(0, jvm.exitCode(SOON), jvm::toString);
      assertEquals(List.of(), jvm.jvmWarnings(), jvm::toString);

      try {
        assertIncident(incident, recovered, shop.getPort(), visits.values());
        assertWaits(collector, incident, visits);
        assertMetrics(exports, shop.getPort(), visits.values());
      } catch (AssertionError e) {
        e.addSuppressed(jvm.failure("what the server said"));
        throw e;
      }
    }
  }

  private static LogLine awaitRecovery(AgentJvm jvm) throws InterruptedException {
    return jvm.awaitLog(
        "recovery", line -> line.is("recovered") && line.number("overflows") > 0, SOON);
  }

  @Test
  void reportsACollectorThatDiesAndComesBackTwice() throws Exception {
    Jdk jdk = Jdks.need(17);
    try (Collector collector = Collector.start(folder);
        AgentJvm jvm = startShop(jdk, collector, "http/protobuf")) {
      InetSocketAddress shop = awaitShop(jvm);
      try (Socket first = new Socket()) {
        first.connect(shop);
        Await.until("export", SOON, () -> !collector.exports().isEmpty());
      }

      collector.kill();
      jvm.awaitStderr("WARN Cannot export telemetry to " + endpoint(collector) + ": ", SOON);
      Map<Integer, Visit> visits = visitWhileStuck(jvm, shop);
      LogLine recovered = awaitRecovery(jvm);
      assertEquals(2 + ROOM + TURNED_AWAY, visits.size());
      int before = collector.exports().size();
      collector.start();
      jvm.awaitStderr("INFO Telemetry reaches " + endpoint(collector) + " again", SOON);
      Await.until("one more export", SOON, () -> collector.exports().size() > before);
      jvm.send("quit");
      assertEquals(0, jvm.exitCode(SOON), jvm::toString);

      assertTrue(recovered.values().containsKey("trace"), recovered::toString);
      assertEquals(
          2, jvm.log().stream().filter(line -> isAboutExport(line)).count(), jvm::toString);
    }
  }

  static Stream<Arguments> ofNoLogs() {
    return Stream.of(
        Arguments.of(8, "http/protobuf", "HTTP 404"), Arguments.of(25, "grpc", "UNIMPLEMENTED"));
  }

  @ParameterizedTest
  @MethodSource("ofNoLogs")
  void reportsACollectorThatTakesNoLogsOnce(int version, String protocol, String answer)
      throws Exception {
    try (Collector collector = Collector.startWithoutLogs(folder);
        AgentJvm jvm = startShop(Jdks.need(version), collector, protocol)) {
      InetSocketAddress shop = awaitShop(jvm);
      visitWhileStuck(jvm, shop);
      awaitRecovery(jvm);
      collector.awaitSpan("incident", span -> span.getName().equals("accept incident"), SOON);
      String refusal = collector.endpoint(protocol) + " takes no log records (";
      jvm.awaitStderr("INFO " + Pattern.quote(refusal) + ".*" + answer, SOON);
      jvm.send("quit");
      assertEquals(0, jvm.exitCode(SOON), jvm::toString);
      assertEquals(
          1,
          jvm.log().stream().filter(line -> line.sentence().startsWith(refusal)).count(),
          jvm::toString);
      assertFalse(collector.exports().isEmpty(), "metrics");
    }
  }

  @Test
  void aCollectorThatIsNotThereCostsTheServerNothing() throws Exception {
    Jdk jdk = Jdks.need(17);
    Collector collector = Collector.absent(folder);
    try (AgentJvm jvm = startShop(jdk, collector, "grpc")) {
      InetSocketAddress shop = awaitShop(jvm);
      visitWhileStuck(jvm, shop);
      awaitRecovery(jvm);
      jvm.awaitStderr(
          "WARN Cannot export telemetry to "
              + collector.endpoint("grpc")
              + ": connection refused; acceptlag goes on and tries again",
          SOON);
      jvm.send("quit");
      assertEquals(0, jvm.exitCode(SOON), jvm::toString);
      assertEquals(
          1, jvm.log().stream().filter(line -> isAboutExport(line)).count(), jvm::toString);
      assertEquals(List.of(), jvm.jvmWarnings(), jvm::toString);
    }
  }

  private static boolean isAboutExport(LogLine line) {
    return line.sentence().contains("xport") || line.sentence().startsWith("Telemetry ");
  }

  private static String endpoint(Collector collector) {
    return collector.endpoint("http/protobuf");
  }

  private static AgentJvm startShop(Jdk jdk, Collector collector, String protocol) {
    AgentJvm.Builder builder =
        AgentJvm.on(jdk)
            .agent("log=stderr,warn.wait=" + WARN_WAIT_MILLIS + "ms")
            .expectTrouble()
            .jvmArgs("-Djava.net.preferIPv4Stack=true")
            .main("example.shop.Shop", Workspace.programs())
            .env("OTEL_EXPORTER_OTLP_ENDPOINT", collector.endpoint(protocol))
            .env("OTEL_SERVICE_NAME", "shop")
            .env("OTEL_RESOURCE_ATTRIBUTES", "deployment.environment.name=test")
            .env("OTEL_METRIC_EXPORT_INTERVAL", "500")
            .env("OTEL_BSP_SCHEDULE_DELAY", "200");
    if (protocol.equals("grpc")) {
      builder.env("OTEL_EXPORTER_OTLP_PROTOCOL", protocol);
    }
    return builder.start();
  }

  private static InetSocketAddress awaitShop(AgentJvm jvm) throws InterruptedException {
    String port = jvm.awaitStdout("READY (\\d+)", SOON).group(1);
    StartLine.assertWatchesAllPaths(jvm);
    return Loopback.ipv4(Integer.parseInt(port));
  }

  /**
   * A connection that finds the acceptor well, one that it sticks at, as many as there is room for,
   * and some that are turned away and come back when it no longer sticks.
   *
   * @return all of them, by the client's port
   */
  private static Map<Integer, Visit> visitWhileStuck(AgentJvm jvm, InetSocketAddress shop)
      throws Exception {
    return visitWhileStuck(jvm, shop, () -> {}, () -> {});
  }

  private interface Waits {
    void await() throws Exception;
  }

  /**
   * @param beforeItSticks awaited once it has accepted one
   * @param beforeItGoesOn awaited while the queue is full
   */
  private static Map<Integer, Visit> visitWhileStuck(
      AgentJvm jvm, InetSocketAddress shop, Waits beforeItSticks, Waits beforeItGoesOn)
      throws Exception {
    Map<Integer, Visit> visits = new TreeMap<>();
    List<AutoCloseable> clients = new ArrayList<>();
    try {
      for (int i = 0; i < 2 + ROOM; i++) {
        if (i == 1) {
          beforeItSticks.await();
          jvm.send("stick");
          jvm.awaitStdout("STICKS", SOON);
        }
        Socket client = new Socket();
        clients.add(client);
        long before = System.currentTimeMillis();
        client.connect(shop, (int) SOON.toMillis());
        visits.put(client.getLocalPort(), new Visit(before, System.currentTimeMillis()));
        if (i <= 1) {
          awaitAccepted(jvm, client.getLocalPort());
        } else if (i == 2) {
          // Slow first, so that there is time to see why.
          jvm.awaitLog("warning", line -> line.is("slow"), SOON);
        }
      }
      Map<SocketChannel, Long> late = new LinkedHashMap<>();
      long before = System.currentTimeMillis();
      for (int i = 0; i < TURNED_AWAY; i++) {
        SocketChannel client = SocketChannel.open();
        clients.add(client);
        client.configureBlocking(false);
        client.connect(shop);
        late.put(client, before);
      }
      jvm.awaitLog("refusal", line -> line.is("overflow") && line.number("overflows") > 0, SOON);
      // Until even the last of them has waited for that long.
      Await.until("time", SOON, () -> System.currentTimeMillis() - before >= WAIT_MIN_MILLIS);
      beforeItGoesOn.await();
      long releasedMillis = System.currentTimeMillis();
      jvm.send("go on");
      Await.until("connections", SOON, () -> areConnected(late, visits));
      for (Map.Entry<Integer, Visit> visit : visits.entrySet()) {
        visit.getValue().releasedMillis = releasedMillis;
        visit.getValue().acceptedMillis = awaitAccepted(jvm, visit.getKey());
      }
      return visits;
    } finally {
      for (AutoCloseable client : clients) {
        client.close();
      }
    }
  }

  /**
   * Moves those that are connected by now from the ones to the others.
   *
   * @param late each with when it was last seen to be on its way
   * @return whether all are
   */
  private static boolean areConnected(Map<SocketChannel, Long> late, Map<Integer, Visit> visits)
      throws IOException {
    for (SocketChannel client : List.copyOf(late.keySet())) {
      long now = System.currentTimeMillis();
      if (client.finishConnect()) {
        int port = ((InetSocketAddress) client.getLocalAddress()).getPort();
        visits.put(port, new Visit(late.remove(client), System.currentTimeMillis()));
      } else {
        late.put(client, now);
      }
    }
    return late.isEmpty();
  }

  private static long awaitAccepted(AgentJvm jvm, int port) throws InterruptedException {
    MatchResult accepted = jvm.awaitStdout("ACCEPTED " + port + " (\\d+)", SOON);
    return Long.parseLong(accepted.group(1));
  }

  /** How many incidents have ended of the cause that the acceptor sticks. */
  private static long ended(AgentJvm jvm) {
    return jvm.log().stream()
        .filter(line -> line.is("recovered") && BLOCKED.equals(line.values().get("cause")))
        .count();
  }

  private static void assertIncident(
      Span incident, LogLine recovered, int port, Collection<Visit> visits) {
    assertTrue(incident.getParentSpanId().isEmpty());
    assertEquals(Status.StatusCode.STATUS_CODE_ERROR, incident.getStatus().getCode());
    long millis = (incident.getEndTimeUnixNano() - incident.getStartTimeUnixNano()) / MILLI;
    long off = Math.abs(millis - recovered.number("duration_ms"));
    assertTrue(off <= 2, () -> "it took " + millis + " ms, and the log says " + recovered);

    Map<String, Object> attributes = attributes(incident.getAttributesList());
    assertEquals(recovered.number("incident"), attributes.get("acceptlag.incident"));
    assertEquals(BLOCKED, attributes.get("acceptlag.cause"));
    assertEquals(recovered.values().get("cause"), attributes.get("acceptlag.cause"));
    assertTrue(attributes.containsKey("acceptlag.advice"), attributes::toString);
    assertEquals("shop-acceptor", attributes.get("thread.name"));
    String stack = (String) attributes.get("code.stacktrace");
    assertTrue(stack.contains("\tat example.shop.Shop.welcome(Shop.java:"), stack);
    assertEquals((long) ROOM, attributes.get("acceptlag.queue.length"));
    assertEquals(4L, attributes.get("acceptlag.queue.limit"));
    Visit.assertWaited((long) attributes.get("acceptlag.delayed"), WARN_WAIT_MILLIS, visits);
    assertEquals(recovered.number("delayed"), attributes.get("acceptlag.delayed"));
    assertEquals(recovered.number("wait_max_ms") / 1000.0, attributes.get("acceptlag.wait.max"));
    assertEquals(recovered.number("overflows"), attributes.get("acceptlag.overflows"));
    assertTrue((long) attributes.get("acceptlag.drops") >= TURNED_AWAY, attributes::toString);
    assertEquals("127.0.0.1", attributes.get("network.local.address"));
    assertEquals((long) port, attributes.get("network.local.port"));
    assertEquals("tcp", attributes.get("network.transport"));
    assertEquals(
        Set.of("overflow", "recovered"),
        incident.getEventsList().stream()
            .map(Span.Event::getName)
            .filter(name -> !name.equals("cause"))
            .collect(toSet()));
  }

  private static void assertWaits(Collector collector, Span incident, Map<Integer, Visit> visits)
      throws IOException {
    Map<Integer, Span> waits = new HashMap<>();
    for (Span span : collector.spans()) {
      if (span.getName().equals("accept wait")) {
        long port = (long) attributes(span.getAttributesList()).get("network.peer.port");
        assertEquals(null, waits.put((int) port, span), "two spans of port " + port);
      }
    }
    for (Map.Entry<Integer, Visit> each : visits.entrySet()) {
      Span span = waits.remove(each.getKey());
      Visit visit = each.getValue();
      if (span == null) {
        assertFalse(visit.surelyWaited(WARN_WAIT_MILLIS), "no span of port " + each.getKey());
        continue;
      }
      assertTrue(visit.mayHaveWaited(WARN_WAIT_MILLIS), span::toString);
      if (visit.surelyWaited(WARN_WAIT_MILLIS)) {
        assertEquals(incident.getTraceId(), span.getTraceId());
        assertEquals(incident.getSpanId(), span.getParentSpanId());
        visit.assertSpan(span);
      }
      Map<String, Object> attributes = attributes(span.getAttributesList());
      assertEquals("127.0.0.1", attributes.get("network.peer.address"));
      assertEquals(false, attributes.get("acceptlag.client_gone"));
      assertEquals(0L, attributes.get("acceptlag.handshake.retransmits"));
      assertTrue(attributes.containsKey("acceptlag.queue.length"), attributes::toString);
    }
    assertEquals(Map.of(), waits, "of nobody's");
  }

  private static void assertMetrics(
      List<ResourceMetrics> exports, int port, Collection<Visit> visits) {
    ResourceMetrics last = exports.get(exports.size() - 1);
    Map<String, Object> resource = attributes(last.getResource().getAttributesList());
    assertEquals("shop", resource.get("service.name"));
    assertEquals("test", resource.get("deployment.environment.name"));
    assertTrue(
        resource.keySet().containsAll(Set.of("host.name", "process.pid", "service.instance.id")),
        resource::toString);
    assertEquals(1, last.getScopeMetricsCount());
    assertEquals("io.acceptlag", last.getScopeMetrics(0).getScope().getName());
    String version = last.getScopeMetrics(0).getScope().getVersion();
    assertTrue(version.startsWith(System.getProperty("acceptlag.version")), version);
    Map<String, Metric> metrics =
        Collector.metricsIn(last).stream().collect(toMap(Metric::getName, metric -> metric));
    // Absent from an export that follows another one at once, as on a busy machine.
    metrics.putIfAbsent("acceptlag.acceptor.utilization", latestBusy(exports));
    assertEquals(
        Map.ofEntries(
            Map.entry("acceptlag.first_read.duration", "s"),
            Map.entry("acceptlag.connection.unserved", "{connection}"),
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
            Map.entry("acceptlag.incident.open", "{incident}"),
            Map.entry("acceptlag.kernel.listen_overflows", "{packet}"),
            Map.entry("acceptlag.kernel.listen_drops", "{packet}"),
            Map.entry("acceptlag.agent.late_polls", "{poll}"),
            Map.entry("acceptlag.agent.hook_failures", "{failure}"),
            Map.entry("acceptlag.agent.dropped_reports", "{report}"),
            Map.entry("acceptlag.agent.failed_exports", "{export}"),
            Map.entry("acceptlag.kernel.syn_queue_drops", "{packet}"),
            Map.entry("acceptlag.kernel.syn_cookies_sent", "{packet}")),
        metrics.values().stream().collect(toMap(Metric::getName, Metric::getUnit)));

    Map<String, Object> listener =
        Map.of(
            "network.local.address",
            "127.0.0.1",
            "network.local.port",
            (long) port,
            "network.transport",
            "tcp",
            "network.type",
            "ipv4");
    HistogramDataPoint waits =
        metrics.get("acceptlag.wait.duration").getHistogram().getDataPoints(0);
    assertEquals(listener, attributes(waits.getAttributesList()));
    assertEquals(
        List.of(
            0.001, 0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 3.0, 7.0, 15.0, 30.0,
            60.0),
        waits.getExplicitBoundsList());
    assertEquals(visits.size(), waits.getCount());
    // Over 1 s; up to 3 s, unless the machine was slow to notice.
    Visit.assertWaited(waits.getBucketCounts(10) + waits.getBucketCounts(11), EDGE_MILLIS, visits);
    assertEquals(visits.size(), counter(metrics, "acceptlag.connection.accepted").getAsInt());
    assertEquals(
        listener,
        attributes(counter(metrics, "acceptlag.connection.accepted").getAttributesList()));
    assertTrue(counter(metrics, "acceptlag.packet.dropped").getAsInt() >= TURNED_AWAY);
    assertTrue(counter(metrics, "acceptlag.kernel.listen_overflows").getAsInt() >= TURNED_AWAY);
    assertTrue(counter(metrics, "acceptlag.queue.saturated_time").getAsDouble() > 0.5);
    assertEquals(4, upDown(metrics, "acceptlag.queue.limit").getAsInt());
    assertEquals(0, upDown(metrics, "acceptlag.queue.length").getAsInt());
    assertEquals(
        Map.of("network.transport", "tcp"),
        attributes(counter(metrics, "acceptlag.kernel.listen_drops").getAttributesList()));
    assertTrue(incidents(metrics, BLOCKED) > 0);
    // Whoever had to wait for the machine alone may have been an incident besides.
    long besides =
        Visit.possibly(WARN_WAIT_MILLIS, visits) - Visit.surely(WARN_WAIT_MILLIS, visits);
    List<NumberDataPoint> incidents =
        metrics.get("acceptlag.incident.count").getSum().getDataPointsList();
    long number = incidents.stream().mapToLong(NumberDataPoint::getAsInt).sum();
    assertTrue(number <= 1 + besides && incidents.size() <= 1 + besides, incidents::toString);
    assertFalse(metrics.toString().contains("network.peer"), "a client's address on a metric");
  }

  /** Whether all connections and incidents, which are counted at their end, are in the last. */
  private static boolean isWhole(List<ResourceMetrics> exports, int connections, long incidents) {
    Map<String, Metric> last =
        Collector.metricsIn(exports.get(exports.size() - 1)).stream()
            .collect(toMap(Metric::getName, metric -> metric));
    Metric accepted = last.get("acceptlag.connection.accepted");
    return accepted != null
        && accepted.getSum().getDataPoints(0).getAsInt() == connections
        && last.containsKey("acceptlag.incident.count")
        && incidents(last, BLOCKED) == incidents;
  }

  private static long incidents(Map<String, Metric> metrics, String cause) {
    return metrics.get("acceptlag.incident.count").getSum().getDataPointsList().stream()
        .filter(each -> attributes(each.getAttributesList()).get("acceptlag.cause").equals(cause))
        .mapToLong(NumberDataPoint::getAsInt)
        .sum();
  }

  private static boolean isFullIn(List<ResourceMetrics> exports) {
    return exports.stream()
        .flatMap(export -> Collector.metricsIn(export).stream())
        .filter(metric -> metric.getName().equals("acceptlag.queue.length"))
        .anyMatch(metric -> metric.getSum().getDataPoints(0).getAsInt() == ROOM);
  }

  private static Metric latestBusy(List<ResourceMetrics> exports) {
    return exports.stream()
        .flatMap(export -> Collector.metricsIn(export).stream())
        .filter(metric -> metric.getName().equals("acceptlag.acceptor.utilization"))
        .reduce((earlier, later) -> later)
        .orElseThrow();
  }

  private static NumberDataPoint counter(Map<String, Metric> metrics, String name) {
    assertEquals(1, metrics.get(name).getSum().getDataPointsCount(), name);
    return metrics.get(name).getSum().getDataPoints(0);
  }

  private static NumberDataPoint upDown(Map<String, Metric> metrics, String name) {
    assertFalse(metrics.get(name).getSum().getIsMonotonic(), name);
    return counter(metrics, name);
  }

  private static Map<String, Object> attributes(List<KeyValue> attributes) {
    return attributes.stream().collect(toMap(KeyValue::getKey, each -> value(each.getValue())));
  }

  private static Object value(AnyValue value) {
    return switch (value.getValueCase()) {
      case STRING_VALUE -> value.getStringValue();
      case INT_VALUE -> value.getIntValue();
      case DOUBLE_VALUE -> value.getDoubleValue();
      case BOOL_VALUE -> value.getBoolValue();
      default -> value.toString();
    };
  }

  private static String traceId(Span span) {
    return HexFormat.of().formatHex(span.getTraceId().toByteArray());
  }

  /**
   * A connection as its client and the application saw it, on the clock of the wall. It was
   * connected no sooner than connecting, and no later than connected.
   */
  private static final class Visit {
    private final long connectingMillis;
    private final long connectedMillis;
    private long releasedMillis;
    private long acceptedMillis;

    private Visit(long connectingMillis, long connectedMillis) {
      this.connectingMillis = connectingMillis;
      this.connectedMillis = connectedMillis;
    }

    /** Until the acceptor went on, as those that it took before did not. */
    private boolean surelyWaited(long millis) {
      return acceptedMillis >= releasedMillis
          && releasedMillis - connectedMillis >= millis + SLACK_MILLIS;
    }

    /** The machine may have stood still before it was accepted, or before anyone could say so. */
    private boolean mayHaveWaited(long millis) {
      return acceptedMillis - connectingMillis >= millis - SLACK_MILLIS;
    }

    private static long surely(long millis, Collection<Visit> visits) {
      return visits.stream().filter(visit -> visit.surelyWaited(millis)).count();
    }

    private static long possibly(long millis, Collection<Visit> visits) {
      return visits.stream().filter(visit -> visit.mayHaveWaited(millis)).count();
    }

    /**
     * That so many have waited for that long: all that there was room for. Those that were turned
     * away came in when it no longer stuck, and mostly did not wait.
     */
    private static void assertWaited(long number, long millis, Collection<Visit> visits) {
      long atLeast = surely(millis, visits);
      long atMost = possibly(millis, visits);
      assertTrue(
          ROOM <= atLeast && atLeast <= number && number <= atMost,
          () -> number + ", and should be from " + atLeast + " to " + atMost);
    }

    private void assertSpan(Span span) {
      long start = span.getStartTimeUnixNano() / MILLI;
      long end = span.getEndTimeUnixNano() / MILLI;
      assertBetween("start", connectingMillis, start, connectedMillis);
      // The acceptor may lose its CPU between accept() and saying when that was.
      assertBetween("end", releasedMillis, end, acceptedMillis);
    }

    private static void assertBetween(String what, long atLeast, long millis, long atMost) {
      assertTrue(
          millis >= atLeast - SLACK_MILLIS && millis <= atMost + SLACK_MILLIS,
          () -> what + " is " + millis + ", and should be from " + atLeast + " to " + atMost);
    }
  }
}
