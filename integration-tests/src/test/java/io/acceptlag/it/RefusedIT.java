package io.acceptlag.it;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What commands refuse: with one line that says why, exit status 2, and nothing done. */
class RefusedIT {
  private static final int MISUSED = 2;

  /** Of a whole black box of format 1. */
  private static final long BOX_BYTES = 1_967_616;

  /** So that a busy machine, which is slow to accept, is no trouble; not told to the command. */
  private static final String CALM = "-Dacceptlag.warn.wait=60s";

  /** Of which the JVM has eight before, and attaching takes more than are left. */
  private static final List<String> FEW_DESCRIPTORS =
      List.of("sh", "-c", "ulimit -n 36 && exec \"$@\"", "sh");

  private static final List<String> NOBODY =
      List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups");

  @TempDir private Path folder;

  @Test
  void badInput() throws Exception {
    Path box = box();
    byte[] bytes = Files.readAllBytes(box);
    Path cut = Files.write(folder.resolve("cut"), Arrays.copyOf(bytes, 1000));
    String newer =
        new String(bytes, StandardCharsets.ISO_8859_1).replaceFirst("format=1", "format=9");
    Path ofNewer =
        Files.write(folder.resolve("newer"), newer.getBytes(StandardCharsets.ISO_8859_1));
    Path empty = Files.createFile(folder.resolve("empty"));
    Path text = Files.writeString(folder.resolve("text"), "\u0007not one of ours\nat all\n");
    String ended = Long.toString(endedProcess());

    assertRefused("it is cut short", "report", cut.toString());
    assertRefused("in format 9; this one reads format 1\\. ", "report", ofNewer.toString());
    assertRefused("it is empty", "report", empty.toString());
    assertRefused("no black box", "report", text.toString());
    assertRefused("it is a folder", "report", folder.toString());
    assertRefused("there is no such file", "report", folder.resolve("none").toString());
    assertRefused("there is no process " + ended, "report", ended);
    assertRefused("there is no process " + ended, "watch", ended);
    assertRefused("there is no process " + ended, "attach", ended);
    assertRefused("there is no process " + ended, "detach", ended);
    assertRefused("there is no process " + ended, "set", ended, "warn.wait=1s");
    // Whole, but it was ended before its first interval was over.
    assertRefused("nothing in it yet", "report", box.toString());
  }

  /** As an agent wrote it. An interval ends at a poll, and there is none but the first. */
  private Path box() throws Exception {
    Path box = folder.resolve("box");
    String options = "log=stderr,poll=10s,warn.wait=60s,blackbox=" + box;
    try (EchoServer server =
        EchoServer.start(AgentJvm.on(Jdks.need(17)).agent(options), "serversocket")) {
      StartLine.assertWatchesAllPaths(server.jvm());
      server.exchange();
      // It is written by a thread of its own.
      Await.until(
          "a whole black box",
          EchoServer.SOON,
          () -> Files.exists(box) && Files.size(box) >= BOX_BYTES);
      server.quit();
    }
    return box;
  }

  private static long endedProcess() throws IOException, InterruptedException {
    Process process = new ProcessBuilder("true").start();
    process.waitFor();
    return process.pid();
  }

  @Test
  void fewDescriptors() throws Exception {
    AgentJvm.Builder builder = AgentJvm.on(Jdks.need(17)).launchedBy(FEW_DESCRIPTORS).jvmArgs(CALM);
    try (EchoServer server = EchoServer.start(builder, "serversocket")) {
      String pid = Long.toString(server.jvm().pid());
      assertRefused("descriptors left .*--force", "attach", pid);
      server.exchange();
      Commands.run(0, "attach", pid, "log=stderr", "--force");
      StartLine.assertWatchesAllPaths(server.jvm());
      server.exchange();
      server.quit();
    }
  }

  @Test
  void littleMemory() throws Exception {
    ControlGroup group;
    try {
      group = ControlGroup.create("memory");
    } catch (IOException e) {
      throw Missing.skip("Attaching with little memory", e.getMessage());
    }
    try (group) {
      AgentJvm.Builder builder =
          AgentJvm.on(Jdks.need(17))
              .launchedBy(group.launcher())
              .jvmArgs("-Xms8m", "-Xmx32m", "-XX:+UseSerialGC", CALM);
      try (EchoServer server = EchoServer.start(builder, "serversocket")) {
        String pid = Long.toString(server.jvm().pid());
        group.limitMemory(group.memory() + (48 << 20));
        assertRefused("MiB of memory left in its control group.*--force", "attach", pid);
        Commands.run(0, "attach", pid, "log=stderr", "--force");
        StartLine.assertWatchesAllPaths(server.jvm());
        server.exchange();
        server.quit();
      }
    }
  }

  @Test
  void flagsAndUsers() throws Exception {
    Missing.skipIf("Another user", Launcher.unavailability(NOBODY));
    Jdk jdk = Jdks.need(17);
    try (EchoServer server =
        EchoServer.start(AgentJvm.on(jdk).jvmArgs("-XX:+DisableAttachMechanism"), "serversocket")) {
      String pid = Long.toString(server.jvm().pid());
      assertRefused("DisableAttachMechanism", "attach", pid);
      String said = Commands.runBy(NOBODY, MISUSED, "attach", pid);
      assertTrue(said.contains("belongs to ") || said.contains("another user"), said);
      server.exchange();
      server.quit();
    }
    try (EchoServer server =
        EchoServer.start(
            AgentJvm.on(jdk).jvmArgs("-XX:-EnableDynamicAgentLoading"), "serversocket")) {
      assertRefused("-EnableDynamicAgentLoading", "attach", Long.toString(server.jvm().pid()));
      server.exchange();
      server.quit();
    }
  }

  private static void assertRefused(String regex, String... words) throws Exception {
    String said = Commands.run(MISUSED, words);
    assertTrue(said.matches("acceptlag: \\P{Cntrl}*(?:" + regex + ")\\P{Cntrl}*\n"), said);
  }
}
