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
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Servers that accept and do not serve, each on the oldest JDK that it runs on and on the newest:
 * the cause is named, none but it, and a remedy that helps.
 */
@Execution(ExecutionMode.CONCURRENT)
class UnservedCausesIT {
  /** Of {@code warn.unserved}. */
  static final int WARN_MILLIS = 500;

  private static final String AGENT = "log=stderr,warn.wait=1h,warn.unserved=" + WARN_MILLIS + "ms";

  /** On a busy machine it takes a while until a process is stopped, and that must be no trouble. */
  private static final String PATIENT_AGENT = "log=stderr,warn.wait=1h,warn.unserved=2s";

  private static final boolean FOR_TABLE = System.getProperty("causes.runs") != null;

  private static final Duration SOON = Duration.ofSeconds(60);

  /** More than any of them serves at once. */
  private static final int CLIENTS = 10;

  private static final int TROUBLE_MILLIS = 2_000;

  /** Of each of them, by two threads; so none but the first are served before that is reported. */
  private static final String SLICE_MILLIS = "500";

  /** So many that not all of them are served while the trouble is to last. */
  private static final String SLEEP = request("sleep");

  /** So long that what comes meanwhile is reported before the first of them is over. */
  private static final String LONG_SLEEP = request("sleep", 2 * TROUBLE_MILLIS);

  /** As {@link #SLEEP}, and each holds the thread that carries it. */
  private static final String SPIN = request("spin");

  /** One of them at a time, so each is shorter. */
  private static final String LOCKED = request("lock", TROUBLE_MILLIS / 4);

  /** For what servers leave behind. */
  @TempDir private static Path folder;

  /**
   * @param command that makes the trouble, or nothing: then its requests are the trouble
   * @param words that the line must have, as a pattern
   */
  private record Case(
      RealServer server,
      String trouble,
      List<String> settings,
      String command,
      String request,
      String cause,
      String words) {}

  private static final String ONE_CARRIER = "-Djdk.virtualThreadScheduler.parallelism=1";

  private static final RealServer TOMCAT9 = new RealServer("tomcat9", "nio", 8);

  private static final RealServer TOMCAT11 = new RealServer("tomcat11", "nio", 17);

  private static final RealServer JDK_HTTP = new RealServer("jdkhttp", "", 8);

  /** Of Tomcat. */
  private static final List<String> FOUR_WORKERS =
      List.of("-Dconnector.maxThreads=4", "-Dconnector.minSpareThreads=4");

  private static final String MEND_LOCK =
      "Find out what is done with that lock held; more threads do not help\\.";

  private static final String MEND_BACK_END =
      "Find out why the other side \\(a back end, or an idle client\\) is slow, and set a timeout"
          + " there\\.";

  private static final List<Case> CASES =
      List.of(
          new Case(
              TOMCAT9,
              "workers busy",
              FOUR_WORKERS,
              "",
              SLEEP,
              "worker_pool_exhausted",
              "asleep. Find out why threads sleep there."),
          new Case(
              TOMCAT9,
              "poller lost",
              List.of(),
              "lose poller",
              SLEEP,
              "poller_missing",
              "no thread runs Tomcat's Poller"),
          new Case(
              new RealServer("tomcat9", "nio", 21),
              "carriers busy",
              List.of("-Dconnector.useVirtualThreads=true", ONE_CARRIER),
              "",
              SPIN,
              "carriers_exhausted",
              "No carrier thread is free for the virtual threads that read: "),
          new Case(
              new RealServer("jetty9", "", 8),
              "workers busy",
              List.of("-Djetty.threads=6"),
              "",
              SLEEP,
              "worker_pool_exhausted",
              "\"qtp\" threads are in OkHandler.sleep, asleep"),
          new Case(
              new RealServer("jetty9", "", 8),
              "selectors lost",
              List.of(),
              "lose selector",
              SLEEP,
              "poller_missing",
              "no thread runs Jetty's selector"),
          new Case(
              new RealServer("jetty12", "", 17),
              "workers busy",
              List.of("-Djetty.threads=6"),
              "",
              SLEEP,
              "worker_pool_exhausted",
              "\"qtp\" threads are in OkHandler.handle, asleep"),
          new Case(
              new RealServer("jetty12", "", 17),
              "selectors lost",
              List.of(),
              "lose selector",
              SLEEP,
              "poller_missing",
              "no thread runs Jetty's selector"),
          new Case(
              TOMCAT11,
              "workers busy",
              FOUR_WORKERS,
              "",
              SLEEP,
              "worker_pool_exhausted",
              "asleep. Find out why threads sleep there."),
          new Case(
              TOMCAT11,
              "poller lost",
              List.of(),
              "lose poller",
              SLEEP,
              "poller_missing",
              "no thread runs Tomcat's Poller"),
          new Case(
              new RealServer("tomcat11", "nio", 21),
              "carriers busy",
              List.of("-Dconnector.useVirtualThreads=true", ONE_CARRIER),
              "",
              SPIN,
              "carriers_exhausted",
              "No carrier thread is free for the virtual threads that read: "),
          new Case(
              new RealServer("undertow2", "", 8),
              "loops busy",
              List.of("-Dundertow.ioThreads=2"),
              "",
              SLEEP,
              "event_loop_blocked",
              "2 of 2 threads are in example\\.server\\.Server\\$OkHandler\\.handleRequest \\("),
          new Case(
              new RealServer("springboot4webflux", "", 17),
              "loops busy",
              List.of("-Dreactor.netty.ioWorkerCount=2"),
              "",
              SLEEP,
              "event_loop_blocked",
              "an event loop of Netty's."),
          new Case(
              JDK_HTTP,
              "workers busy",
              List.of("-Dhttp.threads=2"),
              "",
              SLEEP,
              "worker_pool_exhausted",
              "threads are in Server.sleep, asleep"),
          new Case(
              new RealServer("helidon4", "", 21),
              "carriers busy",
              List.of(ONE_CARRIER),
              "",
              SPIN,
              "carriers_exhausted",
              "No carrier thread is free for the virtual threads that read: "),
          new Case(
              new RealServer("kafka4", "", 17),
              "network threads busy",
              List.of("-Dbroker.num.network.threads=1", "-Dkafka.connectMillis=500"),
              "",
              SLEEP,
              "event_loop_blocked",
              "Take what blocks off Kafka's network threads \\(a plugin's lookups\\)"),
          new Case(
              new RealServer("kafka4", "", 17),
              "network threads lost",
              List.of(),
              "lose network threads",
              SLEEP,
              "poller_missing",
              "network thread"),
          new Case(
              new RealServer("netty42", "nio", 8),
              "loops busy",
              List.of("-Dnetty.threads=2"),
              "",
              SLEEP,
              "event_loop_blocked",
              "an event loop of Netty's."),
          new Case(
              TOMCAT9,
              "workers behind a lock",
              FOUR_WORKERS,
              "",
              LOCKED,
              "worker_pool_exhausted",
              "3 of 4 .* threads are in OkValve\\.work, blocked by a lock that \"http-nio-.*[0-9]\""
                  + " holds in OkValve\\.sleep\\. "
                  + MEND_LOCK),
          new Case(
              TOMCAT9,
              "workers behind a socket",
              FOUR_WORKERS,
              "",
              request("socket"),
              "worker_pool_exhausted",
              "4 of 4 .* threads are in OkValve\\.askBackEnd, waiting for a socket\\. "
                  + MEND_BACK_END),
          new Case(
              TOMCAT11,
              "workers behind a future",
              FOUR_WORKERS,
              "",
              request("future"),
              "worker_pool_exhausted",
              "4 of 4 .* threads are in OkValve\\.awaitResult, waiting in CompletableFuture\\.get\\."
                  + " Find out who should complete it, and set a timeout there\\."),
          new Case(
              new RealServer("jetty12", "", 17),
              "workers behind a lock",
              List.of("-Djetty.threads=6"),
              "",
              LOCKED,
              "worker_pool_exhausted",
              "\"qtp\" threads are in OkHandler\\.lock, blocked by a lock that \"qtp.*-[0-9]+\" holds in"
                  + " OkHandler\\.query\\. "
                  + MEND_LOCK),
          new Case(
              new RealServer("jetty12", "", 17),
              "workers behind a socket",
              List.of("-Djetty.threads=6"),
              "",
              request("socket"),
              "worker_pool_exhausted",
              "\"qtp\" threads are in OkHandler\\.askBackEnd, waiting for a socket\\. "
                  + MEND_BACK_END),
          new Case(
              JDK_HTTP,
              "workers behind a lock",
              List.of("-Dhttp.threads=4"),
              "",
              LOCKED,
              "worker_pool_exhausted",
              "3 of 4 \"pool-1-thread\" threads are in Server\\.lock, blocked by a lock that"
                  + " \"pool-1-thread-[1-4]\" holds in Server\\.sleep\\. "
                  + MEND_LOCK),
          new Case(
              JDK_HTTP,
              "workers computing",
              List.of("-Dhttp.threads=2"),
              "",
              SPIN,
              "worker_pool_exhausted",
              "2 of 2 \"pool-1-thread\" threads are in Server\\.spin\\. Give the process more CPUs, or"
                  + " less of that work; more threads do not help\\."),
          new Case(
              new RealServer("tomcat9hikari4", "", 8),
              "workers behind a connection pool",
              List.of("-Dtomcat.threads=4"),
              "",
              request("pool", TROUBLE_MILLIS / 4),
              "worker_pool_exhausted",
              "3 of 4 .* threads are in PoolValve\\.load, waiting for HikariPool \\(database"
                  + " connections\\)\\. Find what keeps that pool's connections, or let it fail"
                  + " sooner; more threads do not help\\."),
          new Case(
              JDK_HTTP,
              "threads lost",
              List.of("-Dhttp.threads=2"),
              "lose threads",
              SLEEP,
              "worker_pool_exhausted",
              "The pool to which its connections are handed has no thread, and [0-9]+ task"),
          new Case(
              new RealServer("kafka4", "", 17),
              "one network thread lost",
              List.of("-Dbroker.num.network.threads=3"),
              "lose network thread",
              SLEEP,
              "poller_missing",
              "It accepts, but not all of Kafka's network threads run\\."),
          new Case(
              new RealServer("undertow2", "", 8),
              "loops behind a lock",
              // So many that two of them at least wait, wherever XNIO puts the connections.
              List.of("-Dundertow.ioThreads=8"),
              "",
              LOCKED,
              "event_loop_blocked",
              " threads are in .*OkHandler\\.lock.*, blocked by a lock that \"XNIO-.*[0-9]\" holds in"
                  + " OkHandler\\.query, each an I/O thread of XNIO's\\. Dispatch blocking work to a"
                  + " worker thread\\."),
          new Case(
              new RealServer("netty42", "epoll", 8),
              "loops busy",
              // With one group the loop that accepts is kept as well, and none is accepted.
              List.of("-Dnetty.threads=2", "-Dnetty.acceptors=1"),
              "",
              SLEEP,
              "event_loop_blocked",
              "OkHandler\\.channelRead0.*, asleep, each an event loop of Netty's\\. Move blocking work"
                  + " off the event loops\\."));

  /** It sleeps with a lock that nobody else wants. */
  private static final Case PINNED =
      new Case(
          new RealServer("tomcat11", "nio", 21),
          "carrier pinned",
          List.of("-Dconnector.useVirtualThreads=true", ONE_CARRIER),
          "",
          request("pin"),
          "carriers_exhausted",
          "[12] of [12] (is|are) held in .*OkValve\\.sleep.*, asleep and pinned\\. Before Java 24 synchronized"
              + " pins: use ReentrantLock there, or a newer Java\\.");

  private record ServerRun(Case of, Jdk jdk) {
    private String scenario() {
      return CauseOutcome.BEHIND_ACCEPT + of.server() + " " + of.trouble();
    }

    CauseRun start() throws IOException, InterruptedException {
      AgentJvm.Builder server =
          of.server().on(jdk, folder).agent(AGENT).jvmArgs(of.settings().toArray(new String[0]));
      return CauseRun.start(scenario(), jdk, server);
    }

    @Override
    public String toString() {
      return scenario() + ", " + jdk;
    }
  }

  static Stream<ServerRun> namesTheCause() {
    return Stream.concat(
        Rows.of(IntStream.range(0, CASES.size()).boxed().toList())
            .flatMap(
                row ->
                    Jdks.oldestOrNewest(row, CASES.get(row).server().since()).stream()
                        .map(jdk -> new ServerRun(CASES.get(row), jdk))),
        // With a newer Java, synchronized does not pin.
        Jdks.between(21, 23, false).stream().map(jdk -> new ServerRun(PINNED, jdk)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource
  void namesTheCause(ServerRun run) throws Exception {
    try (CauseRun scenario = run.start()) {
      // The first request loads classes, which takes a busy machine so long that workers wait for
      // it.
      run.of().server().connectAndExchange(scenario.address());
      boolean lost = !run.of().command().isEmpty();
      if (lost) {
        scenario.command(run.of().command());
      }
      scenario.troubleBegins();
      send(scenario, run.of().request());
      if (lost) {
        scenario.awaitVerdict();
        scenario.command("close");
      }
      assertWords(scenario.assertCause(run.of().cause()), run.of().words());
    }
  }

  /** Of a scenario that has but one case. */
  private record Single(String trouble, Jdk jdk) {
    static Stream<Single> of(String trouble) {
      return of(trouble, 8);
    }

    static Stream<Single> of(String trouble, int since) {
      return Jdks.oldestAndNewest(since).stream().map(jdk -> new Single(trouble, jdk));
    }

    private String scenario() {
      return CauseOutcome.BEHIND_ACCEPT + trouble;
    }

    @Override
    public String toString() {
      return scenario() + ", " + jdk;
    }
  }

  /** Tomcat with room for so many connections. */
  private static CauseRun startTomcat(String scenario, Jdk jdk, int limit) throws Exception {
    return CauseRun.start(
        scenario,
        jdk,
        TOMCAT9.on(jdk, folder).agent("log=stderr").jvmArgs("-Dconnector.maxConnections=" + limit));
  }

  static Stream<Single> namesALostPollerBeforeTheLimitIsReached() {
    return Single.of("tomcat9 poller lost, few requests");
  }

  /** One request each half a second. Nobody waits to be accepted until the limit is reached. */
  @ParameterizedTest(name = "{0}")
  @MethodSource
  void namesALostPollerBeforeTheLimitIsReached(Single run) throws Exception {
    int limit = 40;
    try (CauseRun scenario = startTomcat(run.scenario(), run.jdk(), limit)) {
      scenario.serve(() -> TOMCAT9.connectAndExchange(scenario.address()));
      long linesBefore = scenario.server().log().size();
      scenario.command("lose poller");
      scenario.troubleBegins();
      int clients = 0;
      while (scenario.server().log().stream()
          .skip(linesBefore)
          .noneMatch(line -> "poller_missing".equals(line.values().get("cause")))) {
        assertTrue(++clients < limit, scenario.server()::toString);
        scenario.connect(1).get(0).getOutputStream().write(SLEEP.getBytes(US_ASCII));
        Thread.sleep(500);
      }
      assertEquals(
          List.of(),
          scenario.server().log().stream()
              .skip(linesBefore)
              .filter(line -> line.is("slow"))
              .toList());
      scenario.command("close");
      scenario.assertCause("poller_missing");
    }
  }

  static Stream<Single> namesALostPollerThatHasLedToTheLimit() {
    return Single.of("tomcat9 poller lost, limit reached");
  }

  /** Those who hold the places are not idle, long before they count as unserved. */
  @ParameterizedTest(name = "{0}")
  @MethodSource
  void namesALostPollerThatHasLedToTheLimit(Single run) throws Exception {
    int limit = 5;
    try (CauseRun scenario = startTomcat(run.trouble(), run.jdk(), limit)) {
      scenario.serve(() -> TOMCAT9.connectAndExchange(scenario.address()));
      scenario.command("lose poller");
      scenario.troubleBegins();
      for (Socket client : scenario.connect(limit + 3)) {
        client.getOutputStream().write(SLEEP.getBytes(US_ASCII));
      }
      scenario.awaitVerdict();
      scenario.command("close");
      LogLine told = scenario.assertCause("poller_missing");
      assertEquals("connection_limit", told.values().get("contributing"), told::toString);
      assertWords(told, "No thread runs Tomcat's Poller\\. .*Restart the server");
    }
  }

  /**
   * A program of ours, whose trouble ends at its command.
   *
   * @param does its argument
   * @param words that the line must have, as a pattern
   */
  private record Program(String name, String does, int since, String cause, String words) {
    Stream<ProgramRun> runs() {
      return Jdks.oldestAndNewest(since).stream().map(jdk -> new ProgramRun(this, jdk));
    }

    /** On the newest JDK; on all where it is about the table of causes. */
    Stream<ProgramRun> runsAlone() {
      List<ProgramRun> runs = runs().toList();
      return runs.stream().skip(FOR_TABLE ? 0 : Math.max(0, runs.size() - 1));
    }
  }

  private record ProgramRun(Program of, Jdk jdk) {
    private String scenario() {
      return CauseOutcome.BEHIND_ACCEPT + of.does();
    }

    CauseRun start() throws IOException, InterruptedException {
      return CauseRun.start(scenario(), jdk, program(jdk, of.name(), of.does()));
    }

    @Override
    public String toString() {
      return scenario() + ", " + jdk;
    }
  }

  private static AgentJvm.Builder program(Jdk jdk, String name, String... args) {
    return programUnder(AGENT, jdk, name, args);
  }

  private static AgentJvm.Builder programUnder(String agent, Jdk jdk, String name, String... args) {
    return AgentJvm.on(jdk)
        .agent(agent)
        .unverified()
        .main("example.unserved." + name, Workspace.programs())
        .args(args);
  }

  /** The pool is seen by its queue alone, in which the connections are. */
  private static final Program LOCK =
      new Program(
          "Pooled",
          "lock",
          8,
          "worker_pool_exhausted",
          "2 of 2 .* blocked by a lock that \"holder\" holds in Pooled.sleepForEver\\."
              + ".*; more threads do not help\\.");

  /** What those of a pool wait for, and what does not help. */
  private static final List<Program> POOLED =
      List.of(
          pooled(
              "future",
              " \"pool-1-thread\" threads are in Pooled.load, waiting in CompletableFuture.join"
                  + "\\. Find out who should complete it, and set a timeout there\\."),
          pooled(
              "permit",
              " \"pool-1-thread\" threads are in Pooled.borrow, waiting in"
                  + " Semaphore.acquireUninterruptibly\\. Find out what they wait for there\\."),
          pooled(
              "compute",
              " \"pool-1-thread\" threads are in Pooled.compute\\. Give the process more CPUs, or"
                  + " less of that work; more threads do not help."),
          pooled(
              "datagram",
              " \"pool-1-thread\" threads are in Pooled.awaitOthers, waiting for a socket\\. Find"
                  + " out why the other side is slow, and set a timeout there\\."),
          pooled(
              "data",
              " \"pool-1-thread\" threads are in Pooled.awaitOthers, waiting in accept\\(\\)\\. Find"
                  + " out who should connect there, and set a timeout there\\."),
          pooled(
              "select",
              " \"pool-1-thread\" threads are in Pooled.awaitOthers, waiting in a selector\\. Find"
                  + " out why the other side \\(a back end, or an idle client\\) is slow"));

  private static Program pooled(String does, String words) {
    return new Program("Pooled", does, 8, "worker_pool_exhausted", "2 of 2" + words);
  }

  /** How connections are handed over, and what is said of those who have them. */
  private static final List<Program> SHAPES =
      List.of(
          shape("thread", 8, "\"conn\" threads are in Shapes.askBackEnd, waiting for a socket."),
          shape("virtual", 21, " virtual threads are in Shapes.askBackEnd, waiting for a socket."),
          shape(
              "forkjoin",
              8,
              "2 of 2 \"ForkJoinPool-1-worker\" threads are in Shapes.askBackEnd, waiting for"),
          shape(
              "deque",
              8,
              "2 of 2 \"pool-.-thread\" threads are in Shapes.askBackEnd, waiting for a socket."),
          shape("key", 8, "threads are in Shapes.askBackEnd, waiting for a socket."),
          shape(
              "taken",
              8,
              "2 of 2 \"taker\" threads are in Shapes.askBackEnd, waiting for a socket."),
          new Program(
              "Shapes", "loop", 8, "accept_thread_blocked", "Thread \"acceptor of loop\" is in "),
          shape(
              "nobody",
              8,
              "The pool to which its connections are handed has no thread, and [0-9]+ task"),
          shape("deadlock", 8, "It is a deadlock: "));

  private static Program shape(String how, int since, String words) {
    return new Program("Shapes", how, since, "worker_pool_exhausted", words);
  }

  static Stream<ProgramRun> namesWhoHasTheConnections() {
    return Stream.concat(
        LOCK.runs(), Stream.of(POOLED, SHAPES).flatMap(List::stream).flatMap(Program::runsAlone));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource
  void namesWhoHasTheConnections(ProgramRun run) throws Exception {
    try (CauseRun scenario = run.start()) {
      scenario.troubleBegins();
      send(scenario, SLEEP);
      scenario.awaitVerdict();
      scenario.command("end");
      assertWords(scenario.assertCause(run.of().cause()), run.of().words());
    }
  }

  /** What stands beside the connections, and only seems to have them. */
  private static final List<Program> BESIDE =
      List.of(
          beside("mail", "unknown", "Which threads should read them is not seen\\."),
          beside(
              "audit",
              "worker_pool_exhausted",
              "\"conn\" threads are in Beside.readLocked, blocked by a lock that \"holder\" holds"),
          beside("registry", "unknown", "Which threads should read them is not seen\\."),
          beside("stages", "worker_pool_exhausted", "2 of 2 \"parse\" threads are in Beside\\."),
          beside("gauge", "unknown", "Which threads should read them is not seen\\."),
          beside("cached", "unknown", "Which threads should read them is not seen\\."));

  private static Program beside(String how, String cause, String words) {
    return new Program("Beside", how, 8, cause, words);
  }

  static Stream<ProgramRun> namesNobodyWhoDoesNotHaveThem() {
    return BESIDE.stream().flatMap(Program::runsAlone);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource
  void namesNobodyWhoDoesNotHaveThem(ProgramRun run) throws Exception {
    try (CauseRun scenario = run.start()) {
      scenario.troubleBegins();
      send(scenario, SLEEP);
      scenario.awaitIncident();
      LogLine told = named(scenario.server(), scenario.address().getPort());
      scenario.command("end");
      scenario.assertCause(run.of().cause());
      assertWords(told, run.of().words());
    }
  }

  static Stream<Single> namesThePoolOfConnections() {
    return Single.of("connection pool", 11);
  }

  /** Of a real library's: one thread waits for the back end, and all others for its connection. */
  @ParameterizedTest(name = "{0}")
  @MethodSource
  void namesThePoolOfConnections(Single run) throws Exception {
    Path clients = Workspace.server("clients");
    AgentJvm.Builder builder =
        AgentJvm.on(run.jdk())
            .agent(AGENT)
            .unverified()
            // Which listens too, and serves nobody.
            .expect("(did not serve in time|accepts and does not serve).*")
            .main("example.client.Gateway", clients.resolve("classes"), clients.resolve("libs/*"));
    try (CauseRun scenario = CauseRun.start(run.scenario(), run.jdk(), builder)) {
      scenario.troubleBegins();
      send(scenario, SLEEP);
      scenario.awaitVerdict();
      scenario.command("end");
      assertWords(
          scenario.assertCause("worker_pool_exhausted"),
          "8 of 8 .* threads are in Gateway\\.ask, 7 of them waiting for HttpClient's pool\\. Find what keeps that pool's"
              + " connections, .*; more threads do not help\\.");
    }
  }

  static Stream<ProgramRun> namesWhatIsNeverClosed() {
    return new Program("Pooled", "forget", 8, "never_closed", "").runs();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource
  void namesWhatIsNeverClosed(ProgramRun run) throws Exception {
    try (CauseRun scenario = run.start()) {
      awaitNeverClosed(scenario);
      scenario.command("end");
      scenario.assertCause(run.of().cause());
    }
  }

  /**
   * First nobody is seen to be at fault; then clients leave.
   *
   * @return the line without a cause
   */
  private static LogLine awaitNeverClosed(CauseRun scenario) throws Exception {
    scenario.troubleBegins();
    send(scenario, SLEEP);
    LogLine unknown =
        scenario
            .server()
            .awaitLog(
                "line without a cause",
                line -> line.values().getOrDefault("cause", "").equals("unknown"),
                SOON);
    scenario.disconnect();
    // It is another cause than that line has, so it must be found twice, a second apart or more.
    scenario
        .server()
        .awaitLog(
            "cause", line -> line.values().getOrDefault("cause", "").equals("never_closed"), SOON);
    return unknown;
  }

  static Stream<Single> namesWhatNettyNeverReads() {
    return Single.of("netty42 nio without reads");
  }

  /** Nothing tells a proxy's connections, whose back end does not answer, from forgotten ones. */
  @ParameterizedTest(name = "{0}")
  @MethodSource
  void namesWhatNettyNeverReads(Single run) throws Exception {
    AgentJvm.Builder netty =
        new RealServer("netty42", "nio", 8)
            .on(run.jdk(), folder)
            .agent(AGENT)
            .jvmArgs("-Dnetty.noAutoRead=true");
    try (CauseRun scenario = CauseRun.start(run.scenario(), run.jdk(), netty)) {
      LogLine unknown = awaitNeverClosed(scenario);
      scenario.command("close");
      scenario.assertCause("never_closed");
      assertWords(unknown, "Which threads should read them is not seen\\.");
    }
  }

  static Stream<Single> countsKeptConnections() {
    return Single.of("tomcat9 kept connections");
  }

  /** They have been answered once. Their next requests wait while all workers are busy. */
  @ParameterizedTest(name = "{0}")
  @MethodSource
  void countsKeptConnections(Single run) throws Exception {
    int threads = 4;
    int held = 3;
    RealServer tomcat = new RealServer("tomcat9", "nio", 8);
    AgentJvm.Builder builder =
        tomcat
            .on(run.jdk(), folder)
            .agent(AGENT)
            .jvmArgs("-Dconnector.maxThreads=" + threads, "-Dconnector.minSpareThreads=" + threads);
    try (CauseRun scenario = CauseRun.start(run.scenario(), run.jdk(), builder)) {
      List<Socket> kept = scenario.connect(held);
      for (Socket client : kept) {
        send(client, SLEEP);
        assertTrue(client.getInputStream().read() >= 0, scenario.server()::toString);
      }
      scenario.troubleBegins();
      for (Socket client : scenario.connect(threads)) {
        send(client, LONG_SLEEP);
      }
      awaitSleeping(held + threads, scenario.server());
      for (Socket client : kept) {
        send(client, SLEEP);
      }
      send(scenario, SLEEP);
      LogLine line =
          scenario
              .server()
              .awaitLog("kept", each -> each.values().containsKey("kept_unread"), SOON);
      assertEquals(CLIENTS, line.number("unserved"), line::toString);
      assertEquals(held, line.number("kept_unread"), line::toString);
      assertEquals(threads, line.number("unanswered"), line::toString);
      scenario.assertCause("worker_pool_exhausted");
    }
  }

  private static void awaitSleeping(long requests, AgentJvm server) throws InterruptedException {
    Await.until(
        SOON,
        () -> server.stdout().lines().stream().filter("SLEEPS"::equals).count() >= requests,
        () -> server.failure("fewer requests are served"));
  }

  static Stream<Single> namesWhatStopsTheProcess() {
    return Stream.concat(Single.of("sigstop"), Single.of("sigstop asleep"));
  }

  /** What computes does not get on meanwhile. What waits is seen to do so after it, but briefly. */
  @ParameterizedTest(name = "{0}")
  @MethodSource
  void namesWhatStopsTheProcess(Single run) throws Exception {
    try (CauseRun scenario = startSlices(run, PATIENT_AGENT, 0)) {
      // It has no reading from before the stop if that comes before its first poll.
      scenario.server().awaitPolls(SOON);
      sendSlices(scenario);
      scenario.server().signal("STOP");
      // So long that it is nearly all of the trouble, however late a busy machine begins it.
      Thread.sleep(2 * TROUBLE_MILLIS);
      scenario.server().signal("CONT");
      scenario.awaitVerdict();
      scenario.command("end");
      scenario.assertCause("process_stopped");
    }
  }

  static Stream<Single> namesWhatStopsTomcat() {
    return Single.of("tomcat9 sigstop");
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource
  void namesWhatStopsTomcat(Single run) throws Exception {
    AgentJvm.Builder tomcat = tomcatOfFour(run.jdk()).agent(PATIENT_AGENT);
    try (CauseRun scenario = CauseRun.start(run.scenario(), run.jdk(), tomcat)) {
      TOMCAT9.connectAndExchange(scenario.address());
      scenario.server().awaitPolls(SOON);
      scenario.troubleBegins();
      send(scenario, request("sleep", TROUBLE_MILLIS / 2));
      scenario.server().awaitStdout("^SLEEPS", SOON);
      scenario.server().signal("STOP");
      Thread.sleep(2 * TROUBLE_MILLIS);
      scenario.server().signal("CONT");
      scenario.assertCause("process_stopped");
    }
  }

  private static AgentJvm.Builder tomcatOfFour(Jdk jdk) {
    return TOMCAT9.on(jdk, folder).jvmArgs(FOUR_WORKERS.toArray(new String[0]));
  }

  static Stream<Single> namesACollection() {
    return Single.of("collections");
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource
  void namesACollection(Single run) throws Exception {
    try (CauseRun scenario = startSlices(run, AGENT, 5_000_000)) {
      sendSlices(scenario);
      scenario.command("collect");
      scenario.awaitVerdict();
      scenario.command("end");
      assertWords(
          scenario.assertCause("stop_the_world"),
          "The whole JVM stood still for garbage collection: ");
    }
  }

  static Stream<Single> namesAQuota() {
    return Single.of("quota");
  }

  /** Its threads compute for a second in all, of which a tenth is left in each second. */
  @ParameterizedTest(name = "{0}")
  @MethodSource
  void namesAQuota(Single run) throws Exception {
    try (ControlGroup group = cpuGroup();
        CauseRun scenario =
            CauseRun.start(
                run.scenario(), run.jdk(), slices(run, AGENT, 0).launchedBy(group.launcher()))) {
      scenario.troubleBegins();
      group.limitCpu(Duration.ofMillis(10), Duration.ofMillis(100));
      send(scenario, SLEEP);
      scenario.awaitVerdict();
      group.unlimitCpu();
      scenario.command("end");
      assertWords(
          scenario.assertCause("cpu_starvation"),
          "The cgroup's CPU quota held the process back: .*Raise the CPU limit of the container");
    }
  }

  static Stream<Single> namesAQuotaOfTomcat() {
    return Single.of("tomcat9 quota");
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource
  void namesAQuotaOfTomcat(Single run) throws Exception {
    try (ControlGroup group = cpuGroup();
        CauseRun scenario =
            CauseRun.start(
                run.scenario(),
                run.jdk(),
                tomcatOfFour(run.jdk()).agent(AGENT).launchedBy(group.launcher()))) {
      TOMCAT9.connectAndExchange(scenario.address());
      scenario.troubleBegins();
      group.limitCpu(Duration.ofMillis(10), Duration.ofMillis(100));
      send(scenario, SPIN);
      scenario.awaitVerdict();
      group.unlimitCpu();
      assertWords(
          scenario.assertCause("cpu_starvation"),
          "The cgroup's CPU quota held the process back: .*Raise the CPU limit of the container");
    }
  }

  private static ControlGroup cpuGroup() {
    try {
      return ControlGroup.create("cpu");
    } catch (IOException e) {
      throw Missing.skip("A CPU quota", e.toString());
    }
  }

  private static CauseRun startSlices(Single run, String agent, int live) throws Exception {
    return CauseRun.start(run.scenario(), run.jdk(), slices(run, agent, live));
  }

  private static AgentJvm.Builder slices(Single run, String agent, int live) {
    return programUnder(
            agent,
            run.jdk(),
            "Slices",
            run.trouble().endsWith("asleep") ? "asleep" : "compute",
            SLICE_MILLIS,
            Integer.toString(live))
        .jvmArgs("-XX:+UseSerialGC", "-Xmx400m");
  }

  private static void sendSlices(CauseRun scenario) throws Exception {
    scenario.troubleBegins();
    send(scenario, SLEEP);
    scenario.server().awaitStdout("^WORKS", SOON);
  }

  /** Shapes that only the acceptor shows, which is the thread that is seen to accept. */
  private static final Set<String> BY_ACCEPTOR = Set.of("loop", "nobody");

  static Stream<Single> namesEachOfMany() {
    return Single.of("all at once");
  }

  /** In one process. Clients come at once, and so some of them before the agent watches. */
  @ParameterizedTest(name = "{0}")
  @MethodSource
  void namesEachOfMany(Single run) throws Exception {
    List<Program> shapes =
        SHAPES.stream().filter(each -> each.since() <= run.jdk().version()).toList();
    String[] names = shapes.stream().map(Program::does).toArray(String[]::new);
    try (AgentJvm jvm = program(run.jdk(), "Shapes", names).expectTrouble().start()) {
      String[] ports = jvm.awaitStdout("^READY (.*)", SOON).group(1).split(" ", -1);
      List<Socket> clients = new ArrayList<>();
      for (int i = 0; i < ports.length; i++) {
        if (!BY_ACCEPTOR.contains(names[i])) {
          clients.addAll(send(Integer.parseInt(ports[i])));
        }
      }
      jvm.awaitStderr("resolution", SOON);
      for (int i = 0; i < ports.length; i++) {
        if (BY_ACCEPTOR.contains(names[i])) {
          clients.addAll(send(Integer.parseInt(ports[i])));
        }
      }
      List<String> wrong = new ArrayList<>();
      for (int i = 0; i < ports.length; i++) {
        LogLine line = named(jvm, Integer.parseInt(ports[i]));
        if (!line.values().get("cause").equals(shapes.get(i).cause())
            || !Pattern.compile(shapes.get(i).words()).matcher(line.sentence()).find()) {
          wrong.add(names[i] + ": " + line);
        }
      }
      CauseTable.add(
          run.scenario(),
          run.jdk(),
          "of each",
          wrong.isEmpty() ? "of each" : "wrong of " + wrong.size(),
          -1);
      assertEquals(List.of(), wrong, jvm::toString);
      for (Socket client : clients) {
        client.close();
      }
    }
  }

  private static void assertWords(LogLine line, String words) {
    assertTrue(Pattern.compile(words).matcher(line.sentence()).find(), line::toString);
    // Only names may be shortened: that of Kafka's network thread has 69 characters.
    assertFalse(line.sentence().replaceAll("\"[^\"]*\"", "").contains("…"), line::toString);
  }

  /** The line that names a cause, or says that it is not known. */
  private static LogLine named(AgentJvm jvm, int port) throws InterruptedException {
    return Await.found(
        SOON,
        () ->
            jvm.log().stream()
                .filter(
                    line ->
                        line.isOf(port)
                            && (line.is("unserved") || line.is("cause"))
                            && !line.values().get("cause").equals("pending"))
                .findFirst(),
        () -> jvm.failure("no cause of " + port));
  }

  private static String request(String path) {
    return request(path, TROUBLE_MILLIS / 2);
  }

  private static String request(String path, int millis) {
    return "GET /" + path + "/" + millis + " HTTP/1.1\r\nHost: localhost\r\n\r\n";
  }

  private static void send(CauseRun scenario, String request) throws IOException {
    for (Socket client : scenario.connect(CLIENTS)) {
      send(client, request);
    }
  }

  private static void send(Socket client, String request) throws IOException {
    client.getOutputStream().write(request.getBytes(US_ASCII));
  }

  private static List<Socket> send(int port) throws IOException {
    List<Socket> clients = new ArrayList<>();
    for (int i = 0; i < CLIENTS; i++) {
      Socket client = new Socket();
      client.connect(Loopback.ipv4(port));
      client.getOutputStream().write(SLEEP.getBytes(US_ASCII));
      clients.add(client);
    }
    return clients;
  }
}
