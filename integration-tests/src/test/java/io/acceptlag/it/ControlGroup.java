package io.acceptlag.it;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/** A control group of the test's own, of version 1 or 2, for the JVM that it launches. */
final class ControlGroup implements AutoCloseable {
  private static final AtomicInteger count = new AtomicInteger();

  private final Path folder;

  private ControlGroup(Path folder) {
    this.folder = folder;
  }

  /**
   * @param controller "cpu", "memory", "pids" or "freezer"
   * @throws IOException if this host does not let us; its message says why in one line
   */
  static ControlGroup create(String controller) throws IOException {
    Path parent = parent(controller);
    if (!controller.equals("freezer") && Files.exists(parent.resolve("cgroup.controllers"))) {
      Files.writeString(parent.resolve("cgroup.subtree_control"), "+" + controller);
    }
    Path folder =
        parent.resolve(
            "acceptlag-test-" + ProcessHandle.current().pid() + "-" + count.incrementAndGet());
    return new ControlGroup(Files.createDirectory(folder));
  }

  private static Path parent(String controller) throws IOException {
    List<String[]> mounts =
        Files.readAllLines(Path.of("/proc/self/mounts")).stream()
            .map(line -> line.split(" ", -1))
            .toList();
    List<String> groups = Files.readAllLines(Path.of("/proc/self/cgroup"));
    Stream<Path> version1 =
        mounts.stream()
            .filter(mount -> mount[2].equals("cgroup") && lists(mount[3], controller))
            .flatMap(mount -> ownGroup(mount[1], groups, controller));
    Stream<Path> version2 =
        mounts.stream()
            .filter(mount -> mount[2].equals("cgroup2"))
            .flatMap(mount -> ownGroup(mount[1], groups, ""))
            .filter(folder -> canControl(folder, controller));
    return Stream.concat(version1, version2)
        .filter(Files::isWritable)
        .findFirst()
        .orElseThrow(() -> new IOException("no writable control group for " + controller));
  }

  /**
   * @param controller of version 1; "" for version 2
   */
  private static Stream<Path> ownGroup(String mount, List<String> groups, String controller) {
    return groups.stream()
        .map(group -> group.split(":", 3))
        .filter(group -> lists(group[1], controller))
        .map(group -> Path.of(mount + group[2]));
  }

  /** Version 2 can freeze any group but the root. */
  private static boolean canControl(Path folder, String controller) {
    try {
      return controller.equals("freezer")
          || List.of(Files.readString(folder.resolve("cgroup.controllers")).strip().split(" ", -1))
              .contains(controller);
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
  void limitCpu(Duration quota, Duration period) throws IOException {
    setCpu(Long.toString(micros(quota)), micros(period));
  }

  void unlimitCpu() throws IOException {
    boolean version2 = Files.exists(folder.resolve("cpu.max"));
    setCpu(version2 ? "max" : "-1", micros(Duration.ofMillis(100)));
  }

  private void setCpu(String quotaMicros, long periodMicros) throws IOException {
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

  /** What its processes have taken, in bytes. */
  long memory() throws IOException {
    return Long.parseLong(
        Files.readString(either("memory.current", "memory.usage_in_bytes")).strip());
  }

  void limitMemory(long bytes) throws IOException {
    Files.writeString(either("memory.max", "memory.limit_in_bytes"), Long.toString(bytes));
  }

  /** How many threads its processes have together. */
  int tasks() throws IOException {
    return Integer.parseInt(Files.readString(folder.resolve("pids.current")).strip());
  }

  void limitTasks(int count) throws IOException {
    Files.writeString(folder.resolve("pids.max"), Integer.toString(count));
  }

  private Path either(String ofVersion2, String ofVersion1) {
    Path file = folder.resolve(ofVersion2);
    return Files.exists(file) ? file : folder.resolve(ofVersion1);
  }

  /** Periods in which its processes had to wait. */
  long throttledPeriods() throws IOException {
    return Files.readAllLines(folder.resolve("cpu.stat")).stream()
        .filter(line -> line.startsWith("nr_throttled "))
        .mapToLong(line -> Long.parseLong(line.substring("nr_throttled ".length())))
        .findFirst()
        .orElseThrow();
  }

  /** Returns when its processes stand still. */
  void freeze() throws IOException, InterruptedException {
    if (Files.exists(folder.resolve("cgroup.freeze"))) {
      Files.writeString(folder.resolve("cgroup.freeze"), "1");
      await("cgroup.events", "frozen 1");
    } else {
      Files.writeString(folder.resolve("freezer.state"), "FROZEN");
      await("freezer.state", "FROZEN");
    }
  }

  private void await(String file, String text) throws IOException, InterruptedException {
    Await.until(
        file + " becomes " + text,
        Duration.ofSeconds(10),
        () -> Files.readString(folder.resolve(file)).contains(text));
  }

  void thaw() throws IOException {
    if (Files.exists(folder.resolve("cgroup.freeze"))) {
      Files.writeString(folder.resolve("cgroup.freeze"), "0");
    } else {
      Files.writeString(folder.resolve("freezer.state"), "THAWED");
    }
  }

  /** Its processes must have ended. */
  @Override
  public void close() throws IOException {
    Files.delete(folder);
  }
}
