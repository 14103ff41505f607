package io.acceptlag.it;

import static io.acceptlag.it.TraceRun.SOON;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.opentelemetry.proto.logs.v1.LogRecord;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The OpenTelemetry agent with our extension, into a real collector: the trace of a request says
 * what its connection has waited. {@code -Ptraces} tries every server with both agents, and writes
 * docs/opentelemetry-agent.md.
 */
@Execution(ExecutionMode.CONCURRENT)
class RequestTraceIT {
  /** So that a connection of which the machine is slow is told from one that is held. */
  private static final Duration HELD = Duration.ofMillis(2_700);

  private static final String WARN_WAIT = "2500ms";

  /** The extension alone is given to the JVM. */
  private static final String BESIDE = "beside the extension";

  /** Set by the profile "traces". */
  private static final boolean ALL = Boolean.getBoolean("traces.all");

  private static final String WANTED = System.getProperty("traces.wanted", "");

  @BeforeAll
  static void collectorIsThere() {
    Missing.skipIf("traces of requests", Collector.unavailability());
  }

  static List<TraceRow> rows() {
    return ALL ? TraceRows.wanted(WANTED) : TraceRows.IN_CI;
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("rows")
  void aRealServerIsTraced(TraceRow row, @TempDir Path folder) throws Exception {
    if (row.by() == TraceRow.By.PROXY) {
      Missing.skipIf("A proxy", HttpProxy.unavailability());
    }
    TraceTable.begin(row);
    new TraceRun(row, folder).theFirstRequestOfEachConnectionSaysWhatItHasWaited();
    TraceTable.right(row);
  }

  static List<Arguments> starts() {
    List<Arguments> inCi =
        List.of(
            arguments(8, "older", "first"),
            arguments(25, "newest", "last"),
            arguments(25, "newest", BESIDE));
    return ALL ? everyStart().filter(start -> WANTED.isEmpty()).toList() : inCi;
  }

  private static Stream<Arguments> everyStart() {
    return Stream.of(8, 25)
        .flatMap(
            jdk ->
                Stream.of("older", "newest")
                    .flatMap(
                        age ->
                            Stream.of("first", "last", BESIDE)
                                .map(place -> arguments(jdk, age, place))));
  }

  /**
   * Its server listens on an IPv6 socket for IPv4, so the kernel has mapped addresses where the
   * trace has IPv4.
   */
  @ParameterizedTest(name = "JDK {0}, {1} agent, ours {2}", allowZeroInvocations = true)
  @MethodSource("starts")
  void theFirstRequestOfAConnectionSaysWhatItHasWaited(
      int version, String age, String place, @TempDir Path folder) throws Exception {
    try (Collector collector = Collector.start(Files.createDirectory(folder.resolve("collector")));
        AgentJvm jvm = start(Jdks.need(version), age, place, collector, folder)) {
      int port = Integer.parseInt(jvm.awaitStdout("READY (\\d+)", TraceRun.STARTS).group(1));
      jvm.awaitLog("start", line -> line.sentence().contains("watches"), TraceRun.STARTS);
      InetSocketAddress address = Loopback.ipv4(port);
      try (Socket prompt = new Socket()) {
        prompt.connect(address);
        get(prompt, "prompt");
      }
      InetSocketAddress local = Loopback.unshared();
      Socket reset = new Socket();
      try (HeldConnections held =
          HeldConnections.holdFrom(local, jvm, Collections.nCopies(3, address), HELD)) {
        reset = held.to(port).get(2).socket();
        int reusedPort = reset.getLocalPort();
        // A span that is exported before the next poll has no incident to link to yet.
        awaitAccepted(jvm, port);
        for (int i = 0; i < 2; i++) {
          get(held.to(port).get(i).socket(), "slow" + i);
          get(held.to(port).get(i).socket(), "again" + i);
        }
        // It leaves without a request, and another connection has its port.
        reset.setSoLinger(true, 0);
        reset.close();
        try (Socket other = bound(new InetSocketAddress(local.getAddress(), reusedPort), jvm)) {
          other.connect(address);
          get(other, "reused");
        }
      }
      TraceRun.assertWaited(collector, TraceRun.awaitRequest(collector, "slow0"));
      Span incident = TraceRun.assertWaited(collector, TraceRun.awaitRequest(collector, "slow1"));
      for (String name : List.of("prompt", "again0", "again1", "reused")) {
        TraceRun.assertWaitedNot(TraceRun.awaitRequest(collector, name));
      }
      assertOneOfEach(jvm, collector, incident);
      jvm.send("quit");
      assertEquals(0, jvm.exitCode(SOON), jvm::toString);
    }
  }

  /** As soon as nobody has that port. */
  private static Socket bound(InetSocketAddress local, AgentJvm jvm) throws Exception {
    return Await.found(
        SOON,
        () -> {
          Socket socket = new Socket();
          socket.setReuseAddress(true);
          try {
            socket.bind(local);
            return Optional.of(socket);
          } catch (BindException taken) {
            socket.close();
            return Optional.empty();
          }
        },
        () -> jvm.failure(local + " is taken\n" + SocketTable.of(ProcessHandle.current().pid())));
  }

  /** It says what to add, once, and the application has its traces all the same. */
  @Test
  void theExtensionWithoutAcceptlagSaysSo(@TempDir Path folder) throws Exception {
    Path alone = Files.createDirectory(folder.resolve("extensions"));
    Path extension =
        Files.copy(
            Workspace.openTelemetryExtension(), alone.resolve("acceptlag-opentelemetry.jar"));
    String said =
        "[acceptlag] WARN acceptlag-opentelemetry.jar is there without acceptlag: add"
            + " -javaagent:/path/to/acceptlag.jar, or put acceptlag.jar beside it in "
            + alone;
    try (Collector collector = Collector.start(Files.createDirectory(folder.resolve("collector")));
        AgentJvm jvm =
            TraceRun.exporting(
                    AgentJvm.on(Jdks.need(17)).main("example.http.Server", Workspace.programs()),
                    collector)
                .agent(Workspace.openTelemetryAgent(), "")
                .jvmArgs("-Dotel.javaagent.extensions=" + extension)
                .expect("is there without acceptlag")
                .start()) {
      int port = Integer.parseInt(jvm.awaitStdout("READY (\\d+)", TraceRun.STARTS).group(1));
      jvm.awaitStderr("is there without acceptlag", TraceRun.STARTS);
      try (Socket socket = new Socket()) {
        socket.connect(Loopback.ipv4(port));
        get(socket, "untold");
      }
      TraceRun.assertWaitedNot(TraceRun.awaitRequest(collector, "untold"));
      jvm.send("quit");
      assertEquals(0, jvm.exitCode(SOON), jvm::toString);
      assertEquals(
          List.of(said),
          jvm.stderr().lines().stream().filter(line -> line.startsWith("[acceptlag]")).toList());
    }
  }

  private static void awaitWaits(Collector collector) throws Exception {
    Await.until(
        "the histogram of waits",
        SOON,
        () ->
            collector.exports().stream()
                .flatMap(export -> Collector.metricsIn(export).stream())
                .anyMatch(metric -> metric.getName().equals(TraceRun.WAIT)));
  }

  private static void assertOneOfEach(AgentJvm jvm, Collector collector, Span incident)
      throws Exception {
    LogLine end = jvm.awaitLog("end", line -> line.is("recovered"), SOON);
    Await.until(
        "the log record of the end",
        SOON,
        () -> recordsOf(collector, "acceptlag.recovered").findAny().isPresent());
    LogRecord recovered = recordsOf(collector, "acceptlag.recovered").findAny().orElseThrow();
    assertEquals(incident.getTraceId(), recovered.getTraceId());
    assertEquals(incident.getSpanId(), recovered.getSpanId());
    assertTrue(recovered.getBody().getStringValue().contains("accepts again"));
    Map<String, Object> said = Spans.attributes(recovered.getAttributesList());
    assertEquals(end.values().get("cause"), said.get("acceptlag.cause"));
    assertEquals(3L, said.get("acceptlag.delayed"));
    awaitWaits(collector);
    assertEquals(1, collector.resources().size(), "resources");
  }

  private static Stream<LogRecord> recordsOf(Collector collector, String event) throws IOException {
    return collector.logRecords().stream().filter(each -> each.getEventName().equals(event));
  }

  private static void awaitAccepted(AgentJvm jvm, int port) throws InterruptedException {
    jvm.awaitLog("end", line -> line.is("recovered") && line.isOf(port), SOON);
  }

  private static AgentJvm start(Jdk jdk, String age, String place, Collector collector, Path folder)
      throws Exception {
    Path agent =
        age.equals("newest") ? Workspace.openTelemetryAgent() : Workspace.olderOpenTelemetryAgent();
    Path extension = Workspace.openTelemetryExtension();
    AgentJvm.Builder builder =
        TraceRun.exporting(
                AgentJvm.on(jdk).main("example.http.Server", Workspace.programs()), collector)
            .env("ACCEPTLAG_WARN_WAIT", WARN_WAIT);
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

  private static void get(Socket socket, String name) throws IOException {
    socket.setSoTimeout((int) SOON.toMillis());
    new Http1Client(socket).request(name);
  }

  /** A page that shows some of them would hide that the others were not run. */
  @AfterAll
  static void writePage() throws IOException {
    if (ALL && WANTED.isEmpty()) {
      TraceTable.writeInto(Path.of(System.getProperty("traces.page")));
    }
  }
}
