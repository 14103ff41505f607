package io.acceptlag.it;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The agent comes into a JVM that runs already. */
class AttachIT {
  @ParameterizedTest(name = "JDK {0}, -javaagent too: {1}")
  @CsvSource({"8, false", "17, false", "25, false", "25, true"})
  void findsListenersThatAreOpen(int version, boolean startedWithIt) throws Exception {
    AgentJvm.Builder builder = AgentJvm.on(Jdks.need(version));
    if (version > 8) {
      // Without it newer JVMs print a warning for every agent that is attached.
      builder.jvmArgs("-XX:+EnableDynamicAgentLoading");
    }
    if (startedWithIt) {
      builder.agent("log=stderr").expect("twice");
    }
    try (EchoServer server = EchoServer.start(builder, "serversocket", "channel-selector")) {
      server.exchange();
      server.jvm().attach("log=stderr");
      StartLine.assertWatchesAllPaths(server.jvm());
      server.exchange();
      server.holdAndAwaitWarning("serversocket");
      server.jvm().awaitLog("recovery", line -> line.is("recovered"), EchoServer.SOON);
      server.quit();
      assertEquals(
          startedWithIt ? 1 : 0,
          server.jvm().log().stream()
              .filter(line -> line.sentence().contains("is configured twice"))
              .count());
      // Two agents would number their incidents alike. On a busy machine there may be several.
      List<String> slow =
          server.jvm().log().stream()
              .filter(line -> line.is("slow"))
              .map(line -> line.values().get("incident"))
              .toList();
      assertEquals(slow.stream().distinct().toList(), slow, server.jvm()::toString);
      assertEquals(List.of(), server.jvm().jvmWarnings());
    }
  }

  /** An agent that does nothing is none: another may come. */
  @ParameterizedTest
  @ValueSource(ints = {8, 25})
  void attachesWhereTheFirstWasSwitchedOff(int version) throws Exception {
    AgentJvm.Builder builder = AgentJvm.on(Jdks.need(version)).agent("enabled=false");
    if (version > 8) {
      builder.jvmArgs("-XX:+EnableDynamicAgentLoading");
    }
    try (EchoServer server = EchoServer.start(builder, "serversocket")) {
      server.exchange();
      server.jvm().attach("log=stderr");
      StartLine.assertWatchesAllPaths(server.jvm());
      server.holdAndAwaitWarning("serversocket");
      server.quit();
      assertEquals(List.of(), server.jvm().jvmWarnings());
    }
  }

  /** No free JVM that makes checkpoints was found: a stub of its class stands for it. */
  @ParameterizedTest
  @ValueSource(ints = {8, 25})
  void waitsForTheRestoreWhereACheckpointIsMade(int version, @TempDir Path folder)
      throws Exception {
    AgentJvm.Builder builder =
        AgentJvm.on(Jdks.need(version))
            .agent("log=stderr")
            .jvmArgs(
                "-XX:+IgnoreUnrecognizedVMOptions",
                "-XX:CRaCCheckpointTo=" + folder,
                "-Xshare:off",
                "-Xbootclasspath/a:" + ClassStubs.write(folder, List.of("jdk.crac.Core")));
    if (version > 8) {
      builder.jvmArgs("-XX:+EnableDynamicAgentLoading");
    }
    try (EchoServer server = EchoServer.start(builder, "serversocket")) {
      server.exchange();
      server
          .jvm()
          .awaitLog("line", line -> line.sentence().contains("a checkpoint"), EchoServer.SOON);
      assertEquals(
          List.of(
              "INFO a checkpoint of this run is to be made (CRaC), which acceptlag's open files"
                  + " would prevent; acceptlag does nothing in it. Attach it after the restore:"
                  + " java -jar acceptlag.jar attach PID"),
          server.jvm().log().stream().map(LogLine::toString).toList());
      server.jvm().attach("log=stderr");
      StartLine.assertWatchesAllPaths(server.jvm());
      server.quit();
    }
  }
}
