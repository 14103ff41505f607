package io.acceptlag.probes.procfs;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On captures of Linux 6.18, and of the layouts that containers have. */
class CpuStatTest {
  private static final String VERSION_2 =
      """
      usage_usec 5134
      user_usec 2567
      system_usec 2567
      nr_periods 40
      nr_throttled 35
      throttled_usec 2802399
      nr_bursts 0
      burst_usec 0
      """;
  private static final String VERSION_1 =
      "nr_periods 12\nnr_throttled 3\nthrottled_time 281239\nnr_bursts 0\nburst_time 0\n";

  @TempDir Path root;

  @Test
  void readsBothVersions() {
    assertEquals(40, figure(VERSION_2, "nr_periods"));
    assertEquals(35, figure(VERSION_2, "nr_throttled"));
    assertEquals(12, figure(VERSION_1, "nr_periods"));
    assertEquals(3, figure(VERSION_1, "nr_throttled"));
  }

  @Test
  void whatIsMissingIsUnknown() {
    assertEquals(-1, figure("usage_usec 5134\n", "nr_periods"));
    assertEquals(-1, figure("nr_periods many\n", "nr_periods"));
    assertEquals(-1, Figures.ofLine("nr_periods", new byte[0], -1));
  }

  @Test
  void findsItWhereTheProcessIs() throws IOException {
    assertEquals(stat("shop.slice/cpu.stat"), find("0::/shop.slice\n"));
    assertEquals(stat("cpu/docker/4f2/cpu.stat"), find("3:cpuset:/\n1:cpu:/docker/4f2\n0::/\n"));
    assertEquals(
        stat("cpu,cpuacct/docker/4f2/cpu.stat"), find("4:cpu,cpuacct:/docker/4f2\n0::/\n"));
  }

  @Test
  void inAContainerTheMountIsTheGroup() throws IOException {
    Path mounted = stat("cpu/cpu.stat");
    assertEquals(mounted, find("1:cpu:/kubepods/pod1/4f2\n"));
  }

  @Test
  void whereThereIsNoGroupThereIsNoFile() {
    assertEquals(root.resolve("cpu.stat"), find(""));
  }

  private Path stat(String path) throws IOException {
    Path file = root.resolve(path);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, VERSION_1);
  }

  private Path find(String selfCgroup) {
    return CpuStat.file(selfCgroup, root.toFile()).toPath().normalize();
  }

  private static long figure(String text, String name) {
    return Figures.ofLine(name, text.getBytes(US_ASCII), text.length());
  }
}
