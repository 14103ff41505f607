package io.acceptlag.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.opentelemetry.proto.metrics.v1.ResourceMetrics;
import io.opentelemetry.proto.trace.v1.Span;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A real OpenTelemetry Collector behind TLS. Its certificate is signed by an authority of the
 * test's own, which no JDK knows: nothing arrives unless OTEL_EXPORTER_OTLP_CERTIFICATE counts.
 */
@Execution(ExecutionMode.CONCURRENT)
class CollectorTlsIT {
  private static final Duration SOON = Duration.ofSeconds(30);

  /** One that is accepted at once and makes the acceptor stick, and one that has to wait. */
  private static final int CONNECTIONS = 3;

  @TempDir private static Path keys;
  private static Path authority;
  private static Path clientCertificate;
  private static Path clientKey;
  private static String serverTls;
  private static String mutualTls;

  @TempDir private Path folder;

  @BeforeAll
  static void prepare() throws Exception {
    // CollectorIT says so.
    Missing.skipIf("A real OpenTelemetry Collector by TLS", Collector.unavailability());
    Collector.binary();

    Path keystore = keys.resolve("keystore.p12");
    Keystore.add(keystore, "authority", "CN=authority", "-ext", "bc:critical=ca:true");
    Keystore.add(
        keystore,
        "collector",
        "CN=collector",
        "-signer",
        "authority",
        "-ext",
        "san=dns:localhost,ip:127.0.0.1");
    Keystore.add(keystore, "client", "CN=client", "-signer", "authority", "-ext", "eku=clientAuth");
    authority = Keystore.certificate(keystore, "authority");
    clientCertificate = Keystore.certificate(keystore, "client");
    clientKey = Keystore.key(keystore, "client");
    serverTls =
        "cert_file: %s, key_file: %s"
            .formatted(
                Keystore.certificate(keystore, "collector"), Keystore.key(keystore, "collector"));
    mutualTls = serverTls + ", client_ca_file: " + authority;
  }

  static Stream<Arguments> jdksAndProtocols() {
    return Jdks.oldestAndNewest(8).stream()
        .flatMap(jdk -> Stream.of(Arguments.of(jdk, "grpc"), Arguments.of(jdk, "http/protobuf")));
  }

  @ParameterizedTest
  @MethodSource("jdksAndProtocols")
  void theUsersAuthorityIsTrusted(Jdk jdk, String protocol) throws Exception {
    try (Collector collector = Collector.startTls(folder, serverTls);
        AgentJvm jvm =
            shop(jdk, collector, protocol)
                .env("OTEL_EXPORTER_OTLP_CERTIFICATE", authority.toString())
                .start()) {
      assertArrives(collector, jvm);
    }
  }

  @ParameterizedTest
  @MethodSource("jdksAndProtocols")
  void theUsersKeyOpensMutualTls(Jdk jdk, String protocol) throws Exception {
    try (Collector collector = Collector.startTls(folder, mutualTls);
        AgentJvm jvm =
            shop(jdk, collector, protocol)
                .env("OTEL_EXPORTER_OTLP_CERTIFICATE", authority.toString())
                .env("OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE", clientCertificate.toString())
                .env("OTEL_EXPORTER_OTLP_CLIENT_KEY", clientKey.toString())
                .start()) {
      assertArrives(collector, jvm);
    }
  }

  @ParameterizedTest
  @MethodSource("jdksAndProtocols")
  void reportsAnUnknownAuthorityOnce(Jdk jdk, String protocol) throws Exception {
    try (Collector collector = Collector.startTls(folder, serverTls);
        AgentJvm jvm = shop(jdk, collector, protocol).start()) {
      assertIsReportedOnce(
          collector,
          jvm,
          "WARN Cannot export telemetry to "
              + collector.endpoint(protocol)
              + ": its certificate is not trusted \\(OTEL_EXPORTER_OTLP_CERTIFICATE names a PEM file"
              + " of those that are\\); acceptlag goes on and tries again$");
    }
  }

  @Test
  void reportsAMissingKeyOnce() throws Exception {
    Jdk jdk = Jdks.need(17);
    try (Collector collector = Collector.startTls(folder, mutualTls);
        AgentJvm jvm =
            shop(jdk, collector, "grpc")
                .env("OTEL_EXPORTER_OTLP_CERTIFICATE", authority.toString())
                .start()) {
      // The collector says "certificate required", but may hang up before that is read.
      assertIsReportedOnce(
          collector,
          jvm,
          "WARN Cannot export telemetry to "
              + collector.endpoint("grpc")
              + ": .+; acceptlag goes on and tries again$");
    }
  }

  private static AgentJvm.Builder shop(Jdk jdk, Collector collector, String protocol) {
    return AgentJvm.on(jdk)
        // A first connection waits for less, even on a busy machine.
        .agent("log=stderr,warn.wait=1s")
        .expectTrouble()
        .main("example.shop.Shop", Workspace.programs())
        .env("OTEL_EXPORTER_OTLP_ENDPOINT", collector.endpoint(protocol))
        .env("OTEL_EXPORTER_OTLP_PROTOCOL", protocol)
        .env("OTEL_METRIC_EXPORT_INTERVAL", "500")
        .env("OTEL_BSP_SCHEDULE_DELAY", "200");
  }

  private static void assertArrives(Collector collector, AgentJvm jvm) throws Exception {
    // Telemetry begins at the first accept. The log names the trace of an incident that ends once
    // spans are made, so not before this.
    try (Socket early = new Socket()) {
      early.connect(awaitShop(jvm));
      awaitExport(collector);
    }
    LogLine recovered = stickOnce(jvm);
    assertTrue(recovered.values().containsKey("trace"), recovered::toString);
    try {
      Span incident =
          collector.awaitSpan("incident", span -> isOf(recovered, "accept incident", span), SOON);
      Span wait = collector.awaitSpan("wait", span -> isOf(recovered, "accept wait", span), SOON);
      assertEquals(incident.getSpanId(), wait.getParentSpanId());
      awaitAccepted(collector);
    } catch (AssertionError e) {
      e.addSuppressed(jvm.failure("what the server said"));
      throw e;
    }
    quit(jvm);
    assertEquals(List.of(), exportLines(jvm), jvm::toString);
  }

  private static void assertIsReportedOnce(Collector collector, AgentJvm jvm, String line)
      throws Exception {
    // A listener that is older than the agent's first look is found at its first accept.
    try (Socket first = new Socket()) {
      first.connect(awaitShop(jvm));
      jvm.awaitStderr(line, SOON);
    }
    stickOnce(jvm);
    quit(jvm);
    assertEquals(1, exportLines(jvm).size(), jvm::toString);
    assertEquals(List.of(), collector.exports());
    assertEquals(List.of(), collector.spans());
  }

  private static InetSocketAddress awaitShop(AgentJvm jvm) throws InterruptedException {
    String port = jvm.awaitStdout("READY (\\d+)", SOON).group(1);
    StartLine.assertWatchesAllPaths(jvm);
    return Loopback.ipv4(Integer.parseInt(port));
  }

  /**
   * @return the line that ends the incident
   */
  private static LogLine stickOnce(AgentJvm jvm) throws Exception {
    InetSocketAddress shop = awaitShop(jvm);
    jvm.send("stick");
    jvm.awaitStdout("STICKS", SOON);
    try (Socket first = new Socket();
        Socket second = new Socket()) {
      first.connect(shop);
      jvm.awaitStdout("ACCEPTED " + first.getLocalPort() + " ", SOON);
      second.connect(shop);
      jvm.awaitLog("warning", line -> line.is("slow"), SOON);
      jvm.send("go on");
      jvm.awaitStdout("ACCEPTED " + second.getLocalPort() + " ", SOON);
      LogLine recovered = jvm.awaitLog("recovery", line -> line.is("recovered"), SOON);
      return recovered;
    }
  }

  private static boolean isOf(LogLine recovered, String name, Span span) {
    return span.getName().equals(name)
        && HexFormat.of()
            .formatHex(span.getTraceId().toByteArray())
            .equals(recovered.values().get("trace"));
  }

  private static void awaitExport(Collector collector) throws Exception {
    Await.until("export", SOON, () -> !collector.exports().isEmpty());
  }

  private static void awaitAccepted(Collector collector) throws Exception {
    Await.until(
        "all connections",
        SOON,
        () -> collector.exports().stream().anyMatch(CollectorTlsIT::hasAllConnections));
  }

  private static boolean hasAllConnections(ResourceMetrics export) {
    return Collector.metricsIn(export).stream()
        .filter(metric -> metric.getName().equals("acceptlag.connection.accepted"))
        .anyMatch(metric -> metric.getSum().getDataPoints(0).getAsInt() == CONNECTIONS);
  }

  private static void quit(AgentJvm jvm) throws Exception {
    jvm.send("quit");
    assertEquals(0, jvm.exitCode(SOON), jvm::toString);
    assertEquals(List.of(), jvm.jvmWarnings(), jvm::toString);
  }

  private static List<LogLine> exportLines(AgentJvm jvm) {
    return jvm.log().stream()
        .filter(
            line -> line.sentence().contains("xport") || line.sentence().startsWith("Telemetry "))
        .toList();
  }
}
