package io.acceptlag.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * All clients come through one Envoy, as in a service mesh. It connects, checks, refuses and gives
 * up by rules of its own: what is said of clients is true of Envoy's connections.
 */
@Execution(ExecutionMode.CONCURRENT)
class EnvoyIT {
  private static final Duration SOON = Duration.ofSeconds(40);

  /** Its default. */
  private static final Duration WARN_WAIT = Duration.ofMillis(200);

  private static final int FRONT = 7400;
  private static final int CLIENTS = 20;
  private static final int BURST = 400;

  /** Checks that may come while a line is made: those of a second. */
  private static final int CHECKS = 5;

  private static final Pattern CAME = Pattern.compile("(\\d+) connections came within");

  /** Connects, and closes as soon as it is connected. */
  private static final String CHECKED =
      """
      health_checks:
      - {timeout: 1s, interval: 0.2s, no_traffic_interval: 0.2s, unhealthy_threshold: 3,
         healthy_threshold: 1, tcp_health_check: {}}
      """;

  @TempDir private Path folder;

  @BeforeEach
  void envoy() {
    Missing.skipIf("Envoy", Envoy.unavailability());
  }

  /** While the acceptor is stuck, each check that Envoy makes waits in the queue, long left. */
  @Test
  void aBlockedAcceptor() throws Exception {
    Jdk jdk = Jdks.oldestAndNewest(8).get(0);
    try (OwnNetwork network = OwnNetwork.open(List.of());
        AgentJvm server =
            AgentJvm.on(jdk)
                .unverified()
                .agent("log=stderr,log.clients=true")
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
                .start();
        Envoy envoy = inFrontOf(server, network, CHECKED)) {
      clients.send("socket 127.0.0.1 " + FRONT + " 1 0");
      clients.awaitStdout("^DONE 1 0$", SOON);
      server.send("begin");
      server.awaitStdout("^DONE begin$", SOON);
      clients.send("socket 127.0.0.1 " + FRONT + " " + CLIENTS + " 0");
      clients.awaitStdout("^DONE " + (CLIENTS + 1) + " 0$", SOON);
      LogLine slow = server.awaitLog("slow", line -> line.is("slow"), SOON);
      int waiting = Integer.parseInt(slow.values().get("queue").split("/", 2)[0]);
      // Nobody takes any of them. A busy machine's line may come a poll or two after the list.
      String named = slow.values().get("clients");
      assertTrue(named.matches("127\\.0\\.0\\.1:\\d+\\+?"), slow::toString);
      assertTrue(
          named.endsWith("+") || Integer.parseInt(named.split(":", 2)[1]) >= waiting - CHECKS,
          slow::toString);
      // On a busy machine one of Envoy's first checks may have had to wait, too.
      LogLine over =
          server.awaitLog(
              "recovered",
              line -> line.is("recovered") && line.number("delayed") >= CLIENTS - 1,
              SOON);
      assertEquals("accept_thread_blocked", over.values().get("cause"));
      // Envoy's clients have all stayed. Only its own checks have left.
      assertTrue(over.number("abandoned") > 0, over::toString);
      assertTrue(
          over.sentence().endsWith("within 200 ms of connecting, as health checks do"),
          over::toString);
      assertFalse(gaveUp(over), over::toString);
      assertAdviceIsForThisSide(server);
      assertTrue(envoy.runs(), envoy::toString);
    }
  }

  /** What it refuses by its circuit breaker has never come here. */
  @ParameterizedTest
  @ValueSource(ints = {1024, 50})
  void aBurst(int connections) throws Exception {
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
                .start();
        Envoy envoy =
            inFrontOf(
                server,
                network,
                "circuit_breakers: {thresholds: [{max_connections: " + connections + "}]}")) {
      visitors.send("burst " + BURST);
      LogLine over = server.awaitLog("recovered", line -> line.is("recovered"), SOON);
      // Where the machine is busy, want of CPU comes first.
      String causes = over.values().get("cause") + "," + over.values().get("contributing");
      assertTrue(causes.contains("backlog_too_small"), over::toString);
      for (LogLine line : server.log()) {
        Matcher came = CAME.matcher(line.sentence());
        assertTrue(
            !came.find() || Integer.parseInt(came.group(1)) <= Math.min(BURST, connections),
            line::toString);
        assertFalse(line.sentence().contains("do not complete"), line::toString);
      }
      assertAdviceIsForThisSide(server);
      assertTrue(envoy.runs(), envoy::toString);
    }
  }

  /** First an honest load, on connections that Envoy keeps; then it gives up on requests. */
  @Test
  void requests() throws Exception {
    List<Jdk> jdks = Jdks.oldestAndNewest(8);
    Jdk jdk = jdks.get(jdks.size() - 1);
    int front = FreePort.next();
    try (AgentJvm server =
            AgentJvm.on(jdk)
                .unverified()
                .agent("log=stderr")
                .main("example.cause.HttpLoop", Workspace.programs())
                .args("5000", "none")
                .start();
        Envoy envoy =
            Envoy.start(
                List.of(),
                front,
                Integer.parseInt(server.awaitStdout("^READY (\\d+)", SOON).group(1)),
                Envoy.http("1s"),
                "",
                folder)) {
      StartLine.assertWatchesAllPaths(server);
      SocketTable sockets = SocketTable.of(ProcessHandle.current().pid());
      Await.until("Envoy", SOON, () -> sockets.at(front, SocketTable.LISTEN) > 0);
      HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
      long longestNanos = 0;
      for (int i = 0; i < 300; i++) {
        long begunNanos = System.nanoTime();
        assertEquals(200, client.send(to(front, "/patient"), bodiless()).statusCode());
        longestNanos = Math.max(longestNanos, System.nanoTime() - begunNanos);
      }
      // Where the machine was so busy, a wait may have been as long, and is told rightly.
      assertTrue(longestNanos >= WARN_WAIT.toNanos() || server.log().size() == 1, server::toString);
      server.expectTrouble();
      List<CompletableFuture<Integer>> statuses = new ArrayList<>();
      statuses.add(status(client, front, "/slow"));
      // Given up by Envoy, so the thread that accepts is in there by now.
      assertEquals(504, statuses.get(0).get());
      Stream.generate(() -> status(client, front, "/")).limit(CLIENTS).forEach(statuses::add);
      for (CompletableFuture<Integer> status : statuses) {
        assertEquals(504, status.get());
      }
      LogLine over =
          server.awaitLog(
              "recovered",
              line -> line.is("recovered") && line.values().containsKey("abandoned"),
              SOON);
      assertEquals("event_loop_blocked", over.values().get("cause"), over::toString);
      assertEquals(CLIENTS, over.number("delayed"), over::toString);
      assertEquals(CLIENTS, over.number("abandoned"), over::toString);
      assertTrue(
          over.sentence().endsWith("; " + CLIENTS + " clients had left before they were accepted"),
          over::toString);
      assertTrue(gaveUp(over), over::toString);
      assertAdviceIsForThisSide(server);
      assertTrue(envoy.runs(), envoy::toString);
    }
  }

  private Envoy inFrontOf(AgentJvm server, OwnNetwork network, String cluster) throws Exception {
    StartLine.assertWatchesAllPaths(server);
    server.send("listen");
    int port = Integer.parseInt(server.awaitStdout("^READY (\\d+)", SOON).group(1));
    Envoy envoy = Envoy.start(network.enter(), FRONT, port, Envoy.tcp(), cluster, folder);
    try {
      Await.until("Envoy", SOON, () -> network.listensAt(FRONT));
      return envoy;
    } catch (Throwable e) {
      envoy.close();
      throw e;
    }
  }

  private static boolean gaveUp(LogLine line) {
    return line.values().getOrDefault("contributing", "").contains("clients_gave_up");
  }

  /** Behind a proxy it is no use to ask clients for anything. */
  private static void assertAdviceIsForThisSide(AgentJvm server) {
    for (LogLine line : server.log()) {
      assertFalse(line.sentence().contains("let clients"), line::toString);
      assertFalse(line.isTooLong(), line::toString);
    }
  }

  private static CompletableFuture<Integer> status(HttpClient client, int port, String path) {
    return client.sendAsync(to(port, path), bodiless()).thenApply(HttpResponse::statusCode);
  }

  private static HttpRequest to(int port, String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
        .timeout(SOON)
        .build();
  }

  private static HttpResponse.BodyHandler<Void> bodiless() {
    return HttpResponse.BodyHandlers.discarding();
  }
}
