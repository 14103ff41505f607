package io.acceptlag.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Servers that are well under heavy load, each in a network namespace of its own: nothing is said
 * of them, unless the kernel did refuse, or a client did wait as long as that.
 */
@Isolated
class SilenceIT {
  private static final Duration LENGTH =
      Duration.ofSeconds(Integer.getInteger("silence.seconds", 0));

  /** The default of warn.wait. */
  private static final int WARN_WAIT_MILLIS = 200;

  /** Of the kernel's clock, at HZ=100: by so much what it says of a wait may be too long. */
  private static final int TICK_MILLIS = 10;

  /** As many as keep two cores busy, and no more. */
  private static final int CLIENTS = 4;

  private static final int SCANNERS = 16;
  private static final int PORTS = 1_000;
  private static final int FIRST_PORT = 20_000;

  /** Of {@code example.unserved.Readers}; clients of the last one say nothing. */
  private static final List<String> SERVING_IN_THEIR_WAY =
      List.of(
          "0", "banner", "byte", "unanswered", "websocket", "longpoll", "push", "slowly", "never");

  private static final int TALKING = 50;

  @TempDir private Path folder;

  private static Stream<Run> runs(String load) {
    return Jdks.oldestAndNewest(8).stream().map(jdk -> new Run("silence " + load, jdk));
  }

  private record Run(String load, Jdk jdk) {
    CauseRun start(AgentJvm.Builder builder) throws IOException, InterruptedException {
      Missing.skipIf("Silence", Netns.unavailability());
      return CauseRun.start(
          load, jdk, builder.unverified().agent("log=stderr").launchedBy(Netns.launcher()));
    }

    AgentJvm.Builder program(String name, String... args) {
      return AgentJvm.on(jdk).main("example.silence." + name, Workspace.programs()).args(args);
    }

    @Override
    public String toString() {
      return load + ", " + jdk;
    }
  }

  private AgentJvm.Builder server(String name, Jdk jdk, String... jvmArgs) throws IOException {
    return new RealServer(name, name.startsWith("tomcat") ? "nio" : "", 8)
        .on(jdk, folder)
        .jvmArgs(jvmArgs);
  }

  static Stream<Run> keepAlive() {
    return runs("keep-alive");
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource
  void keepAlive(Run run) throws Exception {
    try (CauseRun scenario = run.start(server("tomcat9", run.jdk))) {
      assertSilence(run, scenario, 1, "keepalive " + CLIENTS);
    }
  }

  static Stream<Run> connectionPerRequest() {
    return runs("connection per request");
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource
  void connectionPerRequest(Run run) throws Exception {
    try (CauseRun scenario = run.start(server("tomcat9", run.jdk))) {
      assertSilence(run, scenario, 1, "http " + CLIENTS);
    }
  }

  static Stream<Run> tls() {
    return runs("TLS");
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource
  void tls(Run run) throws Exception {
    Path keystore = Keystore.create(folder.resolve("keys.p12"));
    try (CauseRun scenario = run.start(run.program("PooledServer", "tls", keystore.toString()))) {
      assertSilence(run, scenario, 1, "tls " + CLIENTS);
    }
  }

  static Stream<Run> acceptorsBehindOne() {
    return runs("acceptors behind one");
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource
  void acceptorsBehindOne(Run run) throws Exception {
    try (CauseRun scenario = run.start(server("jetty9", run.jdk, "-Djetty.acceptors=4"))) {
      assertSilence(run, scenario, 1, "http " + CLIENTS);
    }
  }

  static Stream<Run> halfOpenProbes() {
    return runs("half-open probes");
  }

  /** The scanner's last packet of the handshake never arrives; then it resets the connection. */
  @ParameterizedTest(name = "{0}")
  @MethodSource
  void halfOpenProbes(Run run) throws Exception {
    try (CauseRun scenario = run.start(server("tomcat9", run.jdk))) {
      filter(scenario, "add table ip scan");
      filter(scenario, "add chain ip scan in { type filter hook input priority 0 ; }");
      filter(
          scenario,
          "add rule ip scan in ip saddr 127.0.0.9 tcp flags & (syn|ack|rst|fin) == ack counter drop");
      assertSilence(run, scenario, 1, "probe " + SCANNERS, "http 2");
    }
  }

  private static void filter(CauseRun scenario, String rule) {
    List<String> command = new ArrayList<>(scenario.network());
    command.add("nft");
    command.addAll(List.of(rule.split(" ", -1)));
    String outcome = Launcher.outcome(command);
    if (!outcome.isEmpty()) {
      throw Missing.skip("Silence", outcome);
    }
  }

  static Stream<Run> thousandListeners() {
    return runs("1,000 listeners");
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource
  void thousandListeners(Run run) throws Exception {
    try (CauseRun scenario =
        run.start(
            run.program("ManyPorts", Integer.toString(FIRST_PORT), Integer.toString(PORTS)))) {
      assertSilence(run, scenario, PORTS, "byte " + CLIENTS);
    }
  }

  static Stream<Run> behindAccept() {
    return runs("behind accept");
  }

  /** Much is unread there, and nothing of it is trouble. */
  @ParameterizedTest(name = "{0}")
  @MethodSource
  void behindAccept(Run run) throws Exception {
    try (CauseRun scenario =
        run.start(
            AgentJvm.on(run.jdk)
                .main("example.unserved.Readers", Workspace.programs())
                .args(SERVING_IN_THEIR_WAY.toArray(new String[0]))
                // All clients come at once, and a busy machine is slow to accept them, which is
                // true.
                .jvmArgs("-Dacceptlag.warn.wait=1h", "-Dreaders.firstPort=" + FIRST_PORT))) {
      assertSilence(run, scenario, SERVING_IN_THEIR_WAY.size(), "talk " + TALKING);
    }
  }

  static Stream<Run> shortCollections() {
    return runs("short collections");
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource
  void shortCollections(Run run) throws Exception {
    try (CauseRun scenario =
        run.start(run.program("PooledServer", "garbage").jvmArgs("-Xmx64m", "-XX:+UseSerialGC"))) {
      assertSilence(run, scenario, 1, "byte 2");
      scenario.server().send("collections");
      MatchResult collected =
          scenario.server().awaitStdout("^COLLECTED (\\d+) (\\d+)", CauseRun.SOON);
      long times = Long.parseLong(collected.group(1));
      assertTrue(times > 10 && Long.parseLong(collected.group(2)) / times < 50, collected::group);
    }
  }

  /**
   * @param loads each with a JVM of its own: what {@code example.silence.Regulars} reads, without
   *     the time
   */
  private static void assertSilence(Run run, CauseRun scenario, int ports, String... loads)
      throws Exception {
    List<AgentJvm> clients = new ArrayList<>();
    try {
      for (int i = 0; i < loads.length; i++) {
        clients.add(startClients(run, scenario, ports));
      }
      int linesBefore = scenario.server().log().size();
      long overflowsBefore = scenario.overflows();
      for (int i = 0; i < loads.length; i++) {
        clients.get(i).send(loads[i] + " " + LENGTH.toMillis());
      }
      long longestMillis = 0;
      for (AgentJvm client : clients) {
        longestMillis = Math.max(longestMillis, awaitLongest(client));
      }
      long overflows = scenario.overflows() - overflowsBefore;
      List<LogLine> alarms =
          scenario.server().log().stream()
              .skip(linesBefore)
              .filter(line -> line.level().equals("WARN") || line.level().equals("ERROR"))
              .toList();
      judge(run, scenario, alarms, overflows, longestMillis);
    } finally {
      clients.forEach(AgentJvm::close);
    }
  }

  private static AgentJvm startClients(Run run, CauseRun scenario, int ports)
      throws InterruptedException {
    AgentJvm clients =
        run.program(
                "Regulars", Integer.toString(scenario.address().getPort()), Integer.toString(ports))
            .unverified()
            .launchedBy(scenario.network())
            .start();
    clients.awaitStdout("^READY", CauseRun.SOON);
    return clients;
  }

  /** The longest wait that one of them had, in milliseconds. */
  private static long awaitLongest(AgentJvm clients) throws InterruptedException {
    MatchResult done =
        clients.awaitStdout("^DONE (\\w+) (\\d+) (\\d+)$", LENGTH.plus(Duration.ofMinutes(2)));
    assertEquals(
        List.of(), clients.stdout().lines().stream().filter(l -> l.startsWith("FAILED")).toList());
    assertTrue(Long.parseLong(done.group(2)) > LENGTH.toSeconds(), done::group);
    System.out.println(
        "  "
            + done.group(1)
            + ": "
            + done.group(2)
            + " served, the longest "
            + done.group(3)
            + " ms");
    return Long.parseLong(done.group(3));
  }

  private static void judge(
      Run run, CauseRun scenario, List<LogLine> alarms, long overflows, long longestMillis)
      throws Exception {
    List<LogLine> wrong =
        alarms.stream().filter(line -> !isTrue(line, overflows, longestMillis)).toList();
    for (LogLine line : alarms) {
      System.out.println(
          run
              + (wrong.contains(line) ? ": WRONG: " : ": true, since the kernel refused ")
              + overflows
              + " and a client waited "
              + longestMillis
              + " ms: "
              + line);
    }
    CauseTable.add(
        run.load(),
        run.jdk(),
        "none",
        wrong.isEmpty() ? "none" : wrong.get(0).values().getOrDefault("cause", "unknown"),
        -1);
    if (!wrong.isEmpty()) {
      throw scenario.server().failure(run + ": says " + wrong);
    }
  }

  private static boolean isTrue(LogLine line, long overflows, long longestMillis) {
    long refused = Long.parseLong(line.values().getOrDefault("overflows", "0"));
    long waited = Long.parseLong(line.values().getOrDefault("oldest_ms", "0"));
    long longestAtMost = longestMillis + TICK_MILLIS;
    return refused > 0
        ? refused <= overflows
        : longestAtMost >= WARN_WAIT_MILLIS && waited <= longestAtMost;
  }
}
