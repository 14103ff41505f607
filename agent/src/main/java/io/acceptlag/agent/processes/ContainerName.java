package io.acceptlag.agent.processes;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Which container a process is in, as far as its control groups or namespaces say so. */
final class ContainerName {
  /** Docker, containerd, CRI-O and podman name the group by the container's 64 digits. */
  private static final Pattern ID =
      Pattern.compile("(?:^|[/:-])([0-9a-f]{64})(?:\\.scope)?(?:/|$)");

  private static final int ID_SHOWN = 12;

  private ContainerName() {}

  /**
   * @param cgroup its file of that name
   * @param elsewhere whether it is in another pid or mount namespace than we are
   * @return the first digits of its id, as {@code docker ps} shows them; "yes" if only that it is
   *     in one is known; null if it is in none
   */
  static @Nullable String of(String cgroup, boolean elsewhere) {
    for (String line : cgroup.split("\n", -1)) {
      Matcher id = ID.matcher(line);
      String last = null;
      while (id.find()) {
        last = id.group(1);
      }
      // If we are in a container ourselves, its name says nothing about others.
      if (last != null && elsewhere) {
        return last.substring(0, ID_SHOWN);
      }
    }
    return elsewhere ? "yes" : null;
  }
}
