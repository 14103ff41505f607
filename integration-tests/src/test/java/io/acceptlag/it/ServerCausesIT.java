package io.acceptlag.it;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.EOFException;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Real servers in the troubles that they themselves make, each on the oldest JDK that it runs on
 * and on the newest: the cause is named, and none but it.
 */
@Execution(ExecutionMode.CONCURRENT)
class ServerCausesIT {
  /** The connections that a server is allowed, and those that it then makes wait. */
  private static final int LIMIT = 3;

  /** Longer than a busy machine stands still. */
  private static final int SLOW_MILLIS = 3_500;

  /**
   * Less than a connection waits that is not served meanwhile, and more than a busy machine takes
   * to accept one. That it is not served is another test's.
   */
  private static final String[] CALM = {
    "-Dacceptlag.warn.wait=2500ms", "-Dacceptlag.warn.unserved=1h"
  };

  /** New connections that a network thread of Kafka's keeps waiting; SocketServer has it so. */
  private static final int KAFKA_QUEUE = 20;

  /** Enough for each of the servers to start. */
  private static final int DESCRIPTORS = 100;

  private static final Pattern ANSWER = Pattern.compile("\r\n\r\n.*ok", Pattern.DOTALL);

  /** What is said of the threads of a pool, and what it tells of connections. */
  private static final Pattern OF_A_POOL =
      Pattern.compile("worker thread|\\b(?:is|are) (?:busy|idle)");

  private static final RealServer TOMCAT9 = new RealServer("tomcat9", "nio", 8);
  private static final RealServer TOMCAT9_NIO2 = new RealServer("tomcat9", "nio2", 8);
  private static final RealServer TOMCAT11 = new RealServer("tomcat11", "nio", 17);
  private static final RealServer TOMCAT11_NIO2 = new RealServer("tomcat11", "nio2", 17);
  private static final RealServer JETTY9 = new RealServer("jetty9", "", 8);
  private static final RealServer JETTY12 = new RealServer("jetty12", "", 17);
  private static final RealServer UNDERTOW2 = new RealServer("undertow2", "", 8);
  private static final RealServer SPRING_BOOT2 = new RealServer("springboot2", "", 8);
  private static final RealServer SPRING_BOOT4 = new RealServer("springboot4", "", 17);

  private static final RealServer HELIDON4 = new RealServer("helidon4", "", 21);
  private static final RealServer KAFKA4 = new RealServer("kafka4", "", 17);
  private static final RealServer VERTX5 = new RealServer("vertx5", "", 11);

  private static final List<RealServer> LIMITED =
      List.of(
          TOMCAT9,
          TOMCAT9_NIO2,
          TOMCAT11,
          TOMCAT11_NIO2,
          JETTY9,
          JETTY12,
          UNDERTOW2,
          SPRING_BOOT2,
          SPRING_BOOT4,
          HELIDON4);

  private static final List<RealServer> JETTIES = List.of(JETTY9, JETTY12);

  /** Their event loops accept, and serve what they have accepted. */
  private static final List<RealServer> SHARED_EVENT_LOOPS =
      List.of(
          new RealServer("netty41", "nio", 8),
          new RealServer("netty41", "epoll", 8),
          new RealServer("netty42", "nio", 8),
          new RealServer("netty42", "epoll", 8),
          new RealServer("reactornetty", "", 8),
          new RealServer("springboot4webflux", "", 17));

  /** For what servers leave behind. */
  @TempDir private static Path folder;

  private static Stream<Run> runs(String trouble, List<RealServer> servers) {
    return Jdks.orSkip(
        Rows.of(IntStream.range(0, servers.size()).boxed().toList())
            .flatMap(
                row ->
                    // Else the first server of each trouble would be on the oldest.
                    Jdks.oldestOrNewest(row + trouble.length(), servers.get(row).since()).stream()
                        .map(jdk -> new Run(servers.get(row), trouble, jdk))),
        "the newer JDKs that these servers run on");
  }

  private static List<RealServer> without(List<RealServer> servers, List<RealServer> left) {
    return servers.stream().filter(server -> !left.contains(server)).toList();
  }

  private record Run(RealServer server, String trouble, Jdk jdk) {
    AgentJvm.Builder jvm() {
      AgentJvm.Builder builder = server.on(jdk, folder).agent("log=stderr");
      // Starts in half the time.
      return isSpringBoot() ? builder.jvmArgs("-XX:TieredStopAtLevel=1") : builder;
    }

    AgentJvm.Builder limited() {
      return isSpringBoot()
          ? jvm().args("--server.tomcat.max-connections=" + LIMIT)
          : jvm().jvmArgs("-D" + limitProperty() + "=" + LIMIT, "-Djetty.beans=true");
    }

    boolean registersBeans() {
      return List.of("tomcat9", "tomcat11", "jetty9", "jetty12", "undertow2")
          .contains(server.name());
    }

    private boolean isSpringBoot() {
      return server.name().startsWith("springboot");
    }

    private String limitProperty() {
      return switch (server.name()) {
        case "tomcat9", "tomcat11" -> "connector.maxConnections";
        case "jetty9", "jetty12" -> "jetty.maxConnections";
        case "undertow2" -> "undertow.maxConnections";
        case "helidon4" -> "helidon.maxTcpConnections";
        default -> "broker.max.connections";
      };
    }

    CauseRun start(AgentJvm.Builder builder) throws Exception {
      return CauseRun.start(server + " " + trouble, jdk, builder);
    }

    @Override
    public String toString() {
      return server + " " + trouble + ", " + jdk;
    }
  }

  static Stream<Run> limitWithIdleConnections() {
    return runs("limit idle", without(LIMITED, JETTIES));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource
  void limitWithIdleConnections(Run run) throws Exception {
    assertIdleConnectionsAreNamed(run);
  }

  static Stream<Run> limitOfJettyWithIdleConnections() {
    return runs("limit idle", JETTIES);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource
  void limitOfJettyWithIdleConnections(Run run) throws Exception {
    assertIdleConnectionsAreNamed(run);
  }

  private static void assertIdleConnectionsAreNamed(Run run) throws Exception {
    try (CauseRun scenario = run.start(run.limited())) {
      List<Socket> idle = idleConnections(scenario);
      scenario.troubleBegins();
      scenario.connect(LIMIT);
      scenario.awaitIncident();
      close(idle);
      LogLine named = scenario.assertCause("connection_limit");
      assertFalse(named.sentence().contains("Requests are slow"), named::toString);
      if (run.registersBeans()) {
        assertTrue(
            named.sentence().contains("It counts " + LIMIT + " of " + LIMIT + " connections"),
            named::toString);
      }
    }
  }

  static Stream<Run> limitWithConnectionsThatOnlyTheServerHasClosed() {
    return runs("limit half-closed", List.of(JETTY12));
  }

  /** Clients keep idle connections for longer than the server does. */
  @ParameterizedTest(name = "{0}")
  @MethodSource
  void limitWithConnectionsThatOnlyTheServerHasClosed(Run run) throws Exception {
    try (CauseRun scenario = run.start(run.limited().jvmArgs("-Djetty.idleTimeout=3000"))) {
      List<Socket> idle = idleConnections(scenario);
      for (Socket client : idle) {
        awaitEnd(client);
      }
      scenario.troubleBegins();
      scenario.connect(LIMIT);
      scenario.awaitIncident();
      close(idle);
      LogLine named = scenario.assertCause("connection_limit");
      assertTrue(named.sentence().contains("It closed its side of all " + LIMIT), named::toString);
      assertFalse(named.sentence().contains("leaked"), named::toString);
    }
  }

  private static void awaitEnd(Socket client) throws IOException {
    while (client.getInputStream().read() >= 0) {
      // What is left of its answer.
    }
  }

  static Stream<Run> limitOfBroker() {
    return runs("limit idle", List.of(KAFKA4));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource
  void limitOfBroker(Run run) throws Exception {
    try (CauseRun scenario = run.start(run.limited())) {
      List<Socket> silent = scenario.connect(LIMIT);
      scenario.troubleBegins();
      // It accepts one more before it waits for a place for it.
      scenario.connect(LIMIT);
      scenario.awaitIncident();
      close(silent);
      scenario.assertCause("connection_limit");
    }
  }

  static Stream<Run> rateLimitOfBroker() {
    return runs("limit rate", List.of(KAFKA4));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource
  void rateLimitOfBroker(Run run) throws Exception {
    try (CauseRun scenario =
        run.start(run.jvm().jvmArgs("-Dbroker.max.connection.creation.rate=1"))) {
      scenario.troubleBegins();
      // The rate is one of the last ten seconds.
      scenario.connect(10 + LIMIT);
      scenario.assertCause("connection_limit");
    }
  }

  static Stream<Run> networkThreadsOfBroker() {
    return runs("network threads busy", List.of(KAFKA4));
  }

  /** The one that there is serves a new connection, and its queue is full of others. */
  @ParameterizedTest(name = "{0}")
  @MethodSource
  void networkThreadsOfBroker(Run run) throws Exception {
    try (CauseRun scenario =
        run.start(
            run.jvm().jvmArgs("-Dbroker.num.network.threads=1", "-Dkafka.connectMillis=1500"))) {
      scenario.troubleBegins();
      scenario.connect(1 + KAFKA_QUEUE + 1 + LIMIT);
      scenario.assertCause("worker_pool_exhausted");
    }
  }

  static Stream<Run> limitWithSlowRequests() {
    return runs("limit slow", LIMITED);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource
  void limitWithSlowRequests(Run run) throws Exception {
    try (CauseRun scenario = run.start(run.limited())) {
      LogLine named = takeAllPlacesBySlowRequests(scenario);
      assertFalse(named.sentence().contains("Most of them are idle"), named::toString);
    }
  }

  /** Returns the line that names the limit. */
  private static LogLine takeAllPlacesBySlowRequests(CauseRun scenario) throws Exception {
    List<Socket> busy = sendSlow(scenario, LIMIT);
    scenario.troubleBegins();
    scenario.connect(LIMIT);
    scenario.awaitIncident();
    // Else servers that are the first to close wait for the client to do so too.
    close(busy);
    return scenario.assertCause("connection_limit");
  }

  static Stream<Run> limitWithConnectionsThatNobodyCloses() {
    return runs("limit left open", JETTIES);
  }

  /** Their clients have left, and their requests are never completed. */
  @ParameterizedTest(name = "{0}")
  @MethodSource
  void limitWithConnectionsThatNobodyCloses(Run run) throws Exception {
    try (CauseRun scenario = run.start(run.limited())) {
      for (Socket client : scenario.connect(LIMIT)) {
        send(client, "GET /forget HTTP/1.1\r\nHost: localhost\r\n\r\n");
        client.shutdownOutput();
      }
      scenario.command("await suspended");
      // Until then workers are busy with them.
      awaitRequests(scenario, "FORGETS", LIMIT);
      scenario.troubleBegins();
      scenario.connect(LIMIT);
      scenario.awaitIncident();
      scenario.command("close");
      LogLine named = scenario.assertCause("connection_limit");
      assertTrue(named.sentence().contains("clients have closed all of them"), named::toString);
      assertTrue(named.sentence().contains("Find what does not close them"), named::toString);
    }
  }

  static Stream<Run> limitWithRequestsOnVirtualThreads() {
    // Of the JDKs that have them.
    return runs("limit virtual", List.of(new RealServer("jetty12", "", 21)));
  }

  /** Jetty's pool runs no request, so neither its busy threads nor its idle ones say anything. */
  @ParameterizedTest(name = "{0}")
  @MethodSource
  void limitWithRequestsOnVirtualThreads(Run run) throws Exception {
    try (CauseRun scenario =
        run.start(run.limited().jvmArgs("-Djetty.virtualThreads=true", "-Djetty.threads=8"))) {
      run.server().connectAndExchange(scenario.address());
      LogLine named = takeAllPlacesBySlowRequests(scenario);
      assertTrue(
          named.sentence().contains("It counts " + LIMIT + " of " + LIMIT + " connections"),
          named::toString);
      assertTrue(
          named.sentence().contains("find out what their virtual threads wait for"),
          named::toString);
      for (LogLine line : scenario.server().log()) {
        assertFalse(OF_A_POOL.matcher(line.sentence()).find(), line::toString);
      }
    }
  }

  static Stream<Run> limitWithCountThatHasLeaked() {
    return runs("limit leaked", JETTIES);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource
  void limitWithCountThatHasLeaked(Run run) throws Exception {
    try (CauseRun scenario = run.start(run.jvm().jvmArgs("-Djetty.maxConnections=" + LIMIT))) {
      run.server().connectAndExchange(scenario.address());
      // From there it takes one more before it waits for a place.
      scenario.command("await accept");
      scenario.command("pause");
      scenario.serve(() -> run.server().connectAndExchange(scenario.address()));
      for (int i = 0; i < LIMIT; i++) {
        scenario.command("leak");
      }
      scenario.troubleBegins();
      scenario.connect(LIMIT);
      scenario.awaitIncident();
      scenario.command("close");
      LogLine named = scenario.assertCause("connection_limit");
      assertTrue(named.sentence().contains("Its count has leaked"), named::toString);
    }
  }

  static Stream<Run> limitOfRate() {
    return runs("limit rate", JETTIES);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource
  void limitOfRate(Run run) throws Exception {
    try (CauseRun scenario = run.start(run.jvm().jvmArgs("-Djetty.acceptsPerSecond=1"))) {
      scenario.troubleBegins();
      scenario.connect(5);
      scenario.assertCause("connection_limit");
    }
  }

  static Stream<Run> lowResources() {
    return runs("low resources", JETTIES);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource
  void lowResources(Run run) throws Exception {
    try (CauseRun scenario = run.start(run.jvm().jvmArgs("-Djetty.lowResourcesAbove=2"))) {
      List<Socket> idle = idleConnections(scenario);
      scenario.command("await suspended");
      scenario.troubleBegins();
      scenario.connect(LIMIT);
      scenario.awaitIncident();
      close(idle);
      scenario.assertCause("connection_limit");
    }
  }

  static Stream<Run> acceptorKilledByLackOfMemory() {
    return runs("acceptor killed by an OutOfMemoryError", List.of(TOMCAT9, TOMCAT11));
  }

  /** Nothing but closing the listener ends its incident. */
  @ParameterizedTest(name = "{0}")
  @MethodSource
  void acceptorKilledByLackOfMemory(Run run) throws Exception {
    try (CauseRun scenario =
        run.start(
            run.jvm()
                // Two direct buffers of 8 kB a connection, and one of the only worker.
                .jvmArgs(
                    "-XX:MaxDirectMemorySize=128k",
                    "-Dconnector.socket.directBuffer=true",
                    "-Dconnector.maxThreads=1",
                    "-Dconnector.minSpareThreads=1"))) {
      // One by one, so that none waits while the acceptor is dying.
      for (int i = 0; i < 30 && !acceptorHasEnded(scenario); i++) {
        tryRequest(scenario.connect(1).get(0));
      }
      assertTrue(acceptorHasEnded(scenario), scenario.server()::toString);
      scenario.troubleBegins();
      scenario.connect(LIMIT);
      scenario.awaitIncident();
      scenario.command("close");
      scenario.assertCause("acceptor_missing");
    }
  }

  private static boolean acceptorHasEnded(CauseRun scenario) {
    return scenario.server().stderr().lines().stream()
        .anyMatch(line -> line.matches(".*-Acceptor\" java.lang.OutOfMemoryError.*"));
  }

  /** Answered, or not: one whose acceptor died of it is left open or closed. */
  private static void tryRequest(Socket client) throws IOException {
    client.setSoTimeout(2_000);
    send(client, "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
    try {
      awaitAnswer(client);
    } catch (SocketTimeoutException | SocketException | EOFException e) {
      // The next look at standard error tells.
    }
  }

  static Stream<Run> allWorkersBusy() {
    return runs("all workers busy", List.of(TOMCAT9_NIO2, TOMCAT11_NIO2));
  }

  /** Whatever accept() completes waits for a worker, and so does the next accept(). */
  @ParameterizedTest(name = "{0}")
  @MethodSource
  void allWorkersBusy(Run run) throws Exception {
    try (CauseRun scenario =
        run.start(run.jvm().jvmArgs("-Dconnector.maxThreads=4", "-Dconnector.minSpareThreads=4"))) {
      sendSlow(scenario, 4);
      scenario.troubleBegins();
      scenario.connect(1 + LIMIT);
      scenario.assertCause("worker_pool_exhausted");
    }
  }

  static Stream<Run> poolWithoutThreadForTheAcceptor() {
    return runs("pool without a thread for the acceptor", JETTIES);
  }

  /** Nothing but closing the listener ends its incident. */
  @ParameterizedTest(name = "{0}")
  @MethodSource
  void poolWithoutThreadForTheAcceptor(Run run) throws Exception {
    try (CauseRun scenario =
        run.start(run.jvm().jvmArgs("-Djetty.fixedThreads=1", "-Djetty.selectors=1"))) {
      scenario.troubleBegins();
      scenario.connect(LIMIT);
      scenario.awaitIncident();
      scenario.command("close");
      scenario.assertCause("worker_pool_exhausted");
    }
  }

  static Stream<Run> allWorkersBusyBesideTheAcceptor() {
    return runs("other workers busy", List.of(TOMCAT9, TOMCAT11, JETTY9, JETTY12));
  }

  /** Connections that have been accepted wait, which is no matter of accept(). */
  @ParameterizedTest(name = "{0}")
  @MethodSource
  void allWorkersBusyBesideTheAcceptor(Run run) throws Exception {
    try (CauseRun scenario =
        run.start(
            run.jvm()
                .jvmArgs(CALM)
                .jvmArgs("-Djetty.threads=5", "-Djetty.selectors=1")
                .jvmArgs("-Dconnector.maxThreads=2", "-Dconnector.minSpareThreads=2"))) {
      List<Socket> slow = sendSlow(scenario, 2);
      scenario.troubleBegins();
      sendSlow(scenario.connect(LIMIT));
      awaitAnswer(slow.get(0));
      scenario.assertNoIncident();
    }
  }

  static Stream<Run> paused() {
    return runs("paused", List.of(TOMCAT9, TOMCAT9_NIO2, TOMCAT11, TOMCAT11_NIO2, JETTY9, JETTY12));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource
  void paused(Run run) throws Exception {
    try (CauseRun scenario = run.start(run.jvm())) {
      idleConnections(scenario);
      scenario.command("pause");
      scenario.troubleBegins();
      // An acceptor that waits in accept() already takes one more.
      scenario.connect(1 + LIMIT);
      scenario.awaitIncident();
      scenario.command("resume");
      scenario.assertCause("paused");
    }
  }

  static Stream<Run> autoReadOff() {
    return runs("auto-read off", List.of(new RealServer("netty42", "epoll", 8)));
  }

  /** Of an epoll set the kernel tells whether it asks for connections. */
  @ParameterizedTest(name = "{0}")
  @MethodSource
  void autoReadOff(Run run) throws Exception {
    try (CauseRun scenario = run.start(run.jvm())) {
      scenario.serve(
          () -> {
            Socket first = scenario.connect(1).get(0);
            send(first, "GET / HTTP/1.1\r\n\r\n");
            awaitAnswer(first);
          });
      scenario.command("pause");
      scenario.troubleBegins();
      scenario.connect(LIMIT);
      scenario.awaitIncident();
      scenario.command("resume");
      String sentence = scenario.assertCause("paused").sentence();
      assertTrue(sentence.contains("The listener is not registered for accept."), sentence);
    }
  }

  static Stream<Run> gracefulShutdown() {
    return runs("graceful shutdown", List.of(SPRING_BOOT4));
  }

  /** The listener is closed at once, and only what has been accepted is waited for. */
  @ParameterizedTest(name = "{0}")
  @MethodSource
  void gracefulShutdown(Run run) throws Exception {
    try (CauseRun scenario =
        run.start(run.jvm().jvmArgs(CALM).args("--server.shutdown=graceful"))) {
      List<Socket> slow = sendSlow(scenario, 1);
      scenario.troubleBegins();
      scenario.server().signal("TERM");
      awaitAnswer(slow.get(0));
      scenario.server().exitCode(CauseRun.SOON);
      scenario.assertNoIncident();
    }
  }

  static Stream<Run> noDescriptorLeft() {
    return runs(
        "no descriptor left",
        List.of(
            TOMCAT9,
            TOMCAT9_NIO2,
            TOMCAT11,
            TOMCAT11_NIO2,
            JETTY9,
            JETTY12,
            UNDERTOW2,
            new RealServer("netty41", "nio", 8),
            new RealServer("netty41", "epoll", 8),
            new RealServer("netty42", "nio", 8),
            new RealServer("netty42", "epoll", 8)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource
  void noDescriptorLeft(Run run) throws Exception {
    try (CauseRun scenario =
        run.start(
            run.jvm()
                .launchedBy(
                    List.of("sh", "-c", "ulimit -n " + DESCRIPTORS + " && exec \"$@\"", "sh"))
                .jvmArgs("-Djetty.acceptQueueSize=" + DESCRIPTORS))) {
      idleConnections(scenario);
      int left = DESCRIPTORS - openDescriptors(scenario.server());
      scenario.troubleBegins();
      List<Socket> clients = scenario.connect(left + 10);
      scenario.awaitIncident();
      close(clients);
      scenario.assertCause("fd_exhaustion");
    }
  }

  private static int openDescriptors(AgentJvm jvm) throws IOException {
    try (Stream<Path> open = Files.list(Path.of("/proc", Long.toString(jvm.pid()), "fd"))) {
      return (int) open.count();
    }
  }

  static Stream<Run> eventLoopBlockedByItsHandler() {
    return runs("event loop blocked", SHARED_EVENT_LOOPS);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource
  void eventLoopBlockedByItsHandler(Run run) throws Exception {
    try (CauseRun scenario =
        run.start(run.jvm().jvmArgs("-Dnetty.threads=1", "-Dreactor.netty.ioWorkerCount=1"))) {
      sendSlow(scenario, 1);
      scenario.troubleBegins();
      scenario.connect(LIMIT);
      scenario.assertCause("event_loop_blocked");
    }
  }

  static Stream<Run> eventLoopBlockedBesideTheAcceptor() {
    return runs("other event loop blocked", List.of(VERTX5));
  }

  /** Connections that have been accepted wait, which is no matter of accept(). */
  @ParameterizedTest(name = "{0}")
  @MethodSource
  void eventLoopBlockedBesideTheAcceptor(Run run) throws Exception {
    try (CauseRun scenario = run.start(run.jvm().jvmArgs(CALM))) {
      List<Socket> slow = sendSlow(scenario, 1);
      scenario.troubleBegins();
      scenario.connect(LIMIT);
      awaitAnswer(slow.get(0));
      scenario.assertNoIncident();
    }
  }

  /** Connections that have been served, and are kept for more requests. */
  private static List<Socket> idleConnections(CauseRun scenario) throws Exception {
    List<Socket> idle = new ArrayList<>();
    scenario.serve(
        () -> {
          idle.addAll(scenario.connect(LIMIT));
          for (Socket client : idle) {
            send(client, "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
            awaitAnswer(client);
          }
        });
    return idle;
  }

  /** Requests that the server is busy with. */
  private static List<Socket> sendSlow(CauseRun scenario, int count) throws Exception {
    List<Socket> busy = new ArrayList<>();
    scenario.serve(
        () -> {
          busy.addAll(scenario.connect(count));
          sendSlow(busy);
          awaitRequests(scenario, "SLEEPS", count);
        });
    return busy;
  }

  private static void sendSlow(List<Socket> clients) throws IOException {
    for (Socket client : clients) {
      send(
          client,
          "GET /sleep/"
              + SLOW_MILLIS
              + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
    }
  }

  /** Waits until handlers of the server have printed that so often. */
  static void awaitRequests(CauseRun scenario, String told, int count) throws InterruptedException {
    AtomicInteger requests = new AtomicInteger();
    Optional<Boolean> all =
        scenario
            .server()
            .stdout()
            .await(
                line ->
                    line.equals(told) && requests.incrementAndGet() == count
                        ? Optional.of(true)
                        : Optional.empty(),
                CauseRun.SOON);
    if (all.isEmpty()) {
      throw scenario.server().failure(told + " " + requests + " times, not " + count);
    }
  }

  static void send(Socket client, String request) throws IOException {
    client.getOutputStream().write(request.getBytes(US_ASCII));
  }

  static void awaitAnswer(Socket client) throws IOException {
    StringBuilder answer = new StringBuilder();
    byte[] buffer = new byte[1_024];
    while (!ANSWER.matcher(answer).find()) {
      int length = client.getInputStream().read(buffer);
      if (length == -1) {
        throw new EOFException(answer.toString());
      }
      answer.append(new String(buffer, 0, length, US_ASCII));
    }
  }

  private static void close(List<Socket> clients) throws IOException {
    for (Socket client : clients) {
      client.close();
    }
  }
}
