package io.acceptlag.it;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Real servers, each on the oldest and the newest JDK that it runs on: every wait is measured. */
@Execution(ExecutionMode.CONCURRENT)
class ServersIT {
  private static final Duration SOON = Duration.ofSeconds(90);
  private static final Duration HOLD = Duration.ofMillis(500);
  private static final int CONNECTIONS = 5;

  private static final List<RealServer> SERVERS =
      List.of(
          new RealServer("tomcat9", "nio", 8),
          new RealServer("tomcat9", "nio2", 8),
          new RealServer("tomcat11", "nio", 17),
          new RealServer("tomcat11", "nio2", 17),
          new RealServer("jetty9", "", 8),
          new RealServer("jetty12", "", 17),
          new RealServer("undertow2", "", 8),
          new RealServer("jdkhttp", "", 8),
          new RealServer("netty41", "nio", 8),
          new RealServer("netty41", "epoll", 8),
          new RealServer("netty42", "nio", 8),
          new RealServer("netty42", "epoll", 8),
          new RealServer("netty42", "iouring", 11),
          new RealServer("grpc", "", 8),
          new RealServer("vertx5", "", 11),
          new RealServer("springboot3", "", 17),
          new RealServer("springboot4", "", 17));

  /** For what servers leave behind: Tomcat's base folder, native libraries. */
  @TempDir private static Path folder;

  static Stream<Run> runs() {
    return SERVERS.stream()
        .flatMap(
            server -> Jdks.oldestAndNewest(server.since).stream().map(jdk -> new Run(server, jdk)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("runs")
  void everyWaitIsMeasuredOnce(Run run) throws Exception {
    try (AgentJvm jvm = run.server.on(run.jdk).agent(MeasuredWaits.AGENT_ARGS).start()) {
      InetSocketAddress address = awaitReady(jvm);
      StartLine.assertWatchesAllPaths(jvm);
      Duration prompt = run.server.connectAndExchange(address);
      MeasuredWaits waits = holdAndAnswer(jvm, run, address, prompt);
      MeasuredWaits.awaitRecovery(jvm, List.of(waits), SOON);
      jvm.send("quit");
      int exitCode = jvm.exitCode(SOON);

      waits.assertTold(jvm);
      assertEquals(0, exitCode, jvm::toString);
      if (!jvm.jvmWarnings().isEmpty()) {
        assertEquals(stderrWithoutAgent(run), jvm.jvmWarnings());
      }
    }
  }

  private static MeasuredWaits holdAndAnswer(
      AgentJvm jvm, Run run, InetSocketAddress address, Duration prompt) throws Exception {
    Duration atMost = Duration.ZERO;
    try (HeldConnections held =
        HeldConnections.hold(jvm, Collections.nCopies(CONNECTIONS, address), HOLD)) {
      for (HeldConnections.Held connection : held.to(address.getPort())) {
        run.server.exchange(connection.socket());
        Duration wait = connection.atMostUntilNow();
        atMost = wait.compareTo(atMost) > 0 ? wait : atMost;
      }
      return new MeasuredWaits(
          run.toString(),
          "127.0.0.1:" + address.getPort(),
          CONNECTIONS,
          held.longestAtLeast(address.getPort()),
          atMost,
          prompt);
    }
  }

  /** Newer JDKs warn of what some servers do themselves. */
  private static List<String> stderrWithoutAgent(Run run) throws Exception {
    try (AgentJvm jvm = run.server.on(run.jdk).start()) {
      InetSocketAddress address = awaitReady(jvm);
      run.server.connectAndExchange(address);
      jvm.send("quit");
      jvm.exitCode(SOON);
      return jvm.stderr().lines();
    }
  }

  private static InetSocketAddress awaitReady(AgentJvm jvm) throws InterruptedException {
    MatchResult ready = jvm.awaitStdout("^READY (\\d+)|^UNAVAILABLE (.*)", SOON);
    if (ready.group(2) != null) {
      System.out.println("NOT tested, since this host lacks it: " + ready.group(2));
      abort(ready.group(2));
    }
    return Loopback.ipv4(Integer.parseInt(ready.group(1)));
  }

  private record Run(RealServer server, Jdk jdk) {
    @Override
    public String toString() {
      return server + ", " + jdk;
    }
  }

  /**
   * @param name of its module
   * @param mode its argument, or nothing
   * @param since the oldest JDK that it runs on
   */
  private record RealServer(String name, String mode, int since) {
    /** Without -Xverify:all, so that class data sharing is at work as it is for users. */
    AgentJvm.Builder on(Jdk jdk) {
      AgentJvm.Builder builder =
          AgentJvm.on(jdk).unverified().jvmArgs("-Djava.io.tmpdir=" + folder);
      if (name.equals("jdkhttp")) {
        builder.main("example.http.Server", Workspace.programs());
      } else {
        Path target = Workspace.server(name);
        Path executableJar = target.resolve("server.jar");
        if (Files.exists(executableJar)) {
          builder.jar(executableJar);
        } else {
          builder.main(
              "example.server.Server", target.resolve("classes"), target.resolve("libs/*"));
        }
      }
      return mode.isEmpty() ? builder : builder.args(mode);
    }

    /** Tells how long it took. */
    Duration connectAndExchange(InetSocketAddress address) throws IOException {
      long start = System.nanoTime();
      try (Socket socket = new Socket()) {
        socket.connect(address);
        exchange(socket);
      }
      return Duration.ofNanos(System.nanoTime() - start);
    }

    /** Fails if the answer is not right. */
    void exchange(Socket socket) throws IOException {
      socket.setSoTimeout((int) SOON.toMillis());
      if (name.equals("grpc")) {
        exchangeHttp2Settings(socket);
      } else {
        exchangeHttp(socket);
      }
    }

    private static void exchangeHttp(Socket socket) throws IOException {
      socket
          .getOutputStream()
          .write(
              "GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".getBytes(US_ASCII));
      String answer = new String(socket.getInputStream().readAllBytes(), US_ASCII);
      assertTrue(answer.startsWith("HTTP/1.1 200"), answer);
      assertTrue(answer.contains("\r\n\r\n") && answer.contains("ok"), answer);
    }

    private static void exchangeHttp2Settings(Socket socket) throws IOException {
      byte[] emptySettings = {0, 0, 0, 4, 0, 0, 0, 0, 0};
      socket.getOutputStream().write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(US_ASCII));
      socket.getOutputStream().write(emptySettings);
      byte[] header = socket.getInputStream().readNBytes(9);
      assertEquals(4, header[3], "type of the first frame, SETTINGS");
    }

    @Override
    public String toString() {
      return mode.isEmpty() ? name : name + " " + mode;
    }
  }
}
