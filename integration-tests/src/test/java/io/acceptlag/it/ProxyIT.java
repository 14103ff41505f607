package io.acceptlag.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * All clients come through one proxy, which looks at the server's health now and then: what is said
 * of clients is true of the proxy's connections.
 */
@Execution(ExecutionMode.CONCURRENT)
class ProxyIT {
  private static final Duration SOON = Duration.ofSeconds(40);
  private static final int FRONT = 7400;
  private static final int CLIENTS = 20;
  private static final int BURST = 400;
  private static final int POLL_MILLIS = 100;

  /** Of the kernel's clock, at HZ=100. */
  private static final int TICK_MILLIS = 10;

  /** When a client behind a proxy sends its request. */
  private static final int SPEAKS_MILLIS = 1_500;

  /** When a server reads that reads late. */
  private static final int READS_MILLIS = 3_000;

  @TempDir private Path folder;

  @Test
  void aBlockedAcceptorBehindHaproxy() throws Exception {
    Missing.skipIf("A proxy", Launcher.outcome(List.of("haproxy", "-v")));
    Jdk jdk = Jdks.oldestAndNewest(8).get(0);
    try (OwnNetwork network = OwnNetwork.open(List.of());
        AgentJvm server =
            AgentJvm.on(jdk)
                .unverified()
                // By then all have come, and who waits is the same at each look.
                .agent("log=stderr,log.clients=true,warn.wait=1s")
                .expectTrouble()
                .launchedBy(network.enter())
                .main("example.cause.PlainLoop", Workspace.programs())
                .args("100", "sleep", "5000")
                .start();
        AgentJvm clients =
            AgentJvm.on(jdk)
                .unverified()
                .launchedBy(network.enter())
                .main("example.connect.Connector", Workspace.programs())
                .start()) {
      StartLine.assertWatchesAllPaths(server);
      server.send("listen");
      int port = Integer.parseInt(server.awaitStdout("^READY (\\d+)", SOON).group(1));
      Process proxy = haproxy(network, port);
      try {
        Await.until("the proxy", SOON, () -> network.listensAt(FRONT));
        connect(clients, 1);
        server.send("begin");
        server.awaitStdout("^DONE begin$", SOON);
        connect(clients, CLIENTS + 1);
        LogLine slow = server.awaitLog("slow", line -> line.is("slow"), SOON);
        int waiting = Integer.parseInt(slow.values().get("queue").split("/", 2)[0]);
        assertTrue(waiting > 0 && waiting <= CLIENTS, slow::toString);
        String named = slow.values().get("clients");
        // The walk of the kernel's table may have been cut short, which a plus says.
        assertTrue(
            named.equals("127.0.0.1:" + waiting) || named.matches("127\\.0\\.0\\.1:\\d+\\+"),
            slow::toString);
        assertNull(slow.values().get("abandoned"));
        LogLine over = server.awaitLog("recovered", line -> line.is("recovered"), SOON);
        assertTrue(over.number("delayed") <= CLIENTS, over::toString);
        assertEquals("accept_thread_blocked", over.values().get("cause"));
        assertNull(over.values().get("abandoned"), over::toString);
        assertNull(over.values().get("contributing"), over::toString);
        for (LogLine line : server.log()) {
          assertFalse(line.sentence().contains("let clients keep"), line::toString);
          assertFalse(line.sentence().contains("had left"), line::toString);
        }
      } finally {
        proxy.destroyForcibly();
      }
    }
  }

  /** The connections that are refused are the proxy's, and it makes them again. */
  @Test
  void aBurstBehindHaproxy() throws Exception {
    Missing.skipIf("A proxy", Launcher.outcome(List.of("haproxy", "-v")));
    List<Jdk> jdks = Jdks.oldestAndNewest(8);
    Jdk jdk = jdks.get(jdks.size() - 1);
    try (OwnNetwork network = OwnNetwork.open(List.of());
        AgentJvm server =
            AgentJvm.on(jdk)
                .unverified()
                .agent("log=stderr")
                .expectTrouble()
                .launchedBy(network.enter())
                .main("example.cause.PlainLoop", Workspace.programs())
                .args("8", "none")
                .start();
        AgentJvm visitors =
            AgentJvm.on(jdk)
                .unverified()
                .launchedBy(network.enter())
                .main("example.cause.Visitors", Workspace.programs())
                .args(Integer.toString(FRONT))
                .start()) {
      StartLine.assertWatchesAllPaths(server);
      server.send("listen");
      int port = Integer.parseInt(server.awaitStdout("^READY (\\d+)", SOON).group(1));
      Process proxy = haproxy(network, port);
      try {
        Await.until("the proxy", SOON, () -> network.listensAt(FRONT));
        visitors.send("burst " + BURST);
        LogLine over = server.awaitLog("recovered", line -> line.is("recovered"), SOON);
        // Where the machine is busy, want of CPU comes first.
        String causes = over.values().get("cause") + "," + over.values().get("contributing");
        assertTrue(causes.contains("backlog_too_small"), over::toString);
        for (LogLine line : server.log()) {
          assertFalse(line.sentence().contains("let clients keep"), line::toString);
          assertFalse(line.sentence().contains("do not complete"), line::toString);
        }
      } finally {
        proxy.destroyForcibly();
      }
    }
  }

  /** The header comes as the proxy connects, and the request later. */
  @Test
  void aHeaderBeforeTheRequest() throws Exception {
    Missing.skipIf("A proxy", Launcher.outcome(List.of("haproxy", "-v")));
    String[] servers = {Integer.toString(READS_MILLIS), "line", "unanswered"};
    try (AgentJvm server =
            AgentJvm.on(Jdks.oldestAndNewest(8).get(0))
                .unverified()
                .agent("log=stderr,warn.wait=1h,warn.unserved=500ms")
                .expectTrouble()
                .main("example.unserved.Readers", Workspace.programs())
                .args(servers)
                .start();
        Stalls stalls = new Stalls()) {
      String[] ports = server.awaitStdout("^READY (.*)", SOON).group(1).split(" ", -1);
      server.awaitStderr("resolution", SOON);
      long waitedBefore = server.agentWaitedMillis();
      long stalledBefore = stalls.millis();
      List<Integer> fronts = new ArrayList<>();
      StringBuilder sections = new StringBuilder();
      for (String port : ports) {
        fronts.add(FreePort.next());
        sections.append(section(fronts.get(fronts.size() - 1), port, "send-proxy"));
      }
      Process proxy = haproxy(List.of(), sections.toString());
      List<Socket> clients = new ArrayList<>();
      try {
        SocketTable table = SocketTable.of(ProcessHandle.current().pid());
        for (int front : fronts) {
          Await.until("the proxy", SOON, () -> table.at(front, SocketTable.LISTEN) > 0);
        }
        long connectsNanos = System.nanoTime();
        for (int front : fronts) {
          Socket client = new Socket();
          clients.add(client);
          client.connect(Loopback.ipv4(front));
        }
        Thread.sleep(SPEAKS_MILLIS);
        for (Socket client : clients) {
          client.getOutputStream().write(1);
        }
        MatchResult read = server.awaitStdout("^READ " + ports[0] + " (\\d+) (\\d+) (\\d+)", SOON);
        long mostMillis = millis(connectsNanos, read.group(3)) + TICK_MILLIS;
        // The header may have come a little after accept. A poll may have passed before it was
        // seen, and another before the read.
        long leastMillis =
            millis(Long.parseLong(read.group(1)), read.group(2))
                - 3 * POLL_MILLIS
                - (server.agentWaitedMillis() - waitedBefore)
                - (stalls.millis() - stalledBefore);
        LogLine over = server.awaitLog("recovered", line -> line.is("recovered"), SOON);
        assertTrue(over.isOf(Integer.parseInt(ports[0])), server::toString);
        assertEquals(1, over.number("unserved"), over::toString);
        long told = over.number("oldest_ms");
        assertTrue(told <= mostMillis, () -> "at most " + mostMillis + ": " + over);
        assertTrue(told >= leastMillis, () -> "at least " + leastMillis + ": " + over);
        for (LogLine line : server.log()) {
          assertFalse(line.isOf(Integer.parseInt(ports[1])), line::toString);
          assertFalse(line.isOf(Integer.parseInt(ports[2])), line::toString);
        }
      } finally {
        for (Socket client : clients) {
          client.close();
        }
        proxy.destroyForcibly();
      }
    }
  }

  private static long millis(long fromNanos, String toNanos) {
    return (Long.parseLong(toNanos) - fromNanos) / 1_000_000;
  }

  /** So many are connected by then, in all. */
  private static void connect(AgentJvm clients, int open) throws Exception {
    int more = open == 1 ? 1 : open - 1;
    clients.send("socket 127.0.0.1 " + FRONT + " " + more + " 0");
    clients.awaitStdout("^DONE " + open + " 0$", SOON);
  }

  private Process haproxy(OwnNetwork network, int port) throws IOException {
    return haproxy(network.enter(), section(FRONT, Integer.toString(port), "check inter 200"));
  }

  private static String section(int front, String port, String options) {
    return """
        listen front-%d
          bind 127.0.0.1:%d
          server shop 127.0.0.1:%s %s
        """
        .formatted(front, front, port, options);
  }

  private Process haproxy(List<String> launcher, String sections) throws IOException {
    Path configuration = folder.resolve("haproxy.cfg");
    Files.writeString(
        configuration,
        """
        defaults
          mode tcp
          timeout connect 30s
          timeout client 60s
          timeout server 60s
        """
            + sections);
    List<String> command = new ArrayList<>(launcher);
    command.addAll(List.of("haproxy", "-db", "-f", configuration.toString()));
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(folder.resolve("haproxy.log").toFile())
        .start();
  }
}
