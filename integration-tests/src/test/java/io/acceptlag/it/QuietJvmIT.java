package io.acceptlag.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The JVM says nothing under the agent that it would not say without, and shares its classes. */
@Execution(ExecutionMode.CONCURRENT)
class QuietJvmIT {
  /** So that a busy machine, which is slow to accept, is no trouble. */
  private static final String CALM = "log=stderr,warn.wait=60s";

  static Stream<Jdk> jdks() {
    return Jdks.all().stream();
  }

  /** Without -Xverify:all: class data sharing is on by default. */
  @ParameterizedTest
  @MethodSource("jdks")
  void isQuiet(Jdk jdk) throws Exception {
    try (EchoServer server =
        EchoServer.start(
            AgentJvm.on(jdk).unverified().agent("log=stderr"),
            "serversocket",
            "channel-selector",
            "async-handler")) {
      StartLine.assertWatchesAllPaths(server.jvm());
      server.exchange();
      server.holdAndAwaitWarning("serversocket");
      server.quit();
      assertEquals(List.of(), server.jvm().jvmWarnings());
    }
  }

  /** So many the README says; a process with few of its own is in trouble sooner by them. */
  @ParameterizedTest
  @MethodSource("jdks")
  void takesFewDescriptors(Jdk jdk) throws Exception {
    int without = descriptors(jdk, false);
    int with = descriptors(jdk, true);
    assertTrue(with - without <= 8, with + " descriptors are open, " + without + " without us");
  }

  private static int descriptors(Jdk jdk, boolean agent) throws Exception {
    AgentJvm.Builder builder = AgentJvm.on(jdk).unverified();
    try (EchoServer server =
        EchoServer.start(agent ? builder.agent(CALM) : builder, "serversocket")) {
      server.exchange();
      if (agent) {
        server.jvm().awaitPolls(EchoServer.SOON);
      }
      try (Stream<Path> open = Files.list(Path.of("/proc/" + server.jvm().pid() + "/fd"))) {
        return (int) open.count();
      }
    }
  }

  static Stream<Jdk> jdksThatShareByDefault() {
    return Jdks.orSkip(Jdks.all().stream().filter(jdk -> jdk.version() >= 13), "JDK 13 or newer");
  }

  /**
   * What comes from the archive without the agent still comes from it, but for the woven classes.
   */
  @ParameterizedTest
  @MethodSource("jdksThatShareByDefault")
  void sharesClassData(Jdk jdk, @TempDir Path folder) throws Exception {
    Path log = folder.resolve("load.log");
    long without = shared(AgentJvm.on(jdk), log);
    long with = shared(AgentJvm.on(jdk).agent(CALM), log);
    assertTrue(without > 300, "no sharing at all: " + without);
    assertTrue(
        with >= without, without + " classes shared without the agent, " + with + " with it");
  }

  private static long shared(AgentJvm.Builder builder, Path log) throws Exception {
    try (EchoServer server =
        EchoServer.start(
            builder
                .unverified()
                .jvmArgs(
                    "-Xshare:on", "-Xlog:class+load:file=" + log, "-Xlog:cds=warning:stderr:level"),
            "serversocket")) {
      server.exchange();
      server.quit();
      assertEquals(List.of(), server.jvm().jvmWarnings());
    }
    try (Stream<String> lines = Files.lines(log)) {
      return lines.filter(line -> line.contains("shared objects file")).count();
    }
  }

  static Stream<Jdk> oldestAndNewest() {
    return Jdks.oldestAndNewest(8).stream();
  }

  @ParameterizedTest
  @MethodSource("oldestAndNewest")
  void nothingOfOursIsVisible(Jdk jdk) throws Exception {
    List<String> names =
        List.of(
            "com.sun.jna.Native",
            "net.bytebuddy.jar.asm.ClassReader",
            "io.opentelemetry.api.OpenTelemetry",
            "io.opentelemetry.sdk.OpenTelemetrySdk",
            "okhttp3.OkHttpClient",
            "okio.Okio",
            "kotlin.Unit",
            "io.acceptlag.agent.Agent",
            "io.acceptlag.core.watch.Sampler",
            "io.acceptlag.probes.Probes");
    try (AgentJvm jvm =
        AgentJvm.on(jdk)
            .agent("log=stderr")
            .main("example.early.Visible", Workspace.programs())
            .args(names.toArray(String[]::new))
            .start()) {
      jvm.awaitStdout("READY", EchoServer.SOON);
      StartLine.assertWatchesAllPaths(jvm);
      jvm.send("quit");
      assertEquals(0, jvm.exitCode(EchoServer.SOON), jvm::toString);
      for (String name : names) {
        assertTrue(jvm.stdout().lines().contains(name + " nothing"), jvm::toString);
        assertTrue(jvm.stdout().lines().contains("LATER " + name + " nothing"), jvm::toString);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("oldestAndNewest")
  void theApplicationKeepsItsOwnLibraries(Jdk jdk, @TempDir Path folder) throws Exception {
    List<String> names = List.of("com.sun.jna.Native", "io.opentelemetry.api.OpenTelemetry");
    Path own = ClassStubs.write(folder.resolve("own"), names);
    try (AgentJvm jvm =
        AgentJvm.on(jdk)
            .agent("log=stderr")
            .main("example.early.Visible", Workspace.programs(), own)
            .args(names.toArray(String[]::new))
            .start()) {
      jvm.awaitStdout("READY", EchoServer.SOON);
      StartLine.assertWatchesAllPaths(jvm);
      jvm.send("quit");
      assertEquals(0, jvm.exitCode(EchoServer.SOON), jvm::toString);
      for (String name : names) {
        assertTrue(jvm.stdout().lines().contains("LATER " + name + " " + own + "/"), jvm::toString);
      }
    }
  }
}
