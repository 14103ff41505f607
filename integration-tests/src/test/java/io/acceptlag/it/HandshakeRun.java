package io.acceptlag.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;

/** {@code example.cause.PlainLoop} under the agent, and its clients, in a network namespace. */
final class HandshakeRun implements AutoCloseable {
  static final Duration SOON = Duration.ofSeconds(40);

  private final OwnNetwork network;
  private final AgentJvm server;
  private final AgentJvm clients;
  private final int port;

  private HandshakeRun(OwnNetwork network, AgentJvm server, AgentJvm clients, int port) {
    this.network = network;
    this.server = server;
    this.clients = clients;
    this.port = port;
  }

  /**
   * Starts it; it listens, and exports to a collector where there is one.
   *
   * @param settings each as in {@code net.ipv4.tcp_syncookies=0}
   * @param args its backlog and its trouble
   */
  static HandshakeRun start(Jdk jdk, Path folder, List<String> settings, String... args)
      throws IOException, InterruptedException {
    return start(jdk, folder, true, Map.of(), settings, args);
  }

  /** As {@link #start(Jdk, Path, List, String...)}, in what looks like a pod of Kubernetes. */
  static HandshakeRun startInPod(Jdk jdk, Path folder, List<String> settings, String... args)
      throws IOException, InterruptedException {
    Map<String, String> variables = Map.of("KUBERNETES_SERVICE_HOST", "10.96.0.1");
    return start(jdk, folder, true, variables, settings, args);
  }

  /** As {@link #start(Jdk, Path, List, String...)}, alone in its network namespace. */
  static HandshakeRun startAlone(Jdk jdk, List<String> settings, String... args)
      throws IOException, InterruptedException {
    return start(jdk, Path.of(""), false, Map.of(), settings, args);
  }

  private static HandshakeRun start(
      Jdk jdk,
      Path folder,
      boolean exports,
      Map<String, String> variables,
      List<String> settings,
      String... args)
      throws IOException, InterruptedException {
    OwnNetwork network = OwnNetwork.open(settings);
    List<AgentJvm> started = new ArrayList<>();
    try {
      AgentJvm.Builder builder =
          AgentJvm.on(jdk)
              .unverified()
              .agent("log=stderr,log.clients=true,repeat=1s")
              .expectTrouble()
              .launchedBy(network.enter())
              .main("example.cause.PlainLoop", Workspace.programs())
              .args(args);
      variables.forEach(builder::env);
      AgentJvm server = network.exporting(folder, exports, builder).start();
      started.add(server);
      StartLine.assertWatchesAllPaths(server);
      server.send("listen");
      int port = Integer.parseInt(server.awaitStdout("^READY (\\d+)", SOON).group(1));
      AgentJvm clients =
          AgentJvm.on(jdk)
              .unverified()
              .launchedBy(network.enter())
              .main("example.cause.Visitors", Workspace.programs())
              .args(Integer.toString(port))
              .start();
      started.add(clients);
      clients.awaitStdout("^READY", SOON);
      return new HandshakeRun(network, server, clients, port);
    } catch (Throwable e) {
      started.forEach(AgentJvm::abandon);
      network.close();
      throw e;
    }
  }

  /** For {@link AgentJvm.Builder#launchedBy}: in the server's network namespace. */
  List<String> network() {
    return network.enter();
  }

  AgentJvm server() {
    return server;
  }

  int port() {
    return port;
  }

  /**
   * Waits until the agent has looked at the listener: what the kernel counted before is not told.
   *
   * @param limit of its accept queue
   */
  void awaitWatched(int limit) throws IOException, InterruptedException {
    // What has been accepted is told by whatever looks at it next.
    come("turns 1 1");
    if (exports()) {
      awaitMetric("acceptlag.queue.limit", limit);
    }
  }

  /** The trouble begins. */
  void begin() throws IOException, InterruptedException {
    server.send("begin");
    server.awaitStdout("^DONE begin$", SOON);
  }

  /** Returns when they have come. */
  void come(String command) throws IOException, InterruptedException {
    clients.send(command);
    clients.awaitStdout("^DONE " + command + "$", SOON);
  }

  /** Of each handshake from there the last segment is lost from now on. */
  void loseLastAcks(String from) {
    network.lose(
        "ip saddr " + from + " tcp dport " + port + " tcp flags & (syn|ack|psh|fin|rst) == ack");
  }

  void loseNothingMore() {
    network.loseNothingMore();
  }

  long counted(String counter) throws IOException {
    return network.counted(counter);
  }

  /** Half-open connections of the server, as /proc/net/tcp has them. */
  long halfOpen() throws IOException {
    return network.sockets().at(port, SocketTable.SYN_RECEIVED);
  }

  /** How often the clients of "turns" were served, all told. */
  long visits() {
    return clients.stdout().lines().stream()
        .filter(line -> line.startsWith("SERVED "))
        .mapToLong(line -> Long.parseLong(line.substring("SERVED ".length())))
        .sum();
  }

  /** Waits until so many connections have been accepted and are open. */
  void awaitAccepted(int count) throws InterruptedException {
    await(
        "does not accept",
        () -> {
          try {
            return network.sockets().accepted(port) == count;
          } catch (IOException e) {
            return false;
          }
        });
  }

  LogLine awaitLine(String event) throws InterruptedException {
    return server.awaitLog(event, line -> line.is(event), SOON);
  }

  /** Waits for the line that tells what the kernel refused. */
  LogLine awaitRefusal() throws InterruptedException {
    return server.awaitLog(
        "refusal", line -> line.is("overflow") && line.number("overflows") > 0, SOON);
  }

  /** Waits until all is well again; what the kernel refused until then is exported. */
  void assertRefusalsAreExported() throws Exception {
    // Before that a first connection may have had to wait, as on a busy machine.
    LogLine recovered =
        server.awaitLog("recovery", line -> line.is("recovered") && refused(line), SOON);
    assertTrue(recovered.number("overflows") <= counted("ListenOverflows"), recovered::toString);
    if (exports()) {
      awaitMetric("acceptlag.kernel.listen_overflows", counted("ListenOverflows"));
      awaitMetric("acceptlag.kernel.listen_drops", counted("ListenDrops"));
      String number = recovered.values().get("incident");
      Map<String, String> incident =
          awaitSpan("accept incident", span -> number.equals(span.get("acceptlag.incident")));
      assertEquals(
          Long.toString(recovered.number("overflows")), incident.get("acceptlag.overflows"));
    }
  }

  private static boolean refused(LogLine line) {
    return !line.values().getOrDefault("overflows", "0").equals("0");
  }

  /** The limit of the server's accept queue, as ss tells it. */
  long backlog() throws IOException {
    return network.backlog(port);
  }

  void set(String setting) {
    network.set(setting);
  }

  void await(String what, BooleanSupplier condition) throws InterruptedException {
    Await.until(SOON, condition::getAsBoolean, () -> server.failure(what));
  }

  boolean exports() {
    return network.exports();
  }

  Map<String, String> awaitSpan(String name, Predicate<Map<String, String>> wanted)
      throws Exception {
    return network.awaitSpan(name, wanted);
  }

  void awaitMetric(String name, long total) throws InterruptedException {
    network.awaitMetric(name, total);
  }

  @Override
  public void close() {
    try (network;
        server;
        clients) {
      // From the last one on.
    }
  }
}
