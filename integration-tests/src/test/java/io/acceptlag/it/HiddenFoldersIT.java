package io.acceptlag.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Folders that are not as usual: nowhere to put a library, no /proc. */
@Execution(ExecutionMode.CONCURRENT)
class HiddenFoldersIT {
  private static final int FFM_SINCE = 22;

  private static String unavailability;

  @BeforeAll
  static void tryOut() {
    unavailability = MountNamespace.unavailability();
  }

  @ParameterizedTest(name = "{1} temporary folder, JDK {0}")
  @CsvSource({"8, noexec", "8, ro", "21, noexec", "21, ro", "25, noexec", "25, ro"})
  void incidentsAreFoundWithoutALibraryOnDisk(int version, String option, @TempDir Path folder)
      throws Exception {
    Missing.skipIf("Hidden folders", unavailability);
    // JNA looks for a place below the home folder too.
    AgentJvm.Builder builder =
        AgentJvm.on(Jdks.need(version))
            .agent("log=stderr")
            .expect("cannot call the kernel")
            .jvmArgs("-Djava.io.tmpdir=" + folder, "-Duser.home=" + folder)
            .env("XDG_CACHE_HOME", folder.toString())
            .launchedBy(
                MountNamespace.launcher("mount -t tmpfs -o " + option + " tmpfs " + folder));
    try (EchoServer server = EchoServer.start(builder, "serversocket", "channel-selector")) {
      StartLine.assertWatchesAllPaths(server.jvm());
      server.exchange();
      LogLine warning = server.holdAndAwaitWarning("serversocket");
      server.quit();

      boolean isWhole = version >= FFM_SINCE;
      List<LogLine> missing =
          server.jvm().log().stream()
              .filter(line -> line.sentence().startsWith("acceptlag cannot call the kernel (jna: "))
              .toList();
      assertEquals(isWhole ? 0 : 1, missing.size(), server.jvm()::toString);
      assertEquals(isWhole, warning.values().get("queue").contains("/"), warning::toString);
      assertEquals(List.of(), server.jvm().jvmWarnings());
    }
  }

  @ParameterizedTest(name = "no /proc, JDK {0}")
  @ValueSource(ints = {8, 17, 25})
  void incidentsAreFoundWithoutProc(int version) throws Exception {
    Missing.skipIf("Hidden folders", unavailability);
    Jdk jdk = Jdks.need(version);
    try (EchoServer server =
        EchoServer.start(withoutProc(jdk).agent("log=stderr"), "serversocket")) {
      StartLine.assertWatchesAllPaths(server.jvm());
      server.exchange();
      LogLine warning = server.holdAndAwaitWarning("serversocket");
      server
          .jvm()
          .awaitLog(
              "what is missing",
              line -> line.sentence().contains("cannot read /proc/self/net/netstat"),
              EchoServer.SOON);
      server.quit();
      assertTrue(warning.values().get("queue").contains("/"), warning::toString);
      assertFalse(warning.values().containsKey("overflows"), warning::toString);
      assertEquals(warningsWithoutAgent(jdk), server.jvm().jvmWarnings());
    }
  }

  @ParameterizedTest(name = "nothing to look with, JDK {0}")
  @ValueSource(ints = {8, 25})
  void theApplicationRunsWhereNothingCanBeSeen(int version) throws Exception {
    Missing.skipIf("Hidden folders", unavailability);
    Jdk jdk = Jdks.need(version);
    try (EchoServer server =
        EchoServer.start(withoutProc(jdk).agent("log=stderr,native=proc"), "serversocket")) {
      server
          .jvm()
          .awaitLog(
              "what is missing",
              line -> line.sentence().contains("sees no listener at all"),
              EchoServer.SOON);
      server.exchange();
      server.stick("serversocket");
      server.quit();
      assertEquals(warningsWithoutAgent(jdk), server.jvm().jvmWarnings());
    }
  }

  /** The JVM itself misses /proc, too. */
  private static List<String> warningsWithoutAgent(Jdk jdk) throws Exception {
    try (EchoServer server = EchoServer.start(withoutProc(jdk), "serversocket")) {
      server.quit();
      return server.jvm().stderr().lines();
    }
  }

  private static AgentJvm.Builder withoutProc(Jdk jdk) throws Exception {
    // The dynamic linker finds the JVM's libraries by /proc/self/exe.
    return AgentJvm.on(jdk)
        // The JVM itself misses it.
        .expect("VM warning: ")
        .env("LD_LIBRARY_PATH", librariesOf(jdk))
        .launchedBy(MountNamespace.launcher("mount -t tmpfs tmpfs /proc"));
  }

  private static String librariesOf(Jdk jdk) throws Exception {
    try (Stream<Path> files = Files.walk(jdk.home().toRealPath())) {
      return files
          .filter(file -> file.endsWith("libjli.so"))
          .map(file -> file.getParent().toString())
          .findFirst()
          .orElseThrow();
    }
  }
}
