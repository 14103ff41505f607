package io.acceptlag.it;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Runs commands of the jar. */
final class Commands {
  private static final Duration SOON = Duration.ofSeconds(60);

  private Commands() {}

  /** What it says, on either stream. */
  static String run(int status, String... words) throws InterruptedException {
    return runBy(List.of(), status, words);
  }

  /**
   * @param launcher takes another command as its last arguments
   */
  static String runBy(List<String> launcher, int status, String... words)
      throws InterruptedException {
    AgentJvm.Builder builder = AgentJvm.on(Jdks.need(17)).launchedBy(launcher);
    return runBy(builder, Workspace.agentJar(), status, words);
  }

  /**
   * On standard error is nothing but the one line of a command that is refused: no warning of the
   * JVM's, and none of a library's.
   */
  static String runBy(AgentJvm.Builder builder, Path jar, int status, String... words)
      throws InterruptedException {
    try (AgentJvm jvm = builder.unverified().env("COLUMNS", "").jar(jar).args(words).start()) {
      assertEquals(status, jvm.exitCode(SOON), jvm::toString);
      List<String> errors = jvm.stderr().lines();
      assertEquals(status == 0 ? 0 : 1, errors.size(), jvm::toString);
      assertEquals(
          List.of(),
          errors.stream().filter(line -> !line.startsWith("acceptlag: ")).toList(),
          jvm::toString);
      List<String> lines = new ArrayList<>(jvm.stdout().lines());
      assertEquals(
          List.of(),
          lines.stream().filter(line -> line.matches(".*(VM warning: |\\[warning\\]).*")).toList(),
          jvm::toString);
      lines.addAll(errors);
      return String.join("\n", lines) + "\n";
    }
  }
}
