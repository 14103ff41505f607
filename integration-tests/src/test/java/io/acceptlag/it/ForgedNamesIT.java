package io.acceptlag.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whoever chooses the name of a thread can forge neither a line of the log nor a pair in it. */
@Execution(ExecutionMode.CONCURRENT)
class ForgedNamesIT {
  private static final int CHARACTERS_MAX = 1000;

  static Stream<Jdk> jdks() {
    return Jdks.oldestAndNewest(8).stream();
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void aLineSplitsInOnePlace(Jdk jdk) throws Exception {
    try (AgentJvm jvm =
        AgentJvm.on(jdk)
            // Else what is not ASCII would hide behind a question mark.
            .jvmArgs("-Dfile.encoding=UTF-8", "-Dstderr.encoding=UTF-8")
            .agent("log=stderr")
            .expectTrouble()
            .main("example.cause.ForgedNames", Workspace.programs())
            .start()) {
      StartLine.assertWatchesAllPaths(jvm);
      jvm.send("");
      String ports = jvm.awaitStdout("READY((?: \\d+)+)", EchoServer.SOON).group(1).trim();
      for (String port : ports.split(" ", -1)) {
        jvm.awaitLog(
            "line on port " + port,
            line ->
                line.isOf(Integer.parseInt(port))
                    && line.sentence().contains("blocked by a lock")
                    && "accept_thread_blocked".equals(line.values().get("cause")),
            EchoServer.SOON);
      }
      assertEquals(List.of(), jvm.jvmWarnings());
      for (String line : jvm.stderr().lines()) {
        assertUnforged(line);
      }
    }
  }

  private static void assertUnforged(String line) {
    int bars = line.split("\\|", -1).length - 1;
    int events = line.split("event=", -1).length - 1;
    assertTrue(bars <= 1 && bars == events, line);
    assertEquals(0, line.codePoints().filter(ForgedNamesIT::isHidden).count(), line);
    assertTrue(line.length() <= CHARACTERS_MAX, line);
  }

  private static boolean isHidden(int character) {
    int type = Character.getType(character);
    return type == Character.CONTROL
        || type == Character.FORMAT
        || type == Character.LINE_SEPARATOR
        || type == Character.PARAGRAPH_SEPARATOR;
  }
}
