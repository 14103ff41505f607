package io.acceptlag.it;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A network namespace of a forked JVM's own, with nothing but loopback. */
final class Netns {
  private static final List<String> LAUNCHER =
      List.of("unshare", "-n", "sh", "-c", "ip link set lo up && exec \"$@\"", "sh");
  private static final String UNAVAILABILITY = tryOut();

  private Netns() {}

  static boolean isAvailable() {
    return UNAVAILABILITY.isEmpty();
  }

  /** Why there is none, in one line; empty if there is. */
  static String unavailability() {
    return UNAVAILABILITY;
  }

  /** For {@link AgentJvm.Builder#launchedBy}. The JVM's process is the one that was started. */
  static List<String> launcher() {
    return LAUNCHER;
  }

  private static String tryOut() {
    List<String> command = new ArrayList<>(LAUNCHER);
    command.add("true");
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        return "unshare -n hangs";
      }
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return process.exitValue() == 0 ? "" : "unshare -n: " + output.strip();
    } catch (IOException e) {
      return "unshare -n: " + e.getMessage();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "interrupted";
    }
  }
}
