package io.acceptlag.agent.attach;

import io.acceptlag.probes.process.OtherProcess;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Whether a process has room for an agent: memory in its control groups, and descriptors. */
final class Headroom {
  private static final long MEMORY_MIN_MIB = 64;
  private static final int DESCRIPTORS_MIN = 32;
  private static final long MIB = 1024 * 1024;
  private static final Pattern OPEN_FILES = Pattern.compile("(?m)^Max open files +(\\d+)");
  private static final Pattern INACTIVE = Pattern.compile("(?m)^(?:total_)?inactive_file (\\d+)$");

  private final OtherProcess process;
  private final Path cgroups;

  Headroom(OtherProcess process) {
    this(process, Paths.get("/sys/fs/cgroup"));
  }

  Headroom(OtherProcess process, Path cgroups) {
    this.process = process;
    this.cgroups = cgroups;
  }

  /** What is short, as a sentence without a full stop; null if there is enough. */
  @Nullable String lacking() {
    int descriptors = freeDescriptors();
    if (descriptors >= 0 && descriptors < DESCRIPTORS_MIN) {
      return "has only "
          + descriptors
          + " descriptors left (ulimit -n), and attaching may take "
          + DESCRIPTORS_MIN;
    }
    long mib = freeMemory() / MIB;
    return mib < MEMORY_MIN_MIB
        ? "has only "
            + mib
            + " MiB of memory left in its control group, and attaching may take "
            + MEMORY_MIN_MIB
            + " MiB"
        : null;
  }

  private int freeDescriptors() {
    Matcher limit = OPEN_FILES.matcher(process.text("limits"));
    int open = process.descriptors();
    return open < 0 || !limit.find()
        ? -1
        : (int) Math.min(Integer.MAX_VALUE, Long.parseLong(limit.group(1)) - open);
  }

  /**
   * The smallest free memory, in bytes, of its group and those above; Long.MAX_VALUE if there is no
   * limit, or none is visible.
   */
  private long freeMemory() {
    long free = Long.MAX_VALUE;
    for (String line : process.text("cgroup").split("\n", -1)) {
      // 0::/path of version 2, 4:memory:/path of version 1.
      String[] parts = line.split(":", 3);
      if (parts.length == 3 && parts[1].isEmpty()) {
        free = Math.min(free, freeIn(cgroups, parts[2], "memory.max", "memory.current"));
      } else if (parts.length == 3 && parts[1].equals("memory")) {
        free =
            Math.min(
                free,
                freeIn(
                    cgroups.resolve("memory"),
                    parts[2],
                    "memory.limit_in_bytes",
                    "memory.usage_in_bytes"));
      }
    }
    return free;
  }

  private static long freeIn(Path root, String group, String limitFile, String usedFile) {
    long free = Long.MAX_VALUE;
    Path each = root.resolve("." + group).normalize();
    while (each != null && each.startsWith(root)) {
      long limit = number(text(each.resolve(limitFile)).trim());
      long used = number(text(each.resolve(usedFile)).trim());
      if (limit >= 0 && used >= 0) {
        // The kernel reclaims that before it kills a process.
        Matcher cache = INACTIVE.matcher(text(each.resolve("memory.stat")));
        free = Math.min(free, limit - used + (cache.find() ? number(cache.group(1)) : 0));
      }
      each = each.getParent();
    }
    return free;
  }

  private static String text(Path file) {
    try {
      return new String(Files.readAllBytes(file), StandardCharsets.US_ASCII);
    } catch (IOException e) {
      return "";
    }
  }

  /** -1 for "max", and if there is none. */
  private static long number(String text) {
    return text.matches("\\d{1,18}") ? Long.parseLong(text) : -1;
  }
}
