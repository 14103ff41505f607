package io.acceptlag.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Plain accept loops in trouble that takes the machine's CPU, or that other load would drown: the
 * cause is named, and none but it.
 */
@Isolated
class CausesUnderLoadIT {
  private static final int BURSTS_MAX = 3;
  private static final Duration SOON = Duration.ofSeconds(30);

  /** CPU time that a healthy acceptor spends on a connection. */
  private static final String HEALTHY_MICROS = "200";

  private static Stream<Run> runs(String... variants) {
    return Arrays.stream(variants)
        .flatMap(variant -> Jdks.oldestAndNewest(8).stream().map(jdk -> new Run(variant, jdk)));
  }

  private record Run(String variant, Jdk jdk) {
    AgentJvm.Builder jvm() {
      return AgentJvm.on(jdk).unverified().agent("log=stderr");
    }

    /**
     * @param args of PlainLoop: its backlog and its trouble
     */
    CauseRun start(AgentJvm.Builder builder, String... args) throws Exception {
      return CauseRun.startPlainLoop(variant, jdk, builder, args);
    }

    int megabytes() {
      return variant.equals("G1") ? 250 : 200;
    }

    String entries() {
      return variant.equals("G1") ? "8000000" : "5000000";
    }

    @Override
    public String toString() {
      return variant + ", " + jdk;
    }
  }

  static Stream<Run> collections() {
    return runs("Serial", "Parallel", "G1");
  }

  /** Each kind of collector with a heap that it must collect as a whole, and long. */
  @ParameterizedTest(name = "{0}")
  @MethodSource
  void collections(Run run) throws Exception {
    try (CauseRun scenario =
            run.start(
                run.jvm().jvmArgs("-Xmx" + run.megabytes() + "m", "-XX:+Use" + run.variant + "GC"),
                "500",
                "collections",
                run.entries());
        Clients clients = Clients.of(scenario, run.jdk)) {
      scenario.serveOne();
      scenario.troubleBegins();
      scenario.command("begin");
      clients.come("steady 50 2500");
      scenario.command("end");
      scenario.assertCause("stop_the_world");
    }
  }

  static Stream<Run> safepoint() {
    return runs("safepoint");
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource
  void safepoint(Run run) throws Exception {
    try (CauseRun scenario =
        run.start(run.jvm().jvmArgs("-XX:-UseCountedLoopSafepoints"), "50", "safepoint", "1500")) {
      scenario.serveOne();
      scenario.troubleBegins();
      scenario.server().send("begin");
      scenario.server().awaitStdout("^STANDS", SOON);
      scenario.keepConnecting();
      scenario.assertCause("stop_the_world");
    }
  }

  static Stream<Run> quota() {
    return runs("quota");
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource
  void quota(Run run) throws Exception {
    try (ControlGroup group = cpuGroup();
        CauseRun scenario = run.start(run.jvm().launchedBy(group.launcher()), "50", "spin", "4");
        Clients clients = Clients.of(scenario, run.jdk)) {
      scenario.serveOne();
      scenario.command("begin");
      scenario.troubleBegins();
      // Long enough that each period makes somebody wait, whatever else runs on this machine.
      group.limitCpu(Duration.ofMillis(10), Duration.ofMillis(300));
      clients.come("steady 50 2500");
      group.unlimitCpu();
      scenario.command("end");
      assertTrue(group.throttledPeriods() > 0, "not throttled after all");
      scenario.assertCause("cpu_starvation");
    }
  }

  static Stream<Run> nice() {
    return runs("nice");
  }

  /** On one core, where the acceptor may run only when no other thread wants to. */
  @ParameterizedTest(name = "{0}")
  @MethodSource
  void nice(Run run) throws Exception {
    try (CauseRun scenario = run.start(run.jvm().launchedBy(oneCore()), "50", "spin", "4");
        Clients clients = Clients.of(scenario, run.jdk)) {
      scenario.serveOne();
      String thread = scenario.server().awaitStdout("^ACCEPTOR (\\d+)", SOON).group(1);
      String outcome = Launcher.outcome(List.of("renice", "-n", "19", "-p", thread));
      assertEquals("", outcome);
      scenario.command("begin");
      scenario.troubleBegins();
      clients.come("steady 50 2500");
      scenario.command("end");
      scenario.assertCause("cpu_starvation");
    }
  }

  static Stream<Run> burst() {
    return runs("burst");
  }

  /** The waits are short; there is only no room for so many at once. */
  @ParameterizedTest(name = "{0}")
  @MethodSource
  void burst(Run run) throws Exception {
    try (CauseRun scenario = run.start(run.jvm(), "50", "costly", HEALTHY_MICROS);
        Clients clients = Clients.of(scenario, run.jdk)) {
      scenario.serve(() -> clients.come("turns 1 1"));
      scenario.troubleBegins();
      comeTooMany(scenario, clients, "burst 150");
      scenario.assertCause("backlog_too_small");
    }
  }

  static Stream<Run> cappedBacklog() {
    return runs("capped");
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource
  void cappedBacklog(Run run) throws Exception {
    List<String> somaxconn =
        List.of("sh", "-c", "echo 128 > /proc/sys/net/core/somaxconn && exec \"$@\"", "sh");
    try (CauseRun scenario =
            run.start(
                run.jvm().launchedBy(ownNetwork()).launchedBy(somaxconn),
                "1024",
                "costly",
                HEALTHY_MICROS);
        Clients clients = Clients.besides(scenario, run.jdk)) {
      scenario.serve(() -> clients.come("turns 1 1"));
      scenario.troubleBegins();
      comeTooMany(scenario, clients, "burst 600");
      scenario.assertCause("backlog_capped");
    }
  }

  static Stream<Run> storm() {
    return runs("storm");
  }

  /** So many at once as usually come in a minute, at a backlog that is not small. */
  @ParameterizedTest(name = "{0}")
  @MethodSource
  void storm(Run run) throws Exception {
    try (CauseRun scenario = run.start(run.jvm(), "511", "costly", HEALTHY_MICROS);
        Clients clients = Clients.of(scenario, run.jdk)) {
      clients.come("turns 1 1");
      scenario.serve(() -> clients.come("steady 20 4000"));
      scenario.troubleBegins();
      comeTooMany(scenario, clients, "burst 1000");
      scenario.assertCause("connection_storm");
    }
  }

  static Stream<Run> ceiling() {
    return runs("ceiling");
  }

  /** The acceptor is busy all the time, and the queue neither grows nor overflows. */
  @ParameterizedTest(name = "{0}")
  @MethodSource
  void ceiling(Run run) throws Exception {
    try (CauseRun scenario = run.start(run.jvm(), "128", "costly", "5000");
        Clients clients = Clients.of(scenario, run.jdk)) {
      scenario.serve(() -> clients.come("turns 1 1"));
      scenario.troubleBegins();
      clients.come("turns 60 2500");
      scenario.assertCause("accept_rate_ceiling");
    }
  }

  static Stream<Run> overload() {
    return runs("overload");
  }

  /** Twice as many come as it can take, all the time: each longer queue would be full as well. */
  @ParameterizedTest(name = "{0}")
  @MethodSource
  void overload(Run run) throws Exception {
    try (CauseRun scenario = run.start(run.jvm(), "50", "costly", "5000");
        Clients clients = Clients.of(scenario, run.jdk)) {
      scenario.serve(() -> clients.come("turns 1 1"));
      scenario.troubleBegins();
      clients.come("steady 400 4000");
      scenario.assertCause("accept_rate_ceiling");
    }
  }

  static Stream<Run> foreignListener() {
    return runs("foreign");
  }

  /** The namespace's counter moves, but not because of the listener that is watched. */
  @ParameterizedTest(name = "{0}")
  @MethodSource
  void foreignListener(Run run) throws Exception {
    // Whether it is slow on a busy machine is not what this is about.
    AgentJvm.Builder jvm = AgentJvm.on(run.jdk).unverified().agent("log=stderr,warn.wait=60s");
    try (CauseRun scenario =
            run.start(jvm.launchedBy(ownNetwork()), "50", "costly", HEALTHY_MICROS);
        AgentJvm other =
            AgentJvm.on(run.jdk)
                .launchedBy(scenario.network())
                .main("example.cause.PlainLoop", Workspace.programs())
                .args("2", "starting", "60000")
                .start()) {
      other.send("listen");
      String port = other.awaitStdout("^READY (\\d+)", SOON).group(1);
      try (Clients ours = Clients.besides(scenario, run.jdk);
          Clients theirs = Clients.besides(scenario, run.jdk, Integer.parseInt(port))) {
        ours.come("turns 1 1");
        scenario.troubleBegins();
        theirs.come("burst 50");
        ours.come("turns 2 2000");
        theirs.come("burst 50");
        ours.come("turns 2 1000");
        assertTrue(scenario.overflows() >= 50, "no overflow after all");
        scenario.assertNoIncident();
      }
    }
  }

  /**
   * Where the machine is busy, they may come so slowly that all find room. Then they come again.
   */
  private static void comeTooMany(CauseRun scenario, Clients clients, String burst)
      throws Exception {
    long before = scenario.overflows();
    for (int bursts = 0; bursts < BURSTS_MAX && scenario.overflows() == before; bursts++) {
      clients.come(burst);
    }
    assertTrue(scenario.overflows() > before, "no overflow by " + burst);
  }

  private static List<String> ownNetwork() {
    Missing.skipIf("A server in a network of its own", Netns.unavailability());
    return Netns.launcher();
  }

  private static List<String> oneCore() {
    List<String> taskset = List.of("taskset", "-c", "0");
    Missing.skipIf("An acceptor of low priority", Launcher.unavailability(taskset));
    return taskset;
  }

  private static ControlGroup cpuGroup() {
    try {
      return ControlGroup.create("cpu");
    } catch (IOException e) {
      throw Missing.skip("A CPU quota", e.toString());
    }
  }
}
