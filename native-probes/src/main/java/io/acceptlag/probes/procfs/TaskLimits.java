package io.acceptlag.probes.procfs;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.acceptlag.core.evidence.TaskLimit;
import java.io.File;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How many threads this process may still have: by the pids controller of its cgroup and of those
 * above it, of version 1 and 2 alike, and by RLIMIT_NPROC. Read again each time, because a process
 * may be moved and a limit be changed.
 */
final class TaskLimits {
  private static final Pattern PROCESSES = Pattern.compile("(?m)^Max processes +(\\d{1,18}) ");
  private static final Pattern UID = Pattern.compile("(?m)^Uid:\\s+(\\d+)");
  private static final Pattern THREADS = Pattern.compile("(?m)^Threads:\\s+(\\d{1,9})$");
  private static final Pattern CAPABILITIES = Pattern.compile("(?m)^CapEff:\\s+([0-9a-f]{1,16})$");

  /** CAP_SYS_ADMIN and CAP_SYS_RESOURCE: with either, clone() asks for no limit (kernel/fork.c). */
  private static final long UNLIMITED = 1L << 21 | 1L << 24;

  private TaskLimits() {}

  /**
   * The narrowest of the cgroup.
   *
   * @param selfCgroup the text of /proc/self/cgroup: lines of {@code id:controllers:path}
   * @param root /sys/fs/cgroup
   */
  static TaskLimit ofCgroup(String selfCgroup, File root) {
    TaskLimit found = TaskLimit.UNKNOWN;
    for (String line : selfCgroup.split("\n", -1)) {
      String[] parts = line.split(":", 3);
      if (parts.length < 3) {
        continue;
      }
      if (("," + parts[1] + ",").contains(",pids,")) {
        found = found.orNarrower(upFrom(parts[2], new File(root, parts[1])));
      } else if (parts[1].isEmpty()) {
        found = found.orNarrower(upFrom(parts[2], root));
      }
    }
    return found;
  }

  /**
   * In a container that has the host's paths but a mount of its own, the group is the mount itself.
   */
  private static TaskLimit upFrom(String path, File mount) {
    File own = new File(mount, path);
    File group = path.contains("..") || !own.isDirectory() ? mount : own;
    TaskLimit found = TaskLimit.UNKNOWN;
    for (@Nullable File each = group; each != null; each = each.getParentFile()) {
      TaskLimit.By by =
          each.getName().endsWith(".service") ? TaskLimit.By.SYSTEMD : TaskLimit.By.CGROUP;
      // "max" is no number, so no limit is known.
      found =
          found.orNarrower(
              new TaskLimit(
                  by, number(new File(each, "pids.current")), number(new File(each, "pids.max"))));
      if (each.equals(mount)) {
        break;
      }
    }
    return found;
  }

  /**
   * @param status the text of /proc/self/status
   * @param limits the text of /proc/self/limits
   */
  static TaskLimit ofUser(String status, String limits) {
    Matcher uid = UID.matcher(status);
    Matcher threads = THREADS.matcher(status);
    Matcher capabilities = CAPABILITIES.matcher(status);
    Matcher allowed = PROCESSES.matcher(limits);
    return uid.find()
            && Long.parseLong(uid.group(1)) != 0
            && capabilities.find()
            && (Long.parseUnsignedLong(capabilities.group(1), 16) & UNLIMITED) == 0
            && threads.find()
            && allowed.find()
        ? new TaskLimit(
            TaskLimit.By.USER, Long.parseLong(threads.group(1)), Long.parseLong(allowed.group(1)))
        : TaskLimit.UNKNOWN;
  }

  private static long number(File path) {
    KeptFile file = KeptFile.closed(path);
    int length = file.read();
    String text = new String(file.text(), 0, Math.max(0, length), US_ASCII).trim();
    return text.matches("\\d{1,18}") ? Long.parseLong(text) : -1;
  }
}
