package io.acceptlag.it;

import java.util.List;

/** A network namespace of a forked JVM's own, with nothing but loopback. */
final class Netns {
  private static final List<String> LAUNCHER =
      List.of("unshare", "-n", "sh", "-c", "ip link set lo up && exec \"$@\"", "sh");
  private static final String UNAVAILABILITY = Launcher.unavailability(LAUNCHER);

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
}
