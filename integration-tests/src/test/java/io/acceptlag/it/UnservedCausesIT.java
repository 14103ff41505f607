package io.acceptlag.it;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Servers that accept and do not serve, each on the oldest JDK that it runs on and on the newest:
 * the cause is named, and a remedy that helps.
 */
@Execution(ExecutionMode.CONCURRENT)
class UnservedCausesIT {
  private static final Duration SOON = Duration.ofSeconds(60);

  /** More than any of them serves at once. */
  private static final int CLIENTS = 10;

  private static final String NEVER_MILLIS = "600000";

  /** For what servers leave behind. */
  @TempDir private static Path folder;

  /**
   * @param words that the line must have
   */
  private record Case(
      RealServer server, List<String> settings, String command, String cause, String words) {}

  private static final List<Case> CASES =
      List.of(
          new Case(
              new RealServer("tomcat9", "nio", 8),
              List.of("-Dconnector.maxThreads=4", "-Dconnector.minSpareThreads=4"),
              "",
              "worker_pool_exhausted",
              "raising maxThreads would only let more of them wait."),
          new Case(
              new RealServer("tomcat9", "nio", 8),
              List.of(),
              "lose poller",
              "poller_missing",
              "no thread runs Tomcat's Poller"),
          new Case(
              new RealServer("jetty9", "", 8),
              List.of("-Djetty.threads=6"),
              "",
              "worker_pool_exhausted",
              "\"qtp\" threads are in OkHandler.sleep, asleep"),
          new Case(
              new RealServer("jetty12", "", 17),
              List.of(),
              "lose selector",
              "poller_missing",
              "no thread runs Jetty's selector"),
          new Case(
              new RealServer("netty42", "nio", 8),
              List.of("-Dnetty.threads=2"),
              "",
              "event_loop_blocked",
              "an event loop of Netty's."));

  private record Run(Case of, Jdk jdk) {
    AgentJvm start() throws IOException {
      AgentJvm.Builder server =
          of.server()
              .on(jdk, folder)
              .agent("log=stderr,warn.wait=1h,warn.unserved=1s")
              .jvmArgs(of.settings().toArray(new String[0]))
              .expectTrouble();
      return CauseRun.withBox("unserved " + of.server() + " " + of.cause(), jdk, server).start();
    }

    @Override
    public String toString() {
      return of.server() + " " + of.cause() + ", " + jdk;
    }
  }

  static Stream<Run> namesTheCause() {
    return CASES.stream()
        .flatMap(
            each ->
                Jdks.oldestAndNewest(each.server().since()).stream()
                    .map(jdk -> new Run(each, jdk)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource
  void namesTheCause(Run run) throws Exception {
    try (AgentJvm jvm = run.start()) {
      int port = port(jvm);
      if (!run.of().command().isEmpty()) {
        jvm.send(run.of().command());
        jvm.awaitStdout("^DONE " + run.of().command(), SOON);
      }
      assertNamed(jvm, port, run.of().cause(), run.of().words());
    }
  }

  static Stream<Jdk> jdks() {
    return Jdks.oldestAndNewest(8).stream();
  }

  /** The pool is seen by its queue alone, in which the connections are. */
  @ParameterizedTest(name = "{0}")
  @MethodSource("jdks")
  void namesTheHolderOfTheLock(Jdk jdk) throws Exception {
    try (AgentJvm jvm = pooled(jdk, "lock")) {
      LogLine line =
          assertNamed(
              jvm,
              port(jvm),
              "worker_pool_exhausted",
              "blocked by a lock that \"holder\" holds in Pooled.sleepForEver.");
      assertTrue(line.sentence().contains("2 of 2 "), line::toString);
      assertTrue(line.sentence().contains("; more threads would only wait too."), line::toString);
    }
  }

  /** First nobody is seen to be at fault; then clients leave. */
  @ParameterizedTest(name = "{0}")
  @MethodSource("jdks")
  void namesWhatIsNeverClosed(Jdk jdk) throws Exception {
    try (AgentJvm jvm = pooled(jdk, "forget")) {
      int port = port(jvm);
      List<Socket> clients = send(port);
      LogLine first = named(jvm, port);
      assertEquals("unknown", first.values().get("cause"), first::toString);
      for (Socket client : clients) {
        client.close();
      }
      Await.until(
          SOON,
          () ->
              verdicts(jvm, port)
                  .anyMatch(line -> line.values().get("cause").equals("never_closed")),
          () -> jvm.failure("not never_closed"));
    }
  }

  /** Shapes that only the acceptor shows, which is the thread that is seen to accept. */
  private static final Set<String> BY_ACCEPTOR = Set.of("loop", "nobody");

  /** How connections are handed over, and what is said of those who have them, as a pattern. */
  private static final Map<String, String> SHAPES =
      Map.of(
          "thread", "\"conn\" threads are in Shapes.askBackEnd, waiting for a socket.",
          "virtual", " virtual threads are in Shapes.askBackEnd, waiting for a socket.",
          "forkjoin",
              "2 of 2 \"ForkJoinPool-1-worker\" threads are in Shapes.askBackEnd, waiting for",
          "deque",
              "2 of 2 \"pool-.-thread\" threads are in Shapes.askBackEnd, waiting for a socket.",
          "key", "threads are in Shapes.askBackEnd, waiting for a socket.",
          "taken", "2 of 2 \"taker\" threads are in Shapes.askBackEnd, waiting for a socket.",
          "loop", "Thread \"acceptor of loop\" is in ",
          "nobody", "The pool to which its connections are handed has no thread, and [0-9]+ task",
          "deadlock", "It is a deadlock: ");

  /** Clients come at once, and so some of them before the agent watches. */
  @ParameterizedTest(name = "{0}")
  @MethodSource("jdks")
  void namesWhoHasTheConnections(Jdk jdk) throws Exception {
    List<String> shapes =
        SHAPES.keySet().stream()
            .filter(each -> !each.equals("virtual") || jdk.version() >= 21)
            .toList();
    try (AgentJvm jvm =
        AgentJvm.on(jdk)
            .agent("log=stderr,warn.wait=1h,warn.unserved=1s")
            .unverified()
            .expectTrouble()
            .main("example.unserved.Shapes", Workspace.programs())
            .args(shapes.toArray(new String[0]))
            .start()) {
      String[] ports = jvm.awaitStdout("^READY (.*)", SOON).group(1).split(" ", -1);
      List<Socket> clients = new ArrayList<>();
      for (int i = 0; i < ports.length; i++) {
        if (!BY_ACCEPTOR.contains(shapes.get(i))) {
          clients.addAll(send(Integer.parseInt(ports[i])));
        }
      }
      jvm.awaitStderr("resolution", SOON);
      for (String shape : BY_ACCEPTOR) {
        clients.addAll(send(Integer.parseInt(ports[shapes.indexOf(shape)])));
      }
      for (int i = 0; i < ports.length; i++) {
        String words = SHAPES.get(shapes.get(i));
        LogLine line = named(jvm, Integer.parseInt(ports[i]));
        assertTrue(
            Pattern.compile(words).matcher(line.sentence()).find(), shapes.get(i) + ": " + line);
      }
      for (Socket client : clients) {
        client.close();
      }
    }
  }

  private static AgentJvm pooled(Jdk jdk, String does) {
    return AgentJvm.on(jdk)
        .agent("log=stderr,warn.wait=1h,warn.unserved=1s")
        .unverified()
        .expectTrouble()
        .main("example.unserved.Pooled", Workspace.programs())
        .args(does)
        .start();
  }

  /** Once the agent watches: what was accepted before is not in its sample. */
  private static int port(AgentJvm jvm) throws InterruptedException {
    int port = Integer.parseInt(jvm.awaitStdout("^READY (\\d+)", SOON).group(1));
    jvm.awaitStderr("resolution", SOON);
    return port;
  }

  private static LogLine assertNamed(AgentJvm jvm, int port, String cause, String words)
      throws Exception {
    List<Socket> clients = send(port);
    try {
      LogLine line = named(jvm, port);
      assertEquals(cause, line.values().get("cause"), line::toString);
      assertTrue(line.sentence().contains(words), line::toString);
      assertFalse(line.sentence().contains("…"), line::toString);
      CauseRun.finishBox();
      return line;
    } finally {
      for (Socket client : clients) {
        client.close();
      }
    }
  }

  /** The line that names a cause, or says that it is not known. */
  private static LogLine named(AgentJvm jvm, int port) throws InterruptedException {
    return Await.found(
        SOON, () -> verdicts(jvm, port).findFirst(), () -> jvm.failure("no cause of " + port));
  }

  private static Stream<LogLine> verdicts(AgentJvm jvm, int port) {
    return jvm.log().stream()
        .filter(
            line ->
                line.isOf(port)
                    && (line.is("unserved") || line.is("cause"))
                    && !line.values().get("cause").equals("pending"));
  }

  private static List<Socket> send(int port) throws IOException {
    List<Socket> clients = new ArrayList<>();
    for (int i = 0; i < CLIENTS; i++) {
      Socket client = new Socket();
      client.connect(Loopback.ipv4(port));
      String request = "GET /sleep/" + NEVER_MILLIS + " HTTP/1.1\r\nHost: localhost\r\n\r\n";
      client.getOutputStream().write(request.getBytes(US_ASCII));
      clients.add(client);
    }
    return clients;
  }
}
