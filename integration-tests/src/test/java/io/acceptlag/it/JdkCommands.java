package io.acceptlag.it;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The commands of the JDK that runs the tests; each fails unless it ends well. */
final class JdkCommands {
  /** jlink takes ten seconds of CPU, and the machine may be busy. */
  private static final Duration BOUND = Duration.ofMinutes(2);

  private JdkCommands() {}

  static void jcmd(AgentJvm jvm, String... command) throws Exception {
    List<String> all = new ArrayList<>(List.of(path("jcmd"), Long.toString(jvm.pid())));
    all.addAll(List.of(command));
    run(all.toArray(String[]::new));
  }

  static String jfr(String... command) throws Exception {
    List<String> all = new ArrayList<>(List.of(path("jfr")));
    all.addAll(List.of(command));
    return run(all.toArray(String[]::new));
  }

  private static String path(String command) {
    return System.getProperty("java.home") + "/bin/" + command;
  }

  /** Returns what it says. */
  static String run(String... command) throws Exception {
    Path log = Files.createTempFile("acceptlag-jdk", ".log");
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(log.toFile())
              .start();
      boolean ended = process.waitFor(BOUND.toMillis(), TimeUnit.MILLISECONDS);
      process.destroyForcibly();
      String output = Files.readString(log);
      assertTrue(ended && process.exitValue() == 0, () -> List.of(command) + "\n" + output);
      return output;
    } finally {
      Files.delete(log);
    }
  }
}
