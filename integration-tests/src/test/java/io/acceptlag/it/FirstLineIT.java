package io.acceptlag.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What is accepted by main's first line, or before it, is counted, although the agent itself is not
 * there yet; and what has waited longest is known.
 */
@Execution(ExecutionMode.CONCURRENT)
class FirstLineIT {
  private static final Duration SOON = Duration.ofSeconds(60);

  /** From here on a wait is not counted as one of up to 0.25 s: less a tick of the kernel. */
  private static final long SLOW_MILLIS = 240;

  /** Whose connections are not kept until their waits can be read: they are counted only. */
  private static final String ONLY_COUNTED = "async";

  private static final List<String> KINDS = List.of("socket", "channel", ONLY_COUNTED);

  static Stream<Arguments> jdksAndMoments() {
    return Jdks.oldestAndNewest(8).stream()
        .flatMap(jdk -> Stream.of(Arguments.of(jdk, false), Arguments.of(jdk, true)));
  }

  @ParameterizedTest(name = "{0}, where the class is initialised: {1}")
  @MethodSource("jdksAndMoments")
  void eachAcceptIsCounted(Jdk jdk, boolean initializer) throws Exception {
    assertCounted(AgentJvm.on(jdk), initializer, KINDS);
  }

  @ParameterizedTest(name = "{0}, where the class is initialised: {1}")
  @MethodSource("jdksAndMoments")
  void byAListenerThatIsOlderThanTheJvmToo(Jdk jdk, boolean initializer, @TempDir Path folder)
      throws Exception {
    Path launcher = folder.resolve("launcher");
    Missing.skipIf("An inherited listener", InheritedListener.compile(launcher));
    assertCounted(
        AgentJvm.on(jdk).launchedBy(List.of(launcher.toString())),
        initializer,
        List.of("inherited"));
  }

  /** Its accepts were before the agent's first look, which must not make it one that starts. */
  @ParameterizedTest(name = "{0}, where the class is initialised: {1}")
  @MethodSource("jdksAndMoments")
  void aListenerThatStopsAcceptingAfterThemIsNotOneThatStarts(Jdk jdk, boolean initializer)
      throws Exception {
    try (AgentJvm jvm =
        AgentJvm.on(jdk)
            .agent("log=stderr,warn.wait=1s")
            .jvmArgs(
                "-Dexample.kinds=" + String.join(",", KINDS),
                "-Dexample.initializer=" + initializer,
                "-Dexample.stuck=true")
            .expectTrouble()
            .main("example.early.FirstLine", Workspace.programs())
            .start()) {
      for (String kind : KINDS) {
        int port = Math.toIntExact(number(jvm.awaitStdout("^STUCK " + kind + " (\\d+)$", SOON), 1));
        LogLine told =
            jvm.awaitLog(
                "verdict on " + kind,
                line ->
                    line.isOf(port)
                        && line.values().containsKey("cause")
                        && !line.values().get("cause").equals("pending"),
                SOON);
        assertNotEquals("starting", told.values().get("cause"), jvm::toString);
        assertFalse(told.sentence().contains("has accepted on it yet"), jvm::toString);
      }
    }
  }

  private static void assertCounted(
      AgentJvm.Builder builder, boolean initializer, List<String> kinds) throws Exception {
    try (AgentJvm jvm =
        builder
            .agent("log=stderr,warn.wait=60s")
            .jvmArgs(
                "-Dexample.kinds=" + String.join(",", kinds),
                "-Dexample.initializer=" + initializer)
            .main("example.early.FirstLine", Workspace.programs())
            .start()) {
      for (String kind : kinds) {
        MatchResult figures =
            jvm.awaitStdout("^FIGURES " + kind + " (\\d+) (\\d+) (\\d+) (\\d+) (\\d+)$", SOON);
        long made = number(figures, 1);
        assertEquals(made, number(figures, 3), jvm::toString);
        long waits = number(figures, 4);
        assertTrue(waits == made || (kind.equals(ONLY_COUNTED) && waits < made), jvm::toString);
        long slow = waits - number(figures, 5);
        assertTrue(slow >= 1, jvm::toString);
        assertTrue(slow == 1 || number(figures, 2) >= SLOW_MILLIS, jvm::toString);
      }
      jvm.awaitStdout("^END", SOON);
      assertEquals(0, jvm.exitCode(SOON), jvm::toString);
    }
  }

  private static long number(MatchResult figures, int group) {
    return Long.parseLong(figures.group(group));
  }
}
