package io.acceptlag.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.stream.Stream;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Requests that came with the SYN, by TCP Fast Open, and that the server reads late. */
@Execution(ExecutionMode.CONCURRENT)
class FastOpenIT {
  private static final Duration SOON = Duration.ofSeconds(40);
  private static final int READS_AFTER_MILLIS = 2_000;
  private static final int POLL_MILLIS = 100;

  /** Of the kernel's clock, at HZ=100. */
  private static final int TICK_MILLIS = 10;

  /** By which a poll may be late before the agent itself calls it late. */
  private static final int LATE_MILLIS = 50;

  /**
   * Client and server, data without a cookie on both sides, and every listener, for Java cannot ask
   * for it: ip-sysctl of Linux, tcp_fastopen.
   */
  private static final String FAST_OPEN = "net.ipv4.tcp_fastopen=" + (1 | 2 | 4 | 0x200 | 0x400);

  /** Java's sockets cannot send with the SYN. It keeps its connection until its input ends. */
  private static final String CLIENT =
      """
      import socket, sys
      server = socket.socket()
      server.sendto(b"x" * 100, socket.MSG_FASTOPEN, ("127.0.0.1", int(sys.argv[1])))
      sys.stdin.read()
      """;

  static Stream<Jdk> jdks() {
    return Jdks.oldestAndNewest(8).stream();
  }

  /** Two listeners: of the second, no handshake comes to its end until it may. */
  @ParameterizedTest(name = "{0}")
  @MethodSource("jdks")
  void isUnreadFromItsAcceptOnOnceTheHandshakeIsComplete(Jdk jdk) throws Exception {
    Missing.skipIf("TCP Fast Open", Launcher.outcome(List.of("python3", "-c", "import socket")));
    List<Process> clients = new ArrayList<>();
    try (OwnNetwork network = OwnNetwork.open(List.of(FAST_OPEN));
        AgentJvm jvm =
            AgentJvm.on(jdk)
                .launchedBy(network.enter())
                .agent("log=stderr,warn.wait=1h,warn.unserved=500ms")
                .unverified()
                .expectTrouble()
                .main("example.unserved.Readers", Workspace.programs())
                .args(Integer.toString(READS_AFTER_MILLIS), "never")
                .start();
        Stalls stalls = new Stalls()) {
      MatchResult ready = jvm.awaitStdout("^READY (\\d+) (\\d+)", SOON);
      jvm.awaitStderr("resolution", SOON);
      int late = Integer.parseInt(ready.group(1));
      int never = Integer.parseInt(ready.group(2));
      network.lose("tcp dport " + never + " tcp flags & (syn|ack) == ack");
      long waitedBefore = jvm.agentWaitedMillis();
      clients.add(client(network, never));
      clients.add(client(network, late));

      MatchResult read = jvm.awaitStdout("^READ " + late + " (\\d+) (\\d+) (\\d+)", SOON);
      LogLine over =
          jvm.awaitLog("recovered", line -> line.isOf(late) && line.is("recovered"), SOON);
      long lateMillis = LATE_MILLIS + jvm.agentWaitedMillis() - waitedBefore + stalls.millis();
      assertEquals(2, network.counted("TCPFastOpenPassive"), jvm::toString);
      long atLeast = millis(read.group(1), read.group(2));
      // The server learns of a connection after the agent does.
      long atMost = millis(read.group(1), read.group(3)) + TICK_MILLIS + lateMillis;
      long told = over.number("oldest_ms");
      System.out.printf("FastOpenIT %s: %d to %d ms, told %d%n", jdk, atLeast, atMost, told);
      assertTrue(told >= atLeast - POLL_MILLIS - TICK_MILLIS - lateMillis, over::toString);
      assertTrue(told <= atMost, over::toString);
      assertEquals(
          List.of(), jvm.log().stream().filter(line -> line.isOf(never)).toList(), jvm::toString);

      network.loseNothingMore();
      LogLine unserved =
          jvm.awaitLog("unserved", line -> line.isOf(never) && line.is("unserved"), SOON);
      assertEquals(1, unserved.number("unserved"), unserved::toString);
      assertTrue(unserved.number("oldest_ms") >= 500, unserved::toString);
    } finally {
      clients.forEach(Process::destroyForcibly);
    }
  }

  private static long millis(String fromNanos, String toNanos) {
    return (Long.parseLong(toNanos) - Long.parseLong(fromNanos)) / 1_000_000;
  }

  private static Process client(OwnNetwork network, int port) throws IOException {
    List<String> command = new ArrayList<>(network.enter());
    command.addAll(List.of("python3", "-c", CLIENT, Integer.toString(port)));
    return new ProcessBuilder(command).redirectErrorStream(true).start();
  }
}
