package io.acceptlag.probes.procfs;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.acceptlag.core.evidence.TaskLimit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On captures of Linux 6.18, and of the layouts that containers have. */
class TaskLimitsTest {
  private static final String LIMITS =
      """
      Limit                     Soft Limit           Hard Limit           Units
      Max resident set          unlimited            unlimited            bytes
      Max processes             200                  96365                processes
      Max open files            1048576              1048576              files
      """;

  @TempDir Path root;

  @Test
  void readsTheGroupOfTheProcess() throws IOException {
    group("shop.slice", "505", "512");
    assertEquals("CGROUP 505 of 512", ofCgroup("0::/shop.slice\n"));
    group("pids/docker/4f2", "90", "100");
    assertEquals("CGROUP 90 of 100", ofCgroup("3:cpu:/shop.slice\n2:pids:/docker/4f2\n"));
    group("system.slice/shop.service", "30", "40");
    assertEquals("SYSTEMD 30 of 40", ofCgroup("0::/system.slice/shop.service\n"));
  }

  @Test
  void theNarrowestGroupAboveItCounts() throws IOException {
    group("kubepods", "900", "max");
    group("kubepods/pod1", "990", "1000");
    group("kubepods/pod1/4f2", "100", "max");
    assertEquals("CGROUP 990 of 1000", ofCgroup("0::/kubepods/pod1/4f2\n"));
    group("kubepods/pod1/4f2", "100", "105");
    assertEquals("CGROUP 100 of 105", ofCgroup("0::/kubepods/pod1/4f2\n"));
  }

  @Test
  void inAContainerTheMountIsTheGroup() throws IOException {
    group("pids", "60", "64");
    assertEquals("CGROUP 60 of 64", ofCgroup("8:pids:/docker/4f2\n"));
    assertEquals("CGROUP 60 of 64", ofCgroup("8:pids:/../4f2\n"));
  }

  @Test
  void withoutALimitNothingIsKnown() throws IOException {
    String unknown = words(TaskLimit.UNKNOWN);
    assertEquals(unknown, ofCgroup(""));
    assertEquals(unknown, ofCgroup("0::/\n"));
    group("shop.slice", "505", "max");
    assertEquals(unknown, ofCgroup("0::/shop.slice\n"));
    group("shop.slice", "", "512");
    assertEquals(unknown, ofCgroup("0::/shop.slice\n"));
  }

  @Test
  void aUserHasALimitUnlessItIsPrivileged() {
    assertEquals("USER 190 of 200", ofUser(1000, "0000000000000000", LIMITS));
    // CAP_NET_BIND_SERVICE.
    assertEquals("USER 190 of 200", ofUser(1000, "0000000000000400", LIMITS));
    String unknown = words(TaskLimit.UNKNOWN);
    assertEquals(unknown, ofUser(0, "0000000000000000", LIMITS));
    assertEquals(unknown, ofUser(1000, "0000000001000000", LIMITS), "CAP_SYS_RESOURCE");
    assertEquals(unknown, ofUser(1000, "000001fffeffffff", LIMITS), "CAP_SYS_ADMIN");
    assertEquals(unknown, ofUser(1000, "0000000000000000", LIMITS.replace("200 ", "unlimited ")));
    assertEquals(unknown, words(TaskLimits.ofUser("", "")));
  }

  private void group(String path, String current, String max) throws IOException {
    Path folder = Files.createDirectories(root.resolve(path));
    Files.writeString(folder.resolve("pids.current"), current + "\n");
    Files.writeString(folder.resolve("pids.max"), max + "\n");
  }

  private String ofCgroup(String selfCgroup) {
    return words(TaskLimits.ofCgroup(selfCgroup, root.toFile()));
  }

  private static String ofUser(int uid, String capabilities, String limits) {
    String status =
        "Name:\tjava\nUid:\t%d\t%d\t%d\t%d\nThreads:\t190\nCapEff:\t%s\n"
            .formatted(uid, uid, uid, uid, capabilities);
    return words(TaskLimits.ofUser(status, limits));
  }

  private static String words(TaskLimit limit) {
    return limit.by() + " " + limit.used() + " of " + limit.allowed();
  }
}
