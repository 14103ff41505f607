package io.acceptlag.it;

import java.util.List;

/** A mount namespace of a forked JVM's own, with something mounted in it. */
final class MountNamespace {
  private MountNamespace() {}

  /**
   * For {@link AgentJvm.Builder#launchedBy}. The JVM's process is the one that was started.
   *
   * @param mount shell commands
   */
  static List<String> launcher(String mount) {
    return List.of("unshare", "-m", "sh", "-c", mount + " && exec \"$@\"", "sh");
  }

  /** Why there is none, in one line; empty if there is. */
  static String unavailability() {
    return Launcher.unavailability(launcher("mount -t tmpfs tmpfs /mnt"));
  }
}
