package io.acceptlag.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * JAVA_TOOL_OPTIONS gives the agent to every JVM of an image: to jobs that never listen as well,
 * whether they connect or not.
 */
class ToolOptionsIT {
  private static final Duration SOON = Duration.ofSeconds(30);

  /** Of the 10 s after which telemetry starts for what connects. */
  private static final Duration OF_A_JOB = Duration.ofSeconds(9);

  /** It is refused by the collector. */
  private static final String START_OF_TELEMETRY = "WARN Cannot export telemetry";

  /** Destinations of connects are looked at in each tenth. */
  private static final int POLLS = 25;

  private static final int TRIES = 3;

  static Stream<Jdk> jdks() {
    return Jdks.oldestAndNewest(8).stream();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("jdks")
  void aJobSaysOneLineAndHasNoThreadOfTelemetry(Jdk jdk) throws Exception {
    try (AgentJvm job = job(jdk).main("example.close.Closing", Workspace.programs()).start()) {
      job.awaitStderr("acceptlag .* watches", SOON);
      job.awaitPolls(SOON);
      assertEquals(List.of("acceptlag", "acceptlag-log"), ownThreads(job));
      job.send("exit none");
      assertEquals(0, job.exitCode(SOON), job::toString);
      assertSaysOneLine(job);
    }
  }

  /** As one that asks a database; what connects for longer than a job does is exported. */
  @ParameterizedTest(name = "{0}")
  @MethodSource("jdks")
  void soDoesAJobThatConnects(Jdk jdk) throws Exception {
    int tries = 1;
    while (!isOverInTime(jdk)) {
      tries++;
      assertTrue(tries <= TRIES, "the machine stands still each time");
    }
  }

  /**
   * @return false if it was slow for so long that telemetry may have started
   */
  private static boolean isOverInTime(Jdk jdk) throws Exception {
    long start = System.nanoTime();
    try (ServerSocket database = new ServerSocket(0, 50, Loopback.ipv4(0).getAddress());
        AgentJvm job =
            job(jdk)
                .expect(START_OF_TELEMETRY)
                .main("example.connect.Connector", Workspace.programs())
                .start()) {
      job.awaitStderr("acceptlag .* watches", SOON);
      job.send("socket 127.0.0.1 " + database.getLocalPort() + " 1 0");
      job.awaitStdout("^DONE 1 0$", SOON);
      job.awaitPolls(POLLS, SOON);
      List<String> threads = ownThreads(job);
      job.send("quit");
      assertEquals(0, job.exitCode(SOON), job::toString);
      if (System.nanoTime() - start > OF_A_JOB.toNanos()) {
        return false;
      }
      assertEquals(List.of("acceptlag", "acceptlag-log"), threads);
      assertSaysOneLine(job);
      return true;
    }
  }

  private static AgentJvm.Builder job(Jdk jdk) {
    return AgentJvm.on(jdk)
        .env("JAVA_TOOL_OPTIONS", "-javaagent:" + Workspace.agentJar() + "=log=stderr")
        .env("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:9");
  }

  private static List<String> ownThreads(AgentJvm job) throws IOException {
    try (Stream<Path> tasks = Files.list(Path.of("/proc/" + job.pid() + "/task"))) {
      return tasks
          .map(AgentJvm::name)
          .filter(name -> name.startsWith("acceptl") || name.startsWith("OkHttp"))
          .sorted()
          .toList();
    }
  }

  private static void assertSaysOneLine(AgentJvm job) {
    List<String> lines = job.stderr().lines();
    assertTrue(lines.get(0).startsWith("Picked up JAVA_TOOL_OPTIONS"), job::toString);
    assertEquals(2, lines.size(), job::toString);
  }
}
