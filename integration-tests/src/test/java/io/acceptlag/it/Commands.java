package io.acceptlag.it;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Runs commands of the jar. */
final class Commands {
  private static final Duration SOON = Duration.ofSeconds(30);

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
    try (AgentJvm jvm =
        AgentJvm.on(Jdks.need(17))
            .launchedBy(launcher)
            .unverified()
            .env("COLUMNS", "")
            .jar(Workspace.agentJar())
            .args(words)
            .expect(".*")
            .start()) {
      assertEquals(status, jvm.exitCode(SOON), jvm::toString);
      List<String> lines = new ArrayList<>(jvm.stdout().lines());
      lines.addAll(jvm.stderr().lines());
      return String.join("\n", lines) + "\n";
    }
  }
}
