package io.acceptlag.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Listeners that come and go: nothing of them stays, and none is taken for another. */
class ListenersIT {
  private static final Duration SOON = Duration.ofSeconds(30);
  private static final int MANY = 10_000;

  /** The agent may keep the last figures of so many, for an exporter that has yet to come. */
  private static final int LAST_FIGURES = 1_000;

  /** The kernel's clock ticks at 100 Hz or faster. */
  private static final long TICK_MILLIS = 10;

  static Stream<Jdk> jdks() {
    return Jdks.oldestAndNewest(8).stream();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("jdks")
  void tenThousandLeaveNothingBehind(Jdk jdk) throws Exception {
    try (AgentJvm jvm = start(jdk, "log=stderr,poll=20ms,warn.wait=2s")) {
      jvm.send("churn " + MANY);
      String longestMillis = jvm.awaitStdout("^CHURNED (\\d+)", Duration.ofMinutes(2)).group(1);
      awaitNoMoreThan(jvm, "io.acceptlag.core.listener.Listener", 0);
      awaitNoMoreThan(jvm, "io.acceptlag.core.watch.ListenerWatch", 0);
      awaitNoMoreThan(jvm, "java.net.ServerSocket", 0);
      awaitNoMoreThan(jvm, "io.acceptlag.core.report.ListenerFigures", LAST_FIGURES);
      // That it counts at all.
      assertEquals(1, instances(jvm, "io.acceptlag.core.listener.Listeners"));
      jvm.send("quit");
      assertEquals(0, jvm.exitCode(SOON), jvm::toString);
      assertEquals(
          List.of(),
          untrue(troubles(jvm), 2_000, Long.parseLong(longestMillis)),
          "of healthy listeners");
    }
  }

  /** Listeners on ports that nobody asked for are only known by name, and forgotten likewise. */
  @ParameterizedTest(name = "{0}")
  @MethodSource("jdks")
  void unwantedPortsLeaveNothingBehind(Jdk jdk) throws Exception {
    try (AgentJvm jvm = start(jdk, "log=stderr,poll=20ms,ports=1")) {
      jvm.send("churn 500");
      jvm.awaitStdout("^CHURNED", SOON);
      awaitNoMoreThan(jvm, "io.acceptlag.core.listener.Listener", 0);
      awaitNoMoreThan(jvm, "java.net.ServerSocket", 0);
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("jdks")
  void aReusedDescriptorIsNotTakenForTheOldListener(Jdk jdk) throws Exception {
    try (AgentJvm jvm = start(jdk, "log=stderr,poll=10ms,warn.wait=250ms")) {
      jvm.send("reuse 8000");
      MatchResult ports = jvm.awaitStdout("^PORTS (\\d+) (\\d+)", SOON);
      int stuck = Integer.parseInt(ports.group(1));
      int healthy = Integer.parseInt(ports.group(2));
      MatchResult reused = jvm.awaitStdout("^REUSED (\\d+) (\\d+) (\\d+) (\\d+)", SOON);
      jvm.send("quit");
      assertEquals(0, jvm.exitCode(SOON), jvm::toString);

      int same = Integer.parseInt(reused.group(1));
      int turns = Integer.parseInt(reused.group(2));
      System.out.println(
          jdk + ": the descriptor was reused at once " + same + " of " + turns + " times");
      assertTrue(same >= turns / 2 && same >= 5, () -> "reused only: " + reused.group());
      assertEquals(3 * turns, Integer.parseInt(reused.group(3)), "accepts of the healthy ones");
      List<LogLine> troubles = troubles(jvm);
      assertEquals(
          List.of(),
          untrue(
              troubles.stream().filter(line -> line.isOf(healthy)).toList(),
              250,
              Long.parseLong(reused.group(4))),
          "of the healthy listeners");
      List<LogLine> incidents =
          troubles.stream()
              .filter(line -> !line.isOf(healthy))
              .filter(line -> line.is("slow") || line.is("overflow"))
              .toList();
      assertTrue(incidents.size() >= 5, jvm::toString);
      for (LogLine line : incidents) {
        assertTrue(line.isOf(stuck), line::toString);
        assertTrue(line.values().get("queue").endsWith("/2"), line::toString);
      }
      long distinct =
          incidents.stream().map(line -> line.values().get("incident")).distinct().count();
      assertTrue(distinct <= turns, () -> distinct + " incidents of " + turns + " listeners");
    }
  }

  /** Its listener waits for a first accept meanwhile, as that of a framework may for long. */
  @ParameterizedTest
  @MethodSource("jdks")
  void aThreadThatBoundAListenerAndHasEndedIsNotKept(Jdk jdk) throws Exception {
    try (AgentJvm jvm = start(jdk, "log=stderr,warn.wait=60s")) {
      jvm.send("bind");
      String binder = jvm.awaitStdout("^BOUND (\\S+)", SOON).group(1);
      awaitNoMoreThan(jvm, binder, 0);
    }
  }

  private static AgentJvm start(Jdk jdk, String options) throws InterruptedException {
    AgentJvm jvm =
        AgentJvm.on(jdk)
            .agent(options)
            .expectTrouble()
            // 8's own, where it is asked for a histogram at such a moment.
            .expect("GC locker is held; pre-dump GC was skipped")
            .main("example.measure.ManyListeners", Workspace.programs())
            .start();
    jvm.awaitStdout("^READY", SOON);
    return jvm;
  }

  /**
   * Of lines on listeners that accept at once: where the machine stood still, clients of theirs did
   * wait.
   *
   * @param warnMillis from which on a wait is told
   * @param longestMillis the longest wait was no longer
   */
  private static List<LogLine> untrue(List<LogLine> troubles, long warnMillis, long longestMillis) {
    long mostMillis = longestMillis + TICK_MILLIS;
    return troubles.stream()
        .filter(line -> mostMillis < warnMillis || waitMillis(line) > mostMillis)
        .toList();
  }

  private static long waitMillis(LogLine line) {
    return Stream.of("oldest_ms", "wait_max_ms")
        .mapToLong(key -> Long.parseLong(line.values().getOrDefault(key, "0")))
        .max()
        .orElse(0);
  }

  private static List<LogLine> troubles(AgentJvm jvm) {
    return jvm.log().stream().filter(line -> line.values().containsKey("listener")).toList();
  }

  private static void awaitNoMoreThan(AgentJvm jvm, String className, int instances)
      throws Exception {
    Await.until(
        SOON,
        () -> instances(jvm, className) <= instances,
        () -> jvm.failure("more than " + instances + " instances of " + className + " stay"));
  }

  private static long instances(AgentJvm jvm, String className) throws Exception {
    int before = heapLines(jvm, className).size();
    jvm.send("heap " + className);
    Await.until(
        SOON, () -> heapLines(jvm, className).size() > before, () -> jvm.failure("no histogram"));
    List<String> lines = heapLines(jvm, className);
    String last = lines.get(lines.size() - 1);
    return Long.parseLong(last.substring(last.lastIndexOf(' ') + 1));
  }

  private static List<String> heapLines(AgentJvm jvm, String className) {
    return jvm.stdout().lines().stream()
        .filter(line -> line.startsWith("HEAP " + className + " "))
        .toList();
  }
}
