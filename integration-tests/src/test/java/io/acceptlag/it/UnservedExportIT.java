package io.acceptlag.it;

import static java.util.stream.Collectors.toMap;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.opentelemetry.proto.logs.v1.LogRecord;
import io.opentelemetry.proto.metrics.v1.HistogramDataPoint;
import io.opentelemetry.proto.metrics.v1.ResourceMetrics;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a real OpenTelemetry Collector gets of connections that are accepted and read late. */
@Execution(ExecutionMode.CONCURRENT)
class UnservedExportIT {
  private static final Duration SOON = Duration.ofSeconds(30);
  private static final long MILLI = 1_000_000;

  /** From accept to the first read. */
  private static final String READ_AFTER_MILLIS = "4000";

  /** In the accept queue; more than is reported. */
  private static final Duration QUEUED = Duration.ofMillis(700);

  /** Two polls and a tick of the kernel; by so much a part may be off on a machine that is idle. */
  private static final long SAMPLED_MILLIS = 210;

  private static final long CLOCKS_NANOS = 2 * MILLI;

  private static final String INCIDENT = "unserved incident";

  @TempDir private Path folder;

  @BeforeAll
  static void prepare() throws Exception {
    Collector.need();
  }

  @ParameterizedTest
  @MethodSource("io.acceptlag.it.Collector#jdksAndProtocols")
  void aLateReadHasASpanALogRecordAndItsBucket(Jdk jdk, String protocol) throws Exception {
    try (Collector collector = Collector.start(folder);
        AgentJvm jvm = startReaders(jdk, collector, protocol);
        Stalls stalls = new Stalls()) {
      List<Integer> ports =
          Stream.of(jvm.awaitStdout("^READY (.*)", SOON).group(1).split(" ", -1))
              .map(Integer::valueOf)
              .toList();
      jvm.awaitStderr("resolution", SOON);
      Visit late = new Visit(Visit.Client.LATE, ports.get(0), new byte[100]).start();
      late.read(jvm);
      LogLine recovered =
          jvm.awaitLog("recovery", line -> line.isOf(late.port()) && line.is("recovered"), SOON);
      long lateMillis = jvm.agentWaitedMillis() + stalls.millis();
      visitQueued(jvm, ports.get(1));
      Span incident =
          collector.awaitSpan(INCIDENT, span -> isOf(span, INCIDENT, late.port()), SOON);
      Span read = awaitPart(collector, "first read", late.port());
      Span wait = awaitPart(collector, "accept wait", ports.get(1));
      Span data = awaitPart(collector, "first data", ports.get(1));
      Span readOfQueued = awaitPart(collector, "first read", ports.get(1));

      assertIncident(incident, recovered);
      assertEquals(incident.getSpanId(), read.getParentSpanId());
      assertEquals(incident.getTraceId(), read.getTraceId());
      long allowed = SAMPLED_MILLIS + lateMillis;
      long atLeastMillis = late.atLeastMillis(jvm) - allowed;
      long atMostMillis = late.atMostMillis(jvm) + allowed;
      assertTrue(
          millis(read) >= atLeastMillis && millis(read) <= atMostMillis,
          () -> millis(read) + " ms, by up to " + allowed + " ms off; " + jvm);
      assertEquals(wait.getSpanId(), data.getParentSpanId());
      assertEquals(wait.getSpanId(), readOfQueued.getParentSpanId());
      assertFollows(wait, data);
      assertFollows(data, readOfQueued);
      assertTrue(millis(wait) >= QUEUED.toMillis() - SAMPLED_MILLIS, wait::toString);
      assertLogRecord(collector, recovered, incident);
      Await.until("export of both", SOON, () -> buckets(collector).size() == ports.size());
      Map<Long, HistogramDataPoint> byPort = buckets(collector);
      assertBucket(byPort.get((long) late.port()), atLeastMillis / 1e3, atMostMillis / 1e3);
      assertFalse(byPort.toString().contains("network.peer"), "a client's address on a metric");
    }
  }

  /** Within the error of one clock by the other. */
  private static void assertFollows(Span before, Span after) {
    long apart = Math.abs(after.getStartTimeUnixNano() - before.getEndTimeUnixNano());
    assertTrue(apart <= CLOCKS_NANOS, () -> before + " and " + after);
  }

  /** It waits in the accept queue first, then for its client's data, and then to be read. */
  private static void visitQueued(AgentJvm jvm, int port) throws Exception {
    try (HeldConnections held = HeldConnections.hold(jvm, List.of(Loopback.ipv4(port)), QUEUED)) {
      jvm.awaitLog("accept wait", line -> line.isOf(port) && line.is("slow"), SOON);
      Socket client = held.to(port).get(0).socket();
      client.getOutputStream().write(new byte[100]);
      jvm.awaitStdout("^READ " + port + " ", SOON);
    }
  }

  private static AgentJvm startReaders(Jdk jdk, Collector collector, String protocol) {
    return AgentJvm.on(jdk)
        .agent("log=stderr,warn.unserved=500ms")
        .unverified()
        .expectTrouble()
        .main("example.unserved.Readers", Workspace.programs())
        .args(READ_AFTER_MILLIS, READ_AFTER_MILLIS)
        .env("OTEL_EXPORTER_OTLP_ENDPOINT", collector.endpoint(protocol))
        .env("OTEL_EXPORTER_OTLP_PROTOCOL", protocol)
        .env("OTEL_METRIC_EXPORT_INTERVAL", "500")
        .env("OTEL_BSP_SCHEDULE_DELAY", "200")
        .start();
  }

  private static void assertIncident(Span incident, LogLine recovered) {
    assertTrue(incident.getParentSpanId().isEmpty());
    assertEquals(recovered.values().get("trace"), trace(incident));
    Map<String, Object> attributes = Spans.attributes(incident);
    assertEquals(recovered.number("incident"), attributes.get("acceptlag.incident"));
    assertEquals(recovered.values().get("cause"), attributes.get("acceptlag.cause"));
    assertEquals(1L, attributes.get("acceptlag.unserved"));
    assertEquals(recovered.number("oldest_ms") / 1000.0, attributes.get("acceptlag.unread.max"));
    assertEquals("127.0.0.1", attributes.get("network.local.address"));
    assertFalse(attributes.toString().contains("acceptlag.queue."), attributes::toString);
    long off = Math.abs(millis(incident) - recovered.number("duration_ms"));
    assertTrue(off <= 2, () -> incident + ", and the log says " + recovered);
  }

  /** In the trace of its incident. */
  private static void assertLogRecord(Collector collector, LogLine recovered, Span incident)
      throws IOException {
    List<LogRecord> records =
        collector.logRecords().stream()
            .filter(each -> each.getEventName().equals("acceptlag.unserved"))
            .filter(each -> each.getTraceId().equals(incident.getTraceId()))
            .toList();
    assertEquals(1, records.size(), records::toString);
    LogRecord record = records.get(0);
    assertEquals(incident.getSpanId(), record.getSpanId());
    String body = record.getBody().getStringValue();
    assertTrue(body.contains(" accepts and does not serve"), body);
    Map<String, Object> attributes = Spans.attributes(record.getAttributesList());
    assertEquals("unserved", attributes.get("acceptlag.event"));
    assertEquals(recovered.number("incident"), attributes.get("acceptlag.incident"));
    assertEquals(1L, attributes.get("acceptlag.unserved"));
    assertTrue((double) attributes.get("acceptlag.unread.max") >= 0.5, attributes::toString);
  }

  /** Of the latest export, by the listener's port. */
  private static Map<Long, HistogramDataPoint> buckets(Collector collector) throws IOException {
    List<ResourceMetrics> exports = collector.exports();
    return Collector.metricsIn(exports.get(exports.size() - 1)).stream()
        .filter(metric -> metric.getName().equals("acceptlag.first_read.duration"))
        .flatMap(metric -> metric.getHistogram().getDataPointsList().stream())
        .filter(each -> each.getCount() > 0)
        .collect(
            toMap(
                each -> (long) Spans.attributes(each.getAttributesList()).get("network.local.port"),
                each -> each));
  }

  /** Of one read, after so many seconds. */
  private static void assertBucket(HistogramDataPoint point, double atLeast, double atMost) {
    assertEquals(List.of(0.1, 0.25, 0.5, 1.0, 2.0, 5.0, 10.0, 30.0), point.getExplicitBoundsList());
    assertEquals(1, point.getCount());
    List<Long> counts = point.getBucketCountsList();
    assertEquals(1, sum(counts), point::toString);
    // Mostly a single one, of up to 5 s: it is read 3.3 s after it has come.
    List<Long> possible = counts.subList(bucket(point, atLeast), bucket(point, atMost) + 1);
    assertEquals(1, sum(possible), () -> atLeast + " s to " + atMost + " s: " + point);
    assertTrue(point.getSum() >= atLeast && point.getSum() <= atMost, point::toString);
  }

  /** Its bound belongs to it. */
  private static int bucket(HistogramDataPoint point, double seconds) {
    return (int) point.getExplicitBoundsList().stream().filter(bound -> bound < seconds).count();
  }

  private static long sum(List<Long> counts) {
    return counts.stream().mapToLong(Long::longValue).sum();
  }

  private static Span awaitPart(Collector collector, String name, int port) throws Exception {
    return collector.awaitSpan(name + " of " + port, span -> isOf(span, name, port), SOON);
  }

  private static boolean isOf(Span span, String name, int port) {
    return span.getName().equals(name)
        && Spans.attributes(span).get("network.local.port").equals((long) port);
  }

  private static long millis(Span span) {
    return (span.getEndTimeUnixNano() - span.getStartTimeUnixNano()) / MILLI;
  }

  private static String trace(Span span) {
    return HexFormat.of().formatHex(span.getTraceId().toByteArray());
  }
}
