package io.acceptlag.probes.procfs;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.StringReader;

/**
 * The cgroup's cpu.stat, of version 1 and 2 alike: in how many periods of its CPU quota the group
 * ran, and in how many it was throttled. Without a quota both stay at 0.
 */
final class CpuStat {
  private CpuStat() {}

  /**
   * The cpu.stat of this process; a file that does not exist if there is none.
   *
   * @param selfCgroup the text of /proc/self/cgroup: lines of {@code id:controllers:path}
   * @param root /sys/fs/cgroup
   */
  static File file(String selfCgroup, File root) {
    File found = new File(root, "cpu.stat");
    try (BufferedReader lines = new BufferedReader(new StringReader(selfCgroup))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        String[] parts = line.split(":", 3);
        if (parts.length < 3) {
          continue;
        }
        if (("," + parts[1] + ",").contains(",cpu,")) {
          // Version 1 wins: if both are mounted, it has the cpu controller.
          return inside(new File(root, mountOf(parts[1], root)), parts[2]);
        }
        if (parts[1].isEmpty()) {
          found = inside(root, parts[2]);
        }
      }
    } catch (IOException impossible) {
      return found;
    }
    return found;
  }

  private static String mountOf(String controllers, File root) {
    return new File(root, controllers).isDirectory() ? controllers : "cpu";
  }

  /**
   * In a container that has the host's paths but a mount of its own, the group is the mount itself.
   */
  private static File inside(File mount, String path) {
    File own = new File(mount, path + "/cpu.stat");
    return own.exists() ? own : new File(mount, "cpu.stat");
  }
}
