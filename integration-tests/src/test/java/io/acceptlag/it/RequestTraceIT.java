package io.acceptlag.it;

import static io.acceptlag.it.EchoServer.SOON;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.util.stream.Collectors.toMap;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.logs.v1.LogRecord;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The OpenTelemetry agent with our extension, into a real collector: the trace of a request says
 * what its connection has waited.
 */
@Execution(ExecutionMode.CONCURRENT)
class RequestTraceIT {
  private static final String WAIT = "acceptlag.wait.duration";
  private static final Duration HELD = Duration.ofMillis(1_200);
  private static final Duration STARTS = Duration.ofMinutes(3);

  @BeforeAll
  static void collectorIsThere() {
    Missing.skipIf("traces of requests", Collector.unavailability());
  }

  /**
   * Its server listens on an IPv6 socket for IPv4, so the kernel has mapped addresses where the
   * trace has IPv4.
   */
  @ParameterizedTest(name = "JDK {0}, {1} agent, ours {2}")
  @CsvSource({"8, older, first", "25, newest, last", "17, newest, beside the extension"})
  void theFirstRequestOfAConnectionSaysWhatItHasWaited(
      int version, String age, String place, @TempDir Path folder) throws Exception {
    try (Collector collector = Collector.start(Files.createDirectory(folder.resolve("collector")));
        AgentJvm jvm = start(Jdks.need(version), age, place, collector, folder)) {
      int port = Integer.parseInt(jvm.awaitStdout("READY (\\d+)", STARTS).group(1));
      jvm.awaitLog("start", line -> line.sentence().contains("watches"), STARTS);
      InetSocketAddress address = Loopback.ipv4(port);
      try (Socket prompt = new Socket()) {
        prompt.connect(address);
        get(prompt, "/prompt");
      }
      Socket reset = new Socket();
      try (HeldConnections held =
          HeldConnections.hold(jvm, Collections.nCopies(3, address), HELD)) {
        reset = held.to(port).get(2).socket();
        int reusedPort = reset.getLocalPort();
        for (int i = 0; i < 2; i++) {
          get(held.to(port).get(i).socket(), "/slow" + i);
          get(held.to(port).get(i).socket(), "/again" + i);
        }
        awaitAccepted(jvm, port);
        // It leaves without a request, and another connection has its port.
        reset.setSoLinger(true, 0);
        reset.close();
        try (Socket other = new Socket()) {
          other.setReuseAddress(true);
          other.bind(new InetSocketAddress(address.getAddress(), reusedPort));
          other.connect(address);
          get(other, "/reused");
        }
      }
      Span incident =
          collector.awaitSpan("incident", span -> span.getName().equals("accept incident"), SOON);
      Span slow0 = awaitRequest(collector, "/slow0");
      Span slow1 = awaitRequest(collector, "/slow1");
      for (Span slow : List.of(slow0, slow1)) {
        double wait = (double) attributes(slow).get(WAIT);
        assertTrue(wait >= 1.1 && wait < 30, () -> "waited " + wait + " s");
        assertEquals(1, slow.getLinksCount(), slow::toString);
        assertEquals(incident.getTraceId(), slow.getLinks(0).getTraceId());
        assertEquals(incident.getSpanId(), slow.getLinks(0).getSpanId());
      }
      for (String path : List.of("/prompt", "/again0", "/again1", "/reused")) {
        Span other = awaitRequest(collector, path);
        assertNull(attributes(other).get(WAIT), other::toString);
        assertEquals(0, other.getLinksCount(), other::toString);
      }
      assertOneOfEach(jvm, collector, incident);
      jvm.send("quit");
      assertEquals(0, jvm.exitCode(SOON), jvm::toString);
    }
  }

  private static void assertOneOfEach(AgentJvm jvm, Collector collector, Span incident)
      throws Exception {
    jvm.awaitLog("end", line -> line.is("recovered"), SOON);
    Await.until(
        "the log record of the end",
        SOON,
        () -> recordsOf(collector, "acceptlag.recovered").findAny().isPresent());
    LogRecord recovered = recordsOf(collector, "acceptlag.recovered").findAny().orElseThrow();
    assertEquals(incident.getTraceId(), recovered.getTraceId());
    assertEquals(incident.getSpanId(), recovered.getSpanId());
    assertTrue(recovered.getBody().getStringValue().contains("accepts again"));
    Map<String, Object> said = attributes(recovered.getAttributesList());
    assertEquals("process_stopped", said.get("acceptlag.cause"));
    assertEquals(3L, said.get("acceptlag.delayed"));
    Await.until(
        "the histogram of waits",
        SOON,
        () ->
            collector.exports().stream()
                .flatMap(export -> Collector.metricsIn(export).stream())
                .anyMatch(metric -> metric.getName().equals(WAIT)));
    assertEquals(1, collector.resources().size(), "resources");
  }

  private static Stream<LogRecord> recordsOf(Collector collector, String event) throws IOException {
    return collector.logRecords().stream().filter(each -> each.getEventName().equals(event));
  }

  private static void awaitAccepted(AgentJvm jvm, int port) throws InterruptedException {
    jvm.awaitLog("end", line -> line.is("recovered") && line.isOf(port), SOON);
  }

  private static Span awaitRequest(Collector collector, String path) throws Exception {
    return collector.awaitSpan(
        "request " + path, span -> path.equals(attributes(span).get("url.path")), SOON);
  }

  private static AgentJvm start(Jdk jdk, String age, String place, Collector collector, Path folder)
      throws Exception {
    Path agent =
        age.equals("newest") ? Workspace.openTelemetryAgent() : Workspace.olderOpenTelemetryAgent();
    Path extension = Workspace.openTelemetryExtension();
    AgentJvm.Builder builder =
        AgentJvm.on(jdk)
            .unverified()
            .main("example.http.Server", Workspace.programs())
            .expectTrouble()
            // Its own: it appends to the boot path, and an older one calls Unsafe.
            .expect("Sharing is only supported for boot loader classes", "^WARNING: .*")
            .env("ACCEPTLAG_LOG", "stderr")
            .env("OTEL_EXPORTER_OTLP_ENDPOINT", collector.endpoint("http/protobuf"))
            .env("OTEL_SERVICE_NAME", "shop")
            .env("OTEL_METRIC_EXPORT_INTERVAL", "500")
            .env("OTEL_BSP_SCHEDULE_DELAY", "1000")
            .env("OTEL_BLRP_SCHEDULE_DELAY", "200");
    switch (place) {
      case "first" -> builder.agent("").agent(agent, "");
      case "last" -> builder.agent(agent, "").agent("");
      default -> {
        builder.agent(agent, "");
        Path both = Files.createDirectory(folder.resolve("extensions"));
        Files.copy(Workspace.agentJar(), both.resolve("acceptlag.jar"));
        extension = Files.copy(extension, both.resolve("acceptlag-opentelemetry.jar"));
      }
    }
    return builder.jvmArgs("-Dotel.javaagent.extensions=" + extension).start();
  }

  /** A proxy's header says something else, which is never asked. */
  private static void get(Socket socket, String path) throws IOException {
    socket.setSoTimeout((int) SOON.toMillis());
    socket
        .getOutputStream()
        .write(
            ("GET " + path + " HTTP/1.1\r\nHost: x\r\nX-Forwarded-For: 192.0.2.7\r\n\r\n")
                .getBytes(US_ASCII));
    byte[] answer = new byte[1000];
    int length = 0;
    while (!new String(answer, 0, length, US_ASCII).endsWith("\r\n\r\nok")) {
      int n = socket.getInputStream().read(answer, length, answer.length - length);
      assertTrue(n > 0, "the answer ends early");
      length += n;
    }
    assertTrue(new String(answer, 0, length, US_ASCII).startsWith("HTTP/1.1 200"));
  }

  private static Map<String, Object> attributes(Span span) {
    return attributes(span.getAttributesList());
  }

  private static Map<String, Object> attributes(List<KeyValue> attributes) {
    return attributes.stream().collect(toMap(KeyValue::getKey, each -> value(each.getValue())));
  }

  private static Object value(AnyValue value) {
    return switch (value.getValueCase()) {
      case STRING_VALUE -> value.getStringValue();
      case INT_VALUE -> value.getIntValue();
      case DOUBLE_VALUE -> value.getDoubleValue();
      default -> value.toString();
    };
  }
}
