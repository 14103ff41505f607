package io.acceptlag.it;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Other agents in the same JVM. */
@Execution(ExecutionMode.CONCURRENT)
class OtherAgentsIT {
  private static final String ACCEPT_CLASSES =
      "java.net.ServerSocket:sun.nio.ch.ServerSocketChannelImpl"
          + ":sun.nio.ch.UnixAsynchronousServerSocketChannelImpl";

  private static final String[] PATHS = {"serversocket", "channel-blocking", "async-future"};

  @ParameterizedTest(name = "{1}, {2} ours, JDK {0}")
  @CsvSource({
    "8, retransforms, after", "8, retransforms, before", "8, redefines, after",
    "25, retransforms, after", "25, retransforms, before", "25, redefines, after"
  })
  void theHookSurvivesAnotherTransformation(
      int version, String does, String order, @TempDir Path folder) throws Exception {
    Path other = TestAgent.jar(folder);
    String argument = (does.equals("redefines") ? "redefine:" : "retransform:") + ACCEPT_CLASSES;
    AgentJvm.Builder builder = AgentJvm.on(Jdks.need(version));
    if (order.equals("after")) {
      builder.agent("log=stderr").agent(other, argument);
    } else {
      builder.agent(other, argument).agent("log=stderr");
    }
    try (EchoServer server = EchoServer.start(builder, PATHS)) {
      StartLine.assertWatchesAllPaths(server.jvm());
      server.exchange();
      for (String path : PATHS) {
        server.holdAndAwaitWarning(path);
      }
      server.quit();
      assertEquals(List.of(), server.jvm().jvmWarnings());
    }
  }

  /**
   * Each agent has its own place in the line of transformers, so ours is not shown what came of it.
   */
  @ParameterizedTest(name = "JDK {0}")
  @CsvSource({"8", "17", "25"})
  void saysSoWhenAnotherAgentTakesTheHookOut(int version, @TempDir Path folder) throws Exception {
    AgentJvm.Builder builder =
        AgentJvm.on(Jdks.need(version))
            .agent("log=stderr")
            .agent(TestAgent.jar(folder), "strip:java.net.ServerSocket");
    try (EchoServer server = EchoServer.start(builder, PATHS)) {
      server.exchange();
      // The agent looks for such listeners every 5 s, and must see connections leave their queue.
      Await.until(
          EchoServer.SOON,
          () -> {
            server.stick("serversocket");
            return saidNotHooked(server);
          },
          () -> server.jvm().failure("does not say that it sees no accepts"));
      server.holdAndAwaitWarning("channel-blocking");
      server.quit();
      assertEquals(
          1,
          server.jvm().log().stream().filter(line -> line.is("not_hooked")).count(),
          server.jvm()::toString);
      assertEquals(List.of(), server.jvm().jvmWarnings());
    }
  }

  private static boolean saidNotHooked(EchoServer server) {
    return server.jvm().log().stream()
        .anyMatch(line -> line.is("not_hooked") && line.isOf(server.port("serversocket")));
  }

  /** The JDK's HTTP server, whose requests OpenTelemetry traces and whose waits we measure. */
  @ParameterizedTest(name = "ours {1}, JDK {0}")
  @CsvSource({"8, first", "8, last", "17, first", "17, last", "25, first", "25, last"})
  void worksBesideOpenTelemetrys(int version, String order) throws Exception {
    AgentJvm.Builder builder =
        AgentJvm.on(Jdks.need(version))
            .unverified()
            .jvmArgs(
                "-Dotel.traces.exporter=console",
                "-Dotel.metrics.exporter=none",
                "-Dotel.logs.exporter=none")
            .main("example.http.Server", Workspace.programs())
            .expectTrouble()
            // Its own: it appends to the boot path.
            .expect("Sharing is only supported for boot loader classes");
    if (order.equals("first")) {
      builder.agent("log=stderr,telemetry=none").agent(Workspace.openTelemetryAgent(), "");
    } else {
      builder.agent(Workspace.openTelemetryAgent(), "").agent("log=stderr,telemetry=none");
    }
    try (AgentJvm jvm = builder.start()) {
      int port = Integer.parseInt(jvm.awaitStdout("READY (\\d+)", Duration.ofMinutes(3)).group(1));
      StartLine.assertWatchesAllPaths(jvm);
      InetSocketAddress address = Loopback.ipv4(port);
      long start = System.nanoTime();
      try (Socket prompt = new Socket()) {
        prompt.connect(address);
        get(prompt);
      }
      Duration prompt = Duration.ofNanos(System.nanoTime() - start);
      MeasuredWaits waits = held(jvm, port, prompt);
      MeasuredWaits.awaitRecovery(jvm, List.of(waits), EchoServer.SOON);
      jvm.awaitStderr("LoggingSpanExporter.*GET", EchoServer.SOON);
      jvm.send("quit");
      assertEquals(0, jvm.exitCode(EchoServer.SOON), jvm::toString);

      waits.assertTold(jvm);
      assertTrue(
          jvm.stderr().lines().stream()
              .noneMatch(line -> line.contains("Error") || line.contains("Exception")),
          jvm::toString);
    }
  }

  /** Lets three connections wait, and sees their requests answered. */
  private static MeasuredWaits held(AgentJvm jvm, int port, Duration prompt) throws Exception {
    Duration atMost = Duration.ZERO;
    try (HeldConnections held =
        HeldConnections.hold(
            jvm, Collections.nCopies(3, Loopback.ipv4(port)), Duration.ofMillis(500))) {
      for (HeldConnections.Held connection : held.to(port)) {
        get(connection.socket());
        Duration wait = connection.atMostUntilNow();
        atMost = wait.compareTo(atMost) > 0 ? wait : atMost;
      }
      return new MeasuredWaits(
          "beside OpenTelemetry's",
          "127.0.0.1:" + port,
          3,
          held.longestAtLeast(port),
          atMost,
          prompt);
    }
  }

  private static void get(Socket socket) throws Exception {
    socket.setSoTimeout((int) EchoServer.SOON.toMillis());
    socket
        .getOutputStream()
        .write("GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".getBytes(US_ASCII));
    String answer = new String(socket.getInputStream().readAllBytes(), US_ASCII);
    assertTrue(answer.startsWith("HTTP/1.1 200"), answer);
  }
}
