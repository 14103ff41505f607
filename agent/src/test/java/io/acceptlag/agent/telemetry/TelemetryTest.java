package io.acceptlag.agent.telemetry;

import static java.util.stream.Collectors.toMap;
import static java.util.stream.Collectors.toSet;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.acceptlag.agent.config.TelemetryMode;
import io.acceptlag.core.report.FirstRead;
import io.acceptlag.core.report.OwnHealth;
import io.acceptlag.core.report.Report;
import io.acceptlag.core.report.Severity;
import io.acceptlag.core.report.SlowAccept;
import io.acceptlag.core.report.UnservedReports;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.logs.v1.LogRecord;
import io.opentelemetry.proto.logs.v1.SeverityNumber;
import io.opentelemetry.proto.metrics.v1.AggregationTemporality;
import io.opentelemetry.proto.metrics.v1.HistogramDataPoint;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.metrics.v1.Sum;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class TelemetryTest {
  private static final Path HOST_NAME = Path.of("/proc/sys/kernel/hostname");
  private static final long MILLI = 1_000_000;

  /** JDK 8's clock tells milliseconds, and that of later ones is read a moment after nanoTime. */
  private static final long CLOCK_SLACK = 5 * MILLI;

  private final Figures.Source figures = new Figures.Source();
  private final List<String> notices = new CopyOnWriteArrayList<>();
  private final Set<String> properties = new HashSet<>();
  private TestCollector collector;
  private Telemetry telemetry;

  @AfterEach
  void stop() {
    if (telemetry != null) {
      telemetry.close();
    }
    if (collector != null) {
      collector.close();
    }
    properties.forEach(System::clearProperty);
  }

  @Test
  void aSlowConnectionHasParts() throws InterruptedException {
    collect("http/protobuf");
    start();
    Trouble trouble = new Trouble(7);
    telemetry.report(trouble.opens());
    SlowAccept slow = trouble.slowAccept(1300);
    telemetry.slowAccept(slow);
    long accepted = slow.acceptedNanos();
    long data = accepted + 200 * MILLI;
    telemetry.firstRead(read(accepted, data, data + 700 * MILLI, -1));
    // Once only; and one of which nothing was slow, and one that had its data when it was accepted.
    telemetry.firstRead(read(accepted, data, data + 700 * MILLI, -1));
    telemetry.firstRead(read(accepted + 1, data, data + 700 * MILLI, -1));
    telemetry.firstRead(read(accepted + 2, accepted + 2, data, 7));
    telemetry.report(trouble.recovers());
    awaitSpans(5);
    Span wait = spans("accept wait").get(0);
    Span firstData = spans("first data").get(0);
    Span firstRead = spans("first read").get(0);
    assertEquals(wait.getSpanId(), firstData.getParentSpanId());
    assertEquals(wait.getSpanId(), firstRead.getParentSpanId());
    assertTime(accepted, firstData.getStartTimeUnixNano());
    assertTime(data, firstData.getEndTimeUnixNano());
    assertTime(data, firstRead.getStartTimeUnixNano());
    assertTime(data + 700 * MILLI, firstRead.getEndTimeUnixNano());
    assertEquals(
        spans("accept incident").get(0).getSpanId(), spans("first read").get(1).getParentSpanId());
    assertEquals(5, collector.allSpans().size(), collector::toString);
  }

  private static FirstRead read(long accepted, long data, long read, long incident) {
    return new FirstRead(Trouble.LISTENER, accepted, data, read, incident);
  }

  @ParameterizedTest
  @ValueSource(strings = {"grpc", "http/protobuf"})
  void anIncidentIsOneTrace(String protocol) throws InterruptedException {
    collect(protocol);
    start();
    Trouble trouble = new Trouble(7);

    telemetry.report(trouble.opens());
    String trace = awaitTrace(7);
    telemetry.report(trouble.overflows());
    telemetry.slowAccept(trouble.slowAccept(1300));
    telemetry.report(trouble.recovers());
    telemetry.slowAccept(trouble.slowAccept(250));

    assertEquals(trace, telemetry.traceId(7));
    assertNull(telemetry.traceId(8));
    awaitSpans(3);
    for (Span span : collector.allSpans()) {
      assertEquals(trace, hex(span.getTraceId().toByteArray()), span.getName());
    }
    Span root = spans("accept incident").get(0);
    assertTrue(root.getParentSpanId().isEmpty());
    assertEquals(Span.SpanKind.SPAN_KIND_INTERNAL, root.getKind());
    assertEquals(Status.StatusCode.STATUS_CODE_ERROR, root.getStatus().getCode());
    assertTime(trouble.startNanos, root.getStartTimeUnixNano());
    assertTime(trouble.endNanos, root.getEndTimeUnixNano());
    assertEquals(
        Map.ofEntries(
            Map.entry("acceptlag.incident", "7"),
            Map.entry("acceptlag.cause", "accept_thread_blocked"),
            Map.entry("acceptlag.advice", "Find out what the acceptor waits for there."),
            Map.entry("acceptlag.queue.length", "101"),
            Map.entry("acceptlag.queue.limit", "100"),
            Map.entry("acceptlag.delayed", "3"),
            Map.entry("acceptlag.wait.max", "1.3"),
            Map.entry("acceptlag.overflows", "5"),
            Map.entry("acceptlag.drops", "7"),
            Map.entry("thread.name", "shop-acceptor"),
            Map.entry(
                "code.stacktrace",
                """
                \tat java.lang.Thread.sleep(Native Method)
                \tat com.acme.Shop.welcome(Shop.java:42)
                """),
            Map.entry("network.local.address", "0.0.0.0"),
            Map.entry("network.local.port", "8080"),
            Map.entry("network.transport", "tcp"),
            Map.entry("network.type", "ipv4")),
        attributes(root.getAttributesList()));
    assertEquals(
        List.of("cause", "overflow", "recovered"),
        root.getEventsList().stream().map(Span.Event::getName).sorted().toList());
    assertEquals(
        Map.of(
            "acceptlag.cause",
            "accept_thread_blocked",
            "acceptlag.advice",
            "Find out what the acceptor waits for there."),
        attributes(event(root, "cause").getAttributesList()));
    assertEquals(
        Map.of("acceptlag.overflows", "5", "acceptlag.drops", "7"),
        attributes(event(root, "overflow").getAttributesList()));
    assertEquals(root.getEndTimeUnixNano(), event(root, "recovered").getTimeUnixNano());

    Span child = spans("accept wait").get(0);
    assertEquals(root.getSpanId(), child.getParentSpanId());
    assertEquals(root.getSpanId(), spans("accept wait").get(1).getParentSpanId());
    assertTime(trouble.endNanos, child.getEndTimeUnixNano());
    assertEquals(1300 * MILLI, child.getEndTimeUnixNano() - child.getStartTimeUnixNano());
    assertEquals(
        Map.ofEntries(
            Map.entry("acceptlag.incident", "7"),
            Map.entry("acceptlag.queue.length", "100"),
            Map.entry("acceptlag.queue.limit", "100"),
            Map.entry("acceptlag.handshake.retransmits", "2"),
            Map.entry("acceptlag.handshake.delay", "3.024"),
            Map.entry("acceptlag.client_gone", "true"),
            Map.entry("network.peer.address", "10.1.2.3"),
            Map.entry("network.peer.port", "51234"),
            Map.entry("network.local.address", "0.0.0.0"),
            Map.entry("network.local.port", "8080"),
            Map.entry("network.transport", "tcp"),
            Map.entry("network.type", "ipv4")),
        attributes(child.getAttributesList()));
    assertEquals(List.of(), notices);
  }

  @Test
  void anIncidentWithoutOverflowIsNoError() throws InterruptedException {
    collect("http/protobuf");
    start();
    Trouble trouble = new Trouble(1);

    telemetry.report(trouble.opens());
    telemetry.report(trouble.closes());

    awaitSpans(1);
    Span root = spans("accept incident").get(0);
    assertEquals(Status.StatusCode.STATUS_CODE_UNSET, root.getStatus().getCode());
    assertEquals("unknown", attributes(root.getAttributesList()).get("acceptlag.cause"));
    assertEquals(
        List.of("closed"), root.getEventsList().stream().map(Span.Event::getName).toList());
  }

  /** Where both queues are in trouble. */
  @Test
  void anIncidentHasTheMostThatWereNotServedBesides() throws InterruptedException {
    collect("http/protobuf");
    set("otel.blrp.schedule.delay", "50");
    start();
    Trouble trouble = new Trouble(1);

    telemetry.report(UnservedReports.beside(trouble.opens(), 9));
    telemetry.report(UnservedReports.beside(trouble.recovers(), 7));

    awaitSpans(1);
    Span root = spans("accept incident").get(0);
    assertEquals("9", attributes(root.getAttributesList()).get("acceptlag.unserved"));
    TestCollector.await("records", () -> logRecords().size() == 2);
    assertEquals(
        List.of("9", "7"),
        logRecords().stream()
            .map(each -> attributes(each.getAttributesList()).get("acceptlag.unserved"))
            .toList());
  }

  @Test
  void aCauseThatIsPendingIsNoneUntilItIsKnown() throws InterruptedException {
    collect("http/protobuf");
    start();
    Trouble trouble = new Trouble(1);

    telemetry.report(trouble.opensWithoutCause());
    telemetry.report(trouble.hasCause());
    telemetry.report(trouble.closes());

    awaitSpans(1);
    Span root = spans("accept incident").get(0);
    assertEquals(
        "accept_thread_blocked", attributes(root.getAttributesList()).get("acceptlag.cause"));
    assertEquals(
        List.of("cause", "closed"),
        root.getEventsList().stream().map(Span.Event::getName).toList());
    assertEquals(
        "accept_thread_blocked",
        attributes(event(root, "cause").getAttributesList()).get("acceptlag.cause"));
  }

  @Test
  void moreMayBeAdvisedOfTheSameCause() throws InterruptedException {
    collect("http/protobuf");
    start();
    Trouble trouble = new Trouble(1);

    telemetry.report(trouble.opens());
    telemetry.report(trouble.overflows());
    telemetry.report(trouble.goesOn());
    telemetry.report(trouble.recovers());

    awaitSpans(1);
    String advice =
        attributes(spans("accept incident").get(0).getAttributesList()).get("acceptlag.advice");
    assertTrue(advice.startsWith("Find out what the acceptor waits for there. Besides, "), advice);
    assertTrue(advice.contains("let clients or proxies keep connections"), advice);
  }

  @Test
  void whatIsReportedBeforeTheSdkIsReadyIsKept() throws InterruptedException {
    collect("http/protobuf");
    telemetry = create();
    Trouble trouble = new Trouble(1);
    telemetry.report(trouble.opens());
    telemetry.slowAccept(trouble.slowAccept(300));
    telemetry.report(trouble.overflows());
    telemetry.report(trouble.recovers());

    telemetry.start(figures, List::of, port -> false);

    awaitSpans(2);
    assertEquals(
        spans("accept incident").get(0).getSpanId(), spans("accept wait").get(0).getParentSpanId());
    assertNotNull(telemetry.traceId(1));
  }

  @Test
  void whatWaitsForTheSdkIsBounded() throws InterruptedException {
    collect("http/protobuf");
    telemetry = create(1e6);
    Trouble trouble = new Trouble(1);
    for (int i = 0; i < 100_000; i++) {
      telemetry.slowAccept(trouble.slowAccept(300, -1));
    }

    telemetry.start(figures, List::of, port -> false);

    awaitSpans(WaitingReports.MAX);
    telemetry.close();
    assertEquals(WaitingReports.MAX, collector.allSpans().size());
  }

  @Test
  void aSlowAcceptOutsideAnIncidentIsItsOwnTrace() throws InterruptedException {
    collect("http/protobuf");
    start();

    telemetry.slowAccept(new Trouble(1).slowAccept(300, -1));
    telemetry.slowAccept(new Trouble(1).slowAccept(300, -1));

    awaitSpans(2);
    List<Span> roots = spans("accept wait");
    assertTrue(roots.stream().allMatch(span -> span.getParentSpanId().isEmpty()));
    assertEquals(2, roots.stream().map(Span::getTraceId).distinct().count());
    assertFalse(attributes(roots.get(0).getAttributesList()).containsKey("acceptlag.incident"));
  }

  @Test
  void connectionsAboveTheRateAreCounted() throws InterruptedException {
    collect("http/protobuf");
    telemetry = create(5);
    telemetry.start(figures, List::of, port -> false);
    Trouble trouble = new Trouble(1);
    telemetry.report(trouble.opens());
    for (int i = 0; i < 100; i++) {
      telemetry.slowAccept(trouble.slowAccept(300));
    }

    telemetry.report(trouble.closes());

    awaitSpans(6);
    telemetry.close();
    assertEquals(5, spans("accept wait").size());
    assertEquals(
        "95",
        attributes(spans("accept incident").get(0).getAttributesList())
            .get("acceptlag.spans_skipped"));
  }

  @Test
  void anIncidentThatIsOpenAtTheEndIsExported() throws InterruptedException {
    collect("http/protobuf");
    start();
    telemetry.report(new Trouble(1).opens());
    awaitTrace(1);

    telemetry.close();

    assertEquals(1, spans("accept incident").size());
    long ended = spans("accept incident").get(0).getEndTimeUnixNano();
    assertTrue(Math.abs(ended - System.currentTimeMillis() * MILLI) < 3000 * MILLI);
  }

  /** Neither waits for the time of the other, nor for its own. */
  @Test
  void spansAndMetricsOfTheLastMomentsAreExported() throws InterruptedException {
    collect("http/protobuf");
    set("otel.metric.export.interval", "600000");
    set("otel.bsp.schedule.delay", "600000");
    figures.show(Figures.of("0.0.0.0", 8080).waited(0, 1).open());
    start();
    telemetry.report(new Trouble(1).opens());
    awaitTrace(1);

    telemetry.close();

    assertEquals(1, spans("accept incident").size());
    assertFalse(collector.metrics.isEmpty(), "no metrics");
  }

  /** Its threads have ended by the time that the SDK would use them. */
  @Test
  void anEndBeforeTheSdkIsBuiltIsNoFailure() throws InterruptedException {
    collect("http/protobuf");
    telemetry = create();
    telemetry.start(figures, List::of, port -> false);

    telemetry.close();

    assertTrue(telemetry.built.await(20, TimeUnit.SECONDS));
    assertEquals(List.of(), notices);
  }

  @Test
  void doesNotStartAfterTheEnd() throws InterruptedException {
    collect("http/protobuf");
    telemetry = create();
    telemetry.close();
    // Of other tests.
    for (Thread starting : starting()) {
      starting.join(20_000);
    }

    telemetry.start(figures, List::of, port -> false);

    assertEquals(List.of(), starting());
  }

  private static List<Thread> starting() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().equals("acceptlag-telemetry-start"))
        .toList();
  }

  @Test
  void anIncidentReportedJustBeforeTheEndIsExported() {
    collect("http/protobuf");
    telemetry = create();
    telemetry.start(figures, List::of, port -> false);
    telemetry.report(new Trouble(1).opens());

    telemetry.close();

    assertEquals(1, spans("accept incident").size());
  }

  @Test
  void theUsersSamplerDecides() throws InterruptedException {
    collect("http/protobuf");
    set("otel.traces.sampler", "always_off");
    figures.show(Figures.of("0.0.0.0", 8080).waited(0, 1).open());
    start();
    Trouble trouble = new Trouble(1);

    telemetry.report(trouble.opens());
    telemetry.slowAccept(trouble.slowAccept(300));
    telemetry.report(trouble.recovers());
    awaitMetrics();
    telemetry.close();

    assertNull(telemetry.traceId(1));
    assertEquals(List.of(), collector.allSpans());
  }

  @Test
  void spansCanBeSwitchedOff() throws InterruptedException {
    collect("http/protobuf");
    set("otel.traces.exporter", "none");
    figures.show(Figures.of("0.0.0.0", 8080).waited(0, 1).open());
    start();

    telemetry.report(new Trouble(1).opens());
    awaitMetrics();
    telemetry.close();

    assertNull(telemetry.traceId(1));
    assertEquals(List.of(), collector.allSpans());
    assertEquals(List.of(), notices);
  }

  @ParameterizedTest
  @ValueSource(strings = {"grpc", "http/protobuf"})
  void metricsAreThoseOfTheListeners(String protocol) throws InterruptedException, IOException {
    collect(protocol);
    set("otel.service.name", "shop");
    set("otel.resource.attributes", "deployment.environment.name=test");
    set("otel.exporter.otlp.headers", "api-key=secret");
    figures.show(
        Figures.of("0.0.0.0", 8080).waited(3000, 2).queue(3, 128, 100).busy(0.5).drops(4).open());
    start();

    awaitMetrics();
    // So that the SDK would have something to tell of itself.
    telemetry.slowAccept(new Trouble(1).slowAccept(300, -1));
    awaitSpans(1);
    telemetry.close();

    assertEquals("secret", collector.headers.get(0).get("api-key"));
    Map<String, String> resource =
        attributes(collector.metrics.get(0).getResource().getAttributesList());
    assertEquals("shop", resource.get("service.name"));
    assertEquals("test", resource.get("deployment.environment.name"));
    assertEquals(Long.toString(ProcessHandle.current().pid()), resource.get("process.pid"));
    assertEquals(Files.readString(HOST_NAME).strip(), resource.get("host.name"));
    assertEquals(36, resource.get("service.instance.id").length(), resource::toString);
    assertEquals(
        Set.of("io.acceptlag 1.2.3"),
        collector.metrics.stream()
            .flatMap(metrics -> metrics.getScopeMetricsList().stream())
            .map(scope -> scope.getScope().getName() + " " + scope.getScope().getVersion())
            .collect(toSet()));
    Metric waits = metric("acceptlag.wait.duration");
    HistogramDataPoint point = waits.getHistogram().getDataPoints(0);
    assertEquals("s", waits.getUnit());
    assertEquals(
        List.of(
            0.001, 0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 3.0, 7.0, 15.0, 30.0,
            60.0),
        point.getExplicitBoundsList());
    assertEquals(2, point.getBucketCounts(10));
    assertEquals(2, point.getCount());
    assertEquals(6, point.getSum());
    assertFalse(point.hasMin());
    assertFalse(point.hasMax());
    assertEquals(
        Map.of(
            "network.local.address", "0.0.0.0",
            "network.local.port", "8080",
            "network.transport", "tcp",
            "network.type", "ipv4"),
        attributes(point.getAttributesList()));
    assertEquals(
        AggregationTemporality.AGGREGATION_TEMPORALITY_CUMULATIVE,
        metric("acceptlag.connection.accepted").getSum().getAggregationTemporality());
    assertTrue(metric("acceptlag.connection.accepted").getSum().getIsMonotonic());
    Sum length = metric("acceptlag.queue.length").getSum();
    assertEquals(3, length.getDataPoints(0).getAsInt());
    assertFalse(length.getIsMonotonic());
  }

  @Test
  void theUserMayPreferDeltas() throws InterruptedException {
    collect("http/protobuf");
    set("otel.exporter.otlp.metrics.temporality.preference", "delta");
    figures.show(Figures.of("0.0.0.0", 8080).waited(3000, 2).open());
    start();

    awaitMetrics();

    assertEquals(
        AggregationTemporality.AGGREGATION_TEMPORALITY_DELTA,
        metric("acceptlag.connection.accepted").getSum().getAggregationTemporality());
    assertEquals(
        AggregationTemporality.AGGREGATION_TEMPORALITY_DELTA,
        metric("acceptlag.wait.duration").getHistogram().getAggregationTemporality());
  }

  @Test
  void theUserMayWantCompression() throws InterruptedException {
    collect("http/protobuf");
    set("otel.exporter.otlp.compression", "gzip");
    start();

    telemetry.slowAccept(new Trouble(1).slowAccept(300, -1));

    awaitSpans(1);
    assertEquals("gzip", collector.headers.get(0).get("Content-Encoding"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"grpc", "http/protobuf"})
  void reportsACollectorThatComesLateTwice(String protocol) throws InterruptedException {
    collectImpatiently(protocol);
    int port = collector.port();
    collector.close();
    figures.show(Figures.of("0.0.0.0", 8080).waited(0, 1).open());
    start();
    telemetry.slowAccept(new Trouble(1).slowAccept(300, -1));
    TestCollector.await("notice", () -> notices.size() == 1);

    TestCollector late = TestCollector.startOn(port, protocol);
    collector = late;
    TestCollector.await("second notice", () -> notices.size() == 2);
    awaitMetrics();

    assertEquals(
        List.of(
            "WARN Cannot export telemetry to http://127.0.0.1:"
                + port
                + ": connection refused; acceptlag goes on and tries again",
            "INFO Telemetry reaches http://127.0.0.1:" + port + " again"),
        notices);
  }

  @ParameterizedTest
  @ValueSource(strings = {"grpc", "http/protobuf"})
  void reportsACollectorThatDiesOnce(String protocol) throws Exception {
    int port = HangingUp.freePort();
    collectWithoutRetries(protocol, port);
    figures.show(Figures.of("0.0.0.0", 8080).waited(0, 1).open());
    start();
    awaitMetrics();

    String endpoint = collector.endpoint();
    collector.close();
    TestCollector.await("notice", () -> notices.size() == 1);
    try (HangingUp dying = HangingUp.on(port)) {
      for (int i = 1; i <= 10; i++) {
        telemetry.slowAccept(new Trouble(1).slowAccept(300, -1));
        dying.awaitCalls(i);
      }
    }

    assertEquals(1, notices.size(), notices.toString());
    assertTrue(
        notices.get(0).startsWith("WARN Cannot export telemetry to " + endpoint), notices.get(0));
  }

  @ParameterizedTest
  @ValueSource(strings = {"grpc", "http/protobuf"})
  void aCollectorThatHangsHoldsUpNothing(String protocol) throws InterruptedException {
    collectImpatiently(protocol);
    collector.mood = TestCollector.Mood.HANGING;
    figures.show(Figures.of("0.0.0.0", 8080).waited(0, 1).open());
    telemetry = create(1e9);
    telemetry.start(figures, List::of, port -> false);
    Trouble trouble = new Trouble(1);
    telemetry.report(trouble.opens());
    awaitTrace(1);

    long before = usedMemory();
    long start = System.nanoTime();
    for (int i = 0; i < 300_000; i++) {
      telemetry.slowAccept(trouble.slowAccept(300));
    }
    long taken = System.nanoTime() - start;
    long after = usedMemory();
    TestCollector.await("notice", () -> notices.size() == 1);
    long closing = System.nanoTime();
    telemetry.close();
    long closed = System.nanoTime() - closing;

    assertTrue(notices.get(0).contains(": timed out;"), notices.get(0));
    // Held up by the exporter, each batch of 512 would take half a second: 290 s in all.
    assertTrue(taken < 15_000 * MILLI, "took " + taken / MILLI + " ms");
    assertTrue(after - before < 20_000_000, "grew by " + (after - before));
    assertTrue(closed < 2500 * MILLI, "close took " + closed / MILLI + " ms");
  }

  @ParameterizedTest
  @ValueSource(strings = {"grpc", "http/protobuf"})
  void makesALogRecordOfEachReport(String protocol) throws InterruptedException {
    collect(protocol);
    set("otel.blrp.schedule.delay", "50");
    start();
    Trouble trouble = new Trouble(7);
    telemetry.report(trouble.opens());
    Report end = trouble.recovers();
    telemetry.report(end);

    TestCollector.await("records", () -> logRecords().size() == 2);
    awaitSpans(1);
    LogRecord opened = logRecords().get(0);
    LogRecord ended = logRecords().get(1);
    Span incident = collector.allSpans().get(0);
    assertEquals("acceptlag.recovered", ended.getEventName());
    assertEquals(SeverityNumber.SEVERITY_NUMBER_INFO, ended.getSeverityNumber());
    assertEquals(SeverityNumber.SEVERITY_NUMBER_WARN, opened.getSeverityNumber());
    assertEquals(end.sentence(), ended.getBody().getStringValue());
    for (LogRecord each : List.of(opened, ended)) {
      assertEquals(incident.getTraceId(), each.getTraceId());
      assertEquals(incident.getSpanId(), each.getSpanId());
      assertEquals("7", attributes(each.getAttributesList()).get("acceptlag.incident"));
      assertEquals("8080", attributes(each.getAttributesList()).get("network.local.port"));
    }
    assertEquals(List.of(), notices);
  }

  @ParameterizedTest
  @ValueSource(strings = {"grpc", "http/protobuf"})
  void aCollectorThatRefusesLogRecordsGetsNoMore(String protocol) throws InterruptedException {
    collect(protocol);
    set("otel.blrp.schedule.delay", "0");
    collector.mood = TestCollector.Mood.REFUSING_LOGS;
    start();
    telemetry.report(new Trouble(1).opens());
    TestCollector.await("notice", () -> notices.size() == 1);

    for (int i = 2; i < 6; i++) {
      Trouble trouble = new Trouble(i);
      telemetry.report(trouble.opens());
      telemetry.report(trouble.recovers());
      awaitSpans(i - 1);
    }

    assertEquals(1, collector.logRequests.get());
    assertEquals(
        List.of(
            "INFO "
                + collector.endpoint()
                + " takes no log records ("
                + (protocol.equals("grpc") ? "gRPC status UNIMPLEMENTED" : "HTTP 404 Client Error")
                + "), so acceptlag sends none; OTEL_LOGS_EXPORTER=none keeps it from trying"),
        notices);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "otel.exporter.otlp.logs.headers=S3CRET -> is not right in header 1;",
        "otel.exporter.otlp.logs.protocol=S3CRET -> is not one of grpc, http/protobuf",
        "otel.exporter.otlp.logs.certificate=/etc/passwd -> names a file without certificates;",
        "otel.blrp.schedule.delay=S3CRET -> is not a time that can be;",
        "otel.blrp.max.queue.size=0 -> is not a whole number;",
      })
  void aFaultInTheSettingsOfLogRecordsAloneLeavesTheRest(String example)
      throws InterruptedException {
    collect("http/protobuf");
    String words = setOf(example);
    figures.show(Figures.of("0.0.0.0", 8080).waited(0, 1).open());
    start();
    Trouble trouble = new Trouble(1);
    telemetry.report(trouble.opens());
    telemetry.report(trouble.recovers());
    awaitSpans(1);
    awaitMetrics();
    telemetry.close();

    assertEquals(0, collector.logRequests.get());
    assertEquals(1, notices.size(), notices.toString());
    assertTrue(
        notices.get(0).startsWith("WARN Cannot export log records: " + words), notices.get(0));
    assertFalse(notices.get(0).contains("S3"), notices.get(0));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "otel.java.exporter.memory_mode=S3CRET -> is neither immutable_data nor reusable_data",
        "otel.java.exporter.otlp.retry.disabled=S3CRET -> is neither true nor false",
        "otel.experimental.sdk.telemetry.version=S3CRET",
        "otel.logrecord.attribute.count.limit=S3CRET",
      })
  void whatIsBadAndNotNeededLosesNothing(String example) throws InterruptedException {
    collect("http/protobuf");
    String words = setOf(example);
    figures.show(Figures.of("0.0.0.0", 8080).waited(0, 1).open());
    start();
    Trouble trouble = new Trouble(1);
    telemetry.report(trouble.opens());
    telemetry.report(trouble.recovers());
    awaitSpans(1);
    awaitMetrics();
    telemetry.close();

    assertTrue(collector.logRequests.get() > 0);
    assertEquals(example.contains(" -> ") ? 1 : 0, notices.size(), notices.toString());
    for (String notice : notices) {
      assertTrue(notice.startsWith("WARN " + words), notice);
      assertFalse(notice.contains("S3"), notice);
    }
  }

  @Test
  void oneFaultOfAllSignalsIsToldOnce() throws InterruptedException {
    collect("http/protobuf");
    set("otel.exporter.otlp.timeout", "soon");
    set("otel.exporter.otlp.certificate", "/proc/self");
    set("otel.exporter.otlp.logs.compression", "zip");
    start();

    assertEquals(
        List.of(
            "WARN Cannot start telemetry: otel.exporter.otlp.timeout is not a time that can be;"
                + " right are milliseconds from 0 on, or a whole number and its unit (ms, s, m, h,"
                + " d)",
            "WARN Cannot start telemetry: otel.exporter.otlp.certificate names a folder or device;"
                + " right is a PEM file",
            "WARN Cannot export log records: otel.exporter.otlp.logs.compression is not one of"
                + " gzip, none"),
        notices);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "traces.", "metrics."})
  void aFileWithoutCertificatesIsNamedByItsSetting(String signal) throws InterruptedException {
    collect("http/protobuf");
    set("otel.exporter.otlp." + signal + "certificate", "/etc/passwd");
    start();

    assertEquals(
        List.of(
            "WARN Cannot start telemetry: otel.exporter.otlp."
                + signal
                + "certificate names a file without certificates; right is a PEM file"),
        notices);
  }

  /** Sets what stands before the arrow; what is to be told, if anything, begins with the result. */
  private String setOf(String example) {
    String[] parts = example.split(" -> ", 2);
    String name = parts[0].substring(0, parts[0].indexOf('='));
    set(name, parts[0].substring(name.length() + 1));
    return parts.length == 1 ? "" : name + " " + parts[1];
  }

  private List<LogRecord> logRecords() {
    return collector.logs.stream()
        .flatMap(resource -> resource.getScopeLogsList().stream())
        .flatMap(scope -> scope.getLogRecordsList().stream())
        .toList();
  }

  @ParameterizedTest
  @ValueSource(strings = {"grpc", "http/protobuf"})
  void reportsACollectorOfTracesOnlyOnce(String protocol) throws InterruptedException {
    collect(protocol);
    collector.mood = TestCollector.Mood.REFUSING_METRICS;
    figures.show(Figures.of("0.0.0.0", 8080).waited(0, 1).open());
    start();
    TestCollector.await("notice", () -> notices.size() == 1);

    for (int i = 1; i <= 10; i++) {
      telemetry.slowAccept(new Trouble(1).slowAccept(300, -1));
      awaitSpans(i);
    }

    assertEquals(
        List.of(
            "WARN Cannot export metrics to "
                + collector.endpoint()
                + ": "
                + (protocol.equals("grpc") ? "gRPC status UNIMPLEMENTED" : "HTTP 404 Client Error")
                + "; acceptlag goes on and tries again"),
        notices);
  }

  @ParameterizedTest
  @ValueSource(strings = {"grpc", "http/protobuf"})
  void theUserMayWantNoRetries(String protocol) throws InterruptedException {
    collectWithoutRetries(protocol, 0);
    set("otel.metric.export.interval", "600000");
    collector.mood = TestCollector.Mood.OVERLOADED;
    start();
    telemetry.slowAccept(new Trouble(1).slowAccept(300, -1));

    TestCollector.await("notice", () -> notices.size() == 1);

    assertEquals(1, collector.requests());
  }

  @ParameterizedTest
  @ValueSource(strings = {"grpc", "http/protobuf"})
  void whatACollectorAnswersAtLengthIsNotLoggedWhole(String protocol) throws InterruptedException {
    collectWithoutRetries(protocol, 0);
    collector.mood = TestCollector.Mood.TALKATIVE;
    figures.show(Figures.of("0.0.0.0", 8080).waited(0, 1).open());
    start();
    TestCollector.await("notice", () -> notices.size() == 1);

    String grpcStatus = "gRPC status INTERNAL: ";
    assertEquals(
        "WARN Cannot export telemetry to "
            + collector.endpoint()
            + ": "
            + (protocol.equals("grpc")
                ? grpcStatus + "x".repeat(200 - grpcStatus.length()) + "…"
                : "HTTP 500 Server Error")
            + "; acceptlag goes on and tries again",
        notices.get(0));
  }

  @Test
  void reportsAnOverloadedCollectorTwice() throws InterruptedException {
    collectWithoutRetries("http/protobuf", 0);
    collector.mood = TestCollector.Mood.OVERLOADED;
    figures.show(Figures.of("0.0.0.0", 8080).waited(0, 1).open());
    start();
    TestCollector.await("notice", () -> notices.size() == 1);
    collector.mood = TestCollector.Mood.WELL;

    TestCollector.await("second notice", () -> notices.size() == 2);

    assertTrue(notices.get(0).contains(": HTTP 503 "), notices.get(0));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "otel.exporter.otlp.endpoint=nonsense",
        "otel.exporter.otlp.protocol=carrier-pigeon",
        "otel.traces.sampler=heads_or_tails",
        "otel.metric.export.interval=often",
        "otel.exporter.otlp.certificate=/nowhere/ca.pem"
      })
  void namesABadSettingOnceAndLosesTelemetryOnly(String setting) throws InterruptedException {
    collect("http/protobuf");
    String key = setting.substring(0, setting.indexOf('='));
    String value = setting.substring(setting.indexOf('=') + 1);
    set(key, value);
    telemetry = create();
    telemetry.start(figures, List::of, port -> false);

    TestCollector.await("notice", () -> !notices.isEmpty());
    Trouble trouble = new Trouble(1);
    telemetry.report(trouble.opens());
    telemetry.slowAccept(trouble.slowAccept(300));
    telemetry.close();

    assertEquals(1, notices.size(), notices.toString());
    assertTrue(notices.get(0).startsWith("WARN Cannot start telemetry: "), notices.get(0));
    assertTrue(notices.get(0).contains(key), notices.get(0));
    assertFalse(notices.get(0).contains(value), notices.get(0));
    assertNull(telemetry.traceId(1));
  }

  @Test
  void anExporterThatIsNotInTheJarIsLeftOut() throws InterruptedException {
    collect("http/protobuf");
    set("otel.traces.exporter", "zipkin,otlp");
    set("otel.metrics.exporter", "prometheus");
    set("otel.logs.exporter", "console");
    set("otel.propagators", "b3");
    start();

    telemetry.slowAccept(new Trouble(1).slowAccept(300, -1));

    awaitSpans(1);
    assertEquals(
        List.of(
            "WARN otel.traces.exporter names more than otlp, but acceptlag exports spans by otlp only",
            "WARN otel.metrics.exporter names more than otlp, but acceptlag exports metrics by otlp"
                + " only",
            "WARN otel.logs.exporter names more than otlp, but acceptlag exports log records by"
                + " otlp only"),
        notices);
  }

  @Test
  void leavesNoThreadThatKeepsTheJvmAlive() throws InterruptedException {
    collect("http/protobuf");
    Set<Thread> before = Thread.getAllStackTraces().keySet();
    figures.show(Figures.of("0.0.0.0", 8080).waited(0, 1).open());
    start();
    telemetry.slowAccept(new Trouble(1).slowAccept(300, -1));
    awaitSpans(1);
    awaitMetrics();

    Set<Thread> own = new HashSet<>(Thread.getAllStackTraces().keySet());
    own.removeAll(before);
    own.removeIf(thread -> thread.getName().startsWith("MockWebServer"));

    assertEquals(
        List.of(), own.stream().filter(thread -> !thread.isDaemon()).map(Thread::getName).toList());
  }

  /** One thread of our own, and one while a request is under way; the rest is okhttp's. */
  @ParameterizedTest
  @ValueSource(strings = {"grpc", "http/protobuf"})
  void hasOneThreadBetweenExports(String protocol) throws InterruptedException {
    collect(protocol);
    // The thread of a request waits a second for the next one.
    set("otel.metric.export.interval", "3000");
    Set<Thread> before = Thread.getAllStackTraces().keySet();
    figures.show(Figures.of("0.0.0.0", 8080).waited(0, 1).open());
    start();
    telemetry.slowAccept(new Trouble(1).slowAccept(300, -1));
    awaitSpans(1);
    awaitMetrics();

    TestCollector.await("rest", () -> own(before).equals(List.of("acceptlag-telemetry")));
  }

  private static List<String> own(Set<Thread> before) {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> !before.contains(thread))
        .map(Thread::getName)
        .filter(name -> !name.matches("(MockWebServer|OkHttp|Okio) .*"))
        .toList();
  }

  @Test
  void looksForNothingInTheApplicationsClassLoader() throws InterruptedException {
    collect("http/protobuf");
    set("otel.traces.sampler", "heads_or_tails");
    Thread starting = Thread.currentThread();
    ClassLoader own = starting.getContextClassLoader();
    List<ClassLoader> seen = new CopyOnWriteArrayList<>();
    telemetry =
        new Telemetry(
            Destination.of(TelemetryMode.AUTO, System::getProperty, name -> null),
            null,
            20,
            "1.2.3",
            new OwnHealth(() -> 0),
            (severity, notice) -> seen.add(Thread.currentThread().getContextClassLoader()));

    starting.setContextClassLoader(new ClassLoader(own) {});
    try {
      telemetry.start(figures, List::of, port -> false);
    } finally {
      starting.setContextClassLoader(own);
    }

    TestCollector.await("notice", () -> !seen.isEmpty());
    assertEquals(List.of(Telemetry.class.getClassLoader()), seen);
  }

  private void collect(String protocol) {
    collect(protocol, 0);
  }

  private void collect(String protocol, int port) {
    collector = TestCollector.startOn(port, protocol);
    set("otel.exporter.otlp.endpoint", collector.endpoint());
    if (!protocol.equals(Destination.DEFAULT_PROTOCOL)) {
      set("otel.exporter.otlp.protocol", protocol);
    }
    set("otel.metric.export.interval", "100");
    set("otel.bsp.schedule.delay", "50");
  }

  /** Gives up on a collector, retries included, after half a second. */
  private void collectImpatiently(String protocol) {
    collect(protocol);
    set("otel.exporter.otlp.timeout", "500");
  }

  private void collectWithoutRetries(String protocol, int port) {
    collect(protocol, port);
    set("otel.java.exporter.otlp.retry.disabled", "true");
  }

  private void set(String property, String value) {
    System.setProperty(property, value);
    properties.add(property);
  }

  private Telemetry create() {
    return create(20);
  }

  private Telemetry create(double spansPerSecond) {
    Destination destination = Destination.of(TelemetryMode.AUTO, System::getProperty, name -> null);
    return new Telemetry(
        destination,
        null,
        spansPerSecond,
        "1.2.3",
        new OwnHealth(() -> 0),
        (Severity severity, String notice) -> notices.add(severity + " " + notice));
  }

  /** Starts, and waits until the SDK is built. */
  private void start() throws InterruptedException {
    telemetry = create();
    telemetry.start(figures, List::of, port -> false);
    assertTrue(telemetry.built.await(20, TimeUnit.SECONDS));
  }

  private String awaitTrace(long incident) throws InterruptedException {
    TestCollector.await("trace", () -> telemetry.traceId(incident) != null);
    return telemetry.traceId(incident);
  }

  private void awaitSpans(int count) throws InterruptedException {
    TestCollector.await("spans", () -> collector.allSpans().size() >= count);
  }

  private void awaitMetrics() throws InterruptedException {
    TestCollector.await("metrics", () -> !collector.metrics.isEmpty());
  }

  private List<Span> spans(String name) {
    return collector.allSpans().stream().filter(span -> span.getName().equals(name)).toList();
  }

  private Metric metric(String name) {
    return collector.allMetrics().stream()
        .filter(metric -> metric.getName().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private static Span.Event event(Span span, String name) {
    return span.getEventsList().stream()
        .filter(event -> event.getName().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private static Map<String, String> attributes(List<KeyValue> attributes) {
    return attributes.stream().collect(toMap(KeyValue::getKey, each -> text(each.getValue())));
  }

  private static String text(AnyValue value) {
    return switch (value.getValueCase()) {
      case STRING_VALUE -> value.getStringValue();
      case INT_VALUE -> Long.toString(value.getIntValue());
      case DOUBLE_VALUE -> Double.toString(value.getDoubleValue());
      case BOOL_VALUE -> Boolean.toString(value.getBoolValue());
      default -> throw new AssertionError(value);
    };
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }

  private static void assertTime(long nanoTime, long epochNanos) {
    long expected = System.currentTimeMillis() * MILLI - (System.nanoTime() - nanoTime);
    long off = Math.abs(epochNanos - expected);
    assertTrue(off < CLOCK_SLACK, "off by " + off / MILLI + " ms");
  }

  private static long usedMemory() {
    for (int i = 0; i < 3; i++) {
      System.gc();
    }
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }
}
