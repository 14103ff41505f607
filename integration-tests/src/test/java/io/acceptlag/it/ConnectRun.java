package io.acceptlag.it;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** {@code example.connect.Connector} under the agent, and a server, in a network namespace. */
final class ConnectRun implements AutoCloseable {
  private static final Duration SOON = Duration.ofSeconds(40);

  private final OwnNetwork network;
  private final AgentJvm server;
  private final AgentJvm client;
  private final int port;

  private ConnectRun(OwnNetwork network, AgentJvm server, AgentJvm client, int port) {
    this.network = network;
    this.server = server;
    this.client = client;
    this.port = port;
  }

  /**
   * @param settings each as in {@code net.ipv4.tcp_syncookies=0}
   * @param exports whether to export to a collector, where there is one
   */
  static ConnectRun start(Jdk jdk, Path folder, List<String> settings, boolean exports)
      throws IOException, InterruptedException {
    return start(jdk, folder, settings, exports, "");
  }

  /** The same, without a collector; what lasts is reported again each second. */
  static ConnectRun startRepeating(Jdk jdk, List<String> settings)
      throws IOException, InterruptedException {
    return start(jdk, Path.of(""), settings, false, ",repeat=1s");
  }

  private static ConnectRun start(
      Jdk jdk, Path folder, List<String> settings, boolean exports, String options)
      throws IOException, InterruptedException {
    OwnNetwork network = OwnNetwork.open(List.of());
    List<AgentJvm> started = new ArrayList<>();
    try {
      AgentJvm server =
          AgentJvm.on(jdk)
              .unverified()
              .launchedBy(network.enter())
              .main("example.cause.PlainLoop", Workspace.programs())
              .args("100", "none")
              .start();
      started.add(server);
      server.send("listen");
      int port = Integer.parseInt(server.awaitStdout("^READY (\\d+)", SOON).group(1));
      // Not before, or the server's own port were one of the range.
      settings.forEach(network::set);
      AgentJvm client =
          network
              .exporting(
                  folder,
                  exports,
                  AgentJvm.on(jdk)
                      .agent("log=stderr" + options)
                      .expectTrouble()
                      .launchedBy(network.enter())
                      .main("example.connect.Connector", Workspace.programs()))
              .start();
      started.add(client);
      StartLine.assertWatchesAllPaths(client);
      client.awaitStdout("^READY", SOON);
      return new ConnectRun(network, server, client, port);
    } catch (Throwable e) {
      started.forEach(AgentJvm::abandon);
      network.close();
      throw e;
    }
  }

  /** For {@link AgentJvm.Builder#launchedBy}. */
  List<String> network() {
    return network.enter();
  }

  AgentJvm client() {
    return client;
  }

  /** The server's address and port, for a command. */
  String to() {
    return "127.0.0.1 " + port;
  }

  /** As the agent spells it. */
  String address() {
    return "127.0.0.1:" + port;
  }

  void awaitDone(int connected, int failed) throws InterruptedException {
    client.awaitStdout("^DONE " + connected + " " + failed + "$", SOON);
  }

  LogLine awaitLine(String event) throws InterruptedException {
    return client.awaitLog(event, line -> line.is(event), SOON);
  }

  LogLine awaitLineTo(String destination) throws InterruptedException {
    return client.awaitLog(
        destination, line -> destination.equals(line.values().get("destination")), SOON);
  }

  void loseSyns() {
    network.lose("tcp dport " + port + " tcp flags & (syn|ack) == syn");
  }

  void loseNothingMore() {
    network.loseNothingMore();
  }

  /** Tcp AttemptFails. */
  long attemptsFailed() throws IOException {
    return network.snmp("AttemptFails");
  }

  long counted(String counter) throws IOException {
    return network.counted(counter);
  }

  /**
   * @param before how often that had been
   */
  void awaitSynSentAgain(long before) throws IOException, InterruptedException {
    network.awaitCountedMoreThan("TCPSynRetrans", before);
  }

  /** Connections to the server that are open, as /proc/net/tcp has them. */
  long established() throws IOException {
    return network.sockets().to(port, SocketTable.ESTABLISHED);
  }

  long inTimeWait() throws IOException {
    return network.sockets().to(port, SocketTable.TIME_WAIT);
  }

  /** Closes all connections, the server first: those that had TIME_WAIT would have it there. */
  void closeByServer() throws IOException, InterruptedException {
    endServersHalf();
    client.send("close");
    client.awaitStdout("^DONE 0 \\d+$", SOON);
  }

  /** What is open of its troubles is exported then. */
  void endClient() throws IOException, InterruptedException {
    client.signal("TERM");
  }

  /**
   * Closes all connections, the client first. Returns when they are in TIME_WAIT.
   *
   * @param open how many they are. They are not counted here: /proc/net/tcp is read piece by piece,
   *     and what it leaves out would not be waited for.
   */
  void leavePortsInTimeWait(int open) throws Exception {
    client.send("close");
    client.awaitStdout("^DONE 0 \\d+$", SOON);
    endServersHalf();
    Await.until(
        SOON,
        () -> inTimeWait() == open || (closing() == 0 && leaveMore(open - inTimeWait())),
        () -> new AssertionError(open + " in TIME_WAIT: not among\n" + network.sockets()));
  }

  /**
   * On a busy machine a few of many leave TIME_WAIT at once (43 and 42 of 50 were seen to stay; why
   * is not known). Their ports are free again, and are what is to be used up.
   *
   * @return false, because it takes a moment until these are there
   */
  private boolean leaveMore(long missing) throws IOException, InterruptedException {
    if (missing > 0) {
      client.send("socket " + to() + " " + missing + " 0");
      awaitDone((int) missing, 0);
      client.send("close");
      Await.until("the client's close", SOON, () -> established() == 0);
      endServersHalf();
    }
    return false;
  }

  private void endServersHalf() throws IOException, InterruptedException {
    server.send("end");
    server.awaitStdout("^DONE end$", SOON);
  }

  /** Connections to the server that the client has not done with. */
  private long closing() throws IOException {
    long count = established();
    for (String state : SocketTable.CLOSING) {
      count += network.sockets().to(port, state);
    }
    return count;
  }

  boolean exports() {
    return network.exports();
  }

  void awaitMetric(String name, long total) throws InterruptedException {
    network.awaitMetric(name, total);
  }

  /** Waits until so many connects have been exported with their time. */
  void awaitConnects(long count) throws InterruptedException {
    network.awaitCount("acceptlag.connect.duration", count);
  }

  Map<String, String> awaitSpanOf(String event) throws Exception {
    return network.awaitSpan("connect trouble", span -> span.get("acceptlag.event").equals(event));
  }

  @Override
  public void close() {
    try (network;
        server;
        client) {
      // From the last one on.
    }
  }
}
