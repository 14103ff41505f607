package io.acceptlag.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** SYNs that are lost when a library connects: it is seen through whatever it connects by. */
@Execution(ExecutionMode.CONCURRENT)
class ClientLibrariesIT {
  private static final Duration SOON = Duration.ofSeconds(40);

  private static final int NOBODY = 9;

  /** Each on the oldest JDK that it runs on, and on the newest. */
  static Stream<Arguments> jdksAndLibraries() {
    Stream<Arguments> netty = jdksAndTransports();
    Stream<Arguments> others =
        Jdks.oldestAndNewest(11).stream()
            .flatMap(
                jdk ->
                    Stream.of("jdk", "apache", "okhttp", "jdbc")
                        .map(library -> Arguments.of(jdk, library)));
    return Stream.concat(netty, others);
  }

  static Stream<Arguments> jdksAndTransports() {
    return Jdks.oldestAndNewest(8).stream()
        .flatMap(
            jdk ->
                Stream.of("netty-nio", "netty-epoll").map(library -> Arguments.of(jdk, library)));
  }

  /** Of {@code example.client.Client}. */
  private static AgentJvm.Builder client(Jdk jdk, String library, OwnNetwork network) {
    Path target = Workspace.server(library.startsWith("netty") ? "netty41" : "clients");
    return AgentJvm.on(jdk)
        .agent("log=stderr")
        .expectTrouble()
        .launchedBy(network.enter())
        .main("example.client.Client", target.resolve("classes"), target.resolve("libs/*"));
  }

  @ParameterizedTest
  @MethodSource("jdksAndTransports")
  void connectionsThatAreRefused(Jdk jdk, String library) throws Exception {
    try (OwnNetwork network = OwnNetwork.open(List.of());
        AgentJvm client = client(jdk, library, network).start()) {
      client.awaitStdout("^READY", SOON);
      client.awaitStderr("INFO acceptlag .* watches", SOON);
      // Fewer are no trouble on one's own machine, where who starts may look for others.
      for (int i = 0; i < 12; i++) {
        client.send(library + " " + NOBODY);
      }
      LogLine failed = client.awaitLog("failures", line -> line.is("connect_failed"), SOON);
      assertEquals("127.0.0.1:" + NOBODY, failed.values().get("destination"));
      assertEquals("refused", failed.values().get("error"));
    }
  }

  @ParameterizedTest
  @MethodSource("jdksAndLibraries")
  void synsThatAreLost(Jdk jdk, String library) throws Exception {
    try (OwnNetwork network = OwnNetwork.open(List.of());
        AgentJvm server =
            AgentJvm.on(jdk)
                .unverified()
                .launchedBy(network.enter())
                .main("example.cause.PlainLoop", Workspace.programs())
                .args("100", "none")
                .start();
        AgentJvm client = client(jdk, library, network).start()) {
      server.send("listen");
      String port = server.awaitStdout("^READY (\\d+)", SOON).group(1);
      client.awaitStdout("^READY", SOON);
      client.awaitStderr("INFO acceptlag .* watches", SOON);
      network.lose("tcp dport " + port + " tcp flags & (syn|ack) == syn");
      long before = network.counted("TCPSynRetrans");
      client.send(library + " " + port);
      network.awaitCountedMoreThan("TCPSynRetrans", before);
      network.loseNothingMore();
      LogLine slow = client.awaitLog("connect_slow", line -> line.is("connect_slow"), SOON);
      assertEquals("127.0.0.1:" + port, slow.values().get("destination"));
      // A library may connect twice, and come through only once.
      assertTrue(
          slow.number("syn_retransmits") >= 1
              && slow.number("syn_retransmits") <= network.counted("TCPSynRetrans") - before,
          slow::toString);
      assertTrue(slow.number("connect_max_ms") >= 1_000, slow::toString);
    }
  }
}
