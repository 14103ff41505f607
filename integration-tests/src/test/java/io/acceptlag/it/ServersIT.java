package io.acceptlag.it;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Real servers: every wait is measured. By turns on the oldest and the newest JDK that they run on,
 * because {@link JdkAcceptPathsIT} tests the JDK's own ways to accept on each.
 */
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
          new RealServer("reactornetty", "", 8),
          new RealServer("springboot3", "", 17),
          new RealServer("springboot4", "", 17));

  /** For what servers leave behind: Tomcat's base folder, native libraries. */
  @TempDir private static Path folder;

  static Stream<Run> runs() {
    return IntStream.range(0, SERVERS.size())
        .boxed()
        .flatMap(row -> jdks(row).stream().map(jdk -> new Run(SERVERS.get(row), jdk)));
  }

  /** The JDK's own server is another one in each. */
  private static List<Jdk> jdks(int row) {
    RealServer server = SERVERS.get(row);
    return server.name().equals("jdkhttp")
        ? Jdks.oldestAndNewest(server.since())
        : Jdks.oldestOrNewest(row, server.since());
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("runs")
  void everyWaitIsMeasuredOnce(Run run) throws Exception {
    try (AgentJvm jvm =
        run.server.on(run.jdk, folder).agent(MeasuredWaits.AGENT_ARGS).expectTrouble().start()) {
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
    try (AgentJvm jvm = run.server.on(run.jdk, folder).start()) {
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
      throw Missing.skip("A transport of Netty's", ready.group(2));
    }
    return Loopback.ipv4(Integer.parseInt(ready.group(1)));
  }

  private record Run(RealServer server, Jdk jdk) {
    @Override
    public String toString() {
      return server + ", " + jdk;
    }
  }
}
