package io.acceptlag.it;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/** A control group of the test's own, of version 1 or 2, whose processes get only so much CPU. */
final class CpuGroup implements AutoCloseable {
  private static final AtomicInteger count = new AtomicInteger();

  private final Path folder;

  private CpuGroup(Path folder) {
    this.folder = folder;
  }

  /**
   * Without a limit yet.
   *
   * @throws IOException if this host does not let us; its message says why in one line
   */
  static CpuGroup create() throws IOException {
    Path parent = parent();
    if (Files.exists(parent.resolve("cgroup.controllers"))) {
      Files.writeString(parent.resolve("cgroup.subtree_control"), "+cpu");
    }
    Path folder =
        parent.resolve(
            "acceptlag-test-" + ProcessHandle.current().pid() + "-" + count.incrementAndGet());
    return new CpuGroup(Files.createDirectory(folder));
  }

  private static Path parent() throws IOException {
    List<String> mounts = Files.readAllLines(Path.of("/proc/self/mounts"));
    List<String> groups = Files.readAllLines(Path.of("/proc/self/cgroup"));
    Optional<Path> found =
        Stream.concat(
                mounts.stream()
                    .map(mount -> mount.split(" ", -1))
                    .filter(mount -> mount[2].equals("cgroup") && lists(mount[3], "cpu"))
                    .map(mount -> ownGroup(mount[1], groups, "cpu")),
                mounts.stream()
                    .map(mount -> mount.split(" ", -1))
                    .filter(mount -> mount[2].equals("cgroup2"))
                    .map(mount -> ownGroup(mount[1], groups, "")))
            .flatMap(Optional::stream)
            .filter(Files::isWritable)
            .findFirst();
    return found.orElseThrow(() -> new IOException("no writable control group for cpu"));
  }

  /**
   * @param controller of version 1; "" for version 2
   */
  private static Optional<Path> ownGroup(String mount, List<String> groups, String controller) {
    return groups.stream()
        .map(group -> group.split(":", 3))
        .filter(group -> lists(group[1], controller))
        .map(group -> Path.of(mount + group[2]))
        .filter(folder -> !controller.isEmpty() || hasCpu(folder))
        .findFirst();
  }

  private static boolean hasCpu(Path folder) {
    try {
      return Files.readString(folder.resolve("cgroup.controllers")).matches("(?s).*\\bcpu\\b.*");
    } catch (IOException e) {
      return false;
    }
  }

  private static boolean lists(String commaSeparated, String wanted) {
    return List.of(commaSeparated.split(",", -1)).contains(wanted);
  }

  /** For {@link AgentJvm.Builder#launchedBy}. The JVM's process is the one that was started. */
  List<String> launcher() {
    return List.of(
        "sh", "-c", "echo $$ > " + folder.resolve("cgroup.procs") + " && exec \"$@\"", "sh");
  }

  /** From now on its processes together run for no longer than this in each period. */
  void limit(Duration quota, Duration period) throws IOException {
    set(Long.toString(micros(quota)), micros(period));
  }

  void unlimited() throws IOException {
    boolean version2 = Files.exists(folder.resolve("cpu.max"));
    set(version2 ? "max" : "-1", micros(Duration.ofMillis(100)));
  }

  private void set(String quotaMicros, long periodMicros) throws IOException {
    if (Files.exists(folder.resolve("cpu.max"))) {
      Files.writeString(folder.resolve("cpu.max"), quotaMicros + " " + periodMicros);
    } else {
      Files.writeString(folder.resolve("cpu.cfs_period_us"), Long.toString(periodMicros));
      Files.writeString(folder.resolve("cpu.cfs_quota_us"), quotaMicros);
    }
  }

  private static long micros(Duration duration) {
    return duration.toNanos() / 1_000;
  }

  /** Periods in which its processes had to wait. */
  long throttled() throws IOException {
    return Files.readAllLines(folder.resolve("cpu.stat")).stream()
        .filter(line -> line.startsWith("nr_throttled "))
        .mapToLong(line -> Long.parseLong(line.substring("nr_throttled ".length())))
        .findFirst()
        .orElseThrow();
  }

  /** Its processes must have ended. */
  @Override
  public void close() throws IOException {
    Files.delete(folder);
  }
}
