package io.acceptlag.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * JAVA_TOOL_OPTIONS gives the agent to every JVM of an image: to jobs that never listen as well.
 */
class ToolOptionsIT {
  private static final Duration SOON = Duration.ofSeconds(30);

  static Stream<Jdk> jdks() {
    return Jdks.oldestAndNewest(8).stream();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("jdks")
  void aJobSaysOneLineAndHasNoThreadOfTelemetry(Jdk jdk) throws Exception {
    try (AgentJvm job =
        AgentJvm.on(jdk)
            .env("JAVA_TOOL_OPTIONS", "-javaagent:" + Workspace.agentJar() + "=log=stderr")
            .env("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:9")
            .main("example.close.Closing", Workspace.programs())
            .start()) {
      job.awaitStderr("acceptlag .* watches", SOON);
      job.awaitPolls(SOON);
      TreeSet<String> threads = new TreeSet<>();
      try (Stream<Path> tasks = Files.list(Path.of("/proc/" + job.pid() + "/task"))) {
        for (Path task : tasks.toList()) {
          String name = AgentJvm.name(task);
          if (name.startsWith("acceptlag")) {
            threads.add(name);
          }
        }
      }
      assertEquals(List.of("acceptlag", "acceptlag-log"), List.copyOf(threads));
      job.send("exit none");
      assertEquals(0, job.exitCode(SOON), job::toString);
      List<String> lines = job.stderr().lines();
      assertTrue(lines.get(0).startsWith("Picked up JAVA_TOOL_OPTIONS"), job::toString);
      assertEquals(2, lines.size(), job::toString);
    }
  }
}
