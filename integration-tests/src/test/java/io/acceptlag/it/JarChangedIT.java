package io.acceptlag.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.opentelemetry.proto.trace.v1.Span;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Somebody changes the jar while an application runs under it, as an update of an image does. */
@Execution(ExecutionMode.CONCURRENT)
class JarChangedIT {
  private static final String PATH = "serversocket";
  private static final Duration SOON = EchoServer.SOON;

  /** What the JVM says of a class that it could not have, or of a jar that it cannot read. */
  private static final Pattern TECHNICAL =
      Pattern.compile("(Error|Exception)\\b|SIGBUS|SIGSEGV|fatal");

  private static final String CHANGED = "was changed while this JVM runs";

  /**
   * What an incident does not need: commands, what is for the start, what is loaded when wanted.
   */
  private static final Pattern NOT_NEEDED =
      Pattern.compile(
          "(agent\\.(attach|demo|doctor|jmx|micrometer|processes|recording|report|telemetry|terminal"
              + "|view|log\\.quiet)|core\\.(doctor|recording)|probes\\.(libc|process))\\..*"
              // Of telemetry, of a flight recording, of a black box that is kept or asked for.
              + "|agent\\.(ExportStart|FromSpanWait|jfr\\.\\w+(Event|Events|Wait))"
              + "|agent\\.(blackbox\\.Box.*|remote\\.RemoteKeys)"
              + "|core\\.(blackbox\\.(Frame|Ledger\\$Found)|watch\\.Sampler\\$1)"
              + "|probes\\.(PrivateFiles\\$Opener|procfs\\.ListenerTable.*)"
              + "|agent\\.(Cli|config\\.(ConfigurationPage|NearestOption|Quoted)|log\\.JulSink\\$1)"
              + "|core\\.evidence\\.(EvidenceText|ServingText|Fields|FieldsReader|FieldsWriter|FrameText)"
              // For listeners from before an attached agent, which Arrival rehearses then.
              + "|agent\\.(instrument\\.AcceptLoop.*|jvm\\.(AcceptingCode|LoadedCode|UnseenAcceptors.*|WayToListener))"
              + "|core\\.listener\\.ExportedBuckets"
              // With the extension of the OpenTelemetry agent only.
              + "|core\\.(kernel\\.PeerKey|listener\\.SlowPeers?)"
              + "|core\\.handshake\\.(?!SynQueue)\\w+(Rule|Schedule)|probes\\.HostSurvey");

  private static final byte[] ANOTHER_VERSION = anotherVersion();

  private enum Change {
    TRUNCATED {
      @Override
      void apply(Path jar) throws IOException {
        overwrite(jar, new byte[0]);
      }
    },
    CUT_IN_HALF {
      @Override
      void apply(Path jar) throws IOException {
        overwrite(jar, Arrays.copyOf(Files.readAllBytes(jar), (int) Files.size(jar) / 2));
      }
    },
    GARBAGE {
      @Override
      void apply(Path jar) throws IOException {
        byte[] garbage = new byte[(int) Files.size(jar)];
        new Random(1).nextBytes(garbage);
        overwrite(jar, garbage);
      }
    },
    ANOTHER_JAR {
      @Override
      void apply(Path jar) throws IOException {
        overwrite(jar, ANOTHER_VERSION);
      }
    },
    REMOVED {
      @Override
      void apply(Path jar) throws IOException {
        Files.delete(jar);
      }
    },
    REPLACED {
      @Override
      void apply(Path jar) throws IOException {
        Path next = jar.resolveSibling("next.jar");
        Files.write(next, ANOTHER_VERSION);
        Files.move(next, jar, StandardCopyOption.REPLACE_EXISTING);
      }
    };

    abstract void apply(Path jar) throws IOException;

    /** As cp does: the file that is open is emptied and written anew. */
    private static void overwrite(Path jar, byte[] with) throws IOException {
      Files.write(jar, with, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING);
    }
  }

  /** A whole jar with the same names, elsewhere and of other content. */
  private static byte[] anotherVersion() {
    try (JarFile from = new JarFile(Workspace.agentJar().toFile());
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        JarOutputStream out = new JarOutputStream(bytes, from.getManifest())) {
      for (JarEntry entry : from.stream().toList()) {
        if (!entry.isDirectory() && !entry.getName().equals(JarFile.MANIFEST_NAME)) {
          out.putNextEntry(new JarEntry(entry.getName()));
          out.write(1);
        }
      }
      out.finish();
      return bytes.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Every change on the oldest and the newest JDK, the worst ones on all. */
  static Stream<Arguments> changes() {
    List<Arguments> cases = new ArrayList<>();
    for (Jdk jdk : Jdks.all()) {
      for (Change change : Change.values()) {
        if (Jdks.oldestAndNewest(8).contains(jdk)
            || change == Change.TRUNCATED
            || change == Change.ANOTHER_JAR) {
          cases.add(Arguments.of(jdk, change));
        }
      }
    }
    return cases.stream();
  }

  /** An incident begins and ends in the JVM whose jar was changed before. */
  @ParameterizedTest
  @MethodSource("changes")
  void beforeAnIncident(Jdk jdk, Change change, @TempDir Path folder) throws Exception {
    Path jar = Files.copy(Workspace.agentJar(), folder.resolve("acceptlag.jar"));
    try (EchoServer server = start(jdk, jar, folder)) {
      change.apply(jar);
      server.exchange();
      server.holdAndAwaitWarning(PATH);
      assertEndsAsIfNothingHadBeen(server);
    }
  }

  /** While clients wait, and before that has been told. */
  @ParameterizedTest
  @MethodSource("changes")
  void duringAnIncident(Jdk jdk, Change change, @TempDir Path folder) throws Exception {
    Path jar = Files.copy(Workspace.agentJar(), folder.resolve("acceptlag.jar"));
    try (EchoServer server = start(jdk, jar, folder)) {
      server.exchange();
      server.holdWhile(
          PATH,
          2,
          () -> {
            change.apply(jar);
            server.awaitWarning(PATH);
          });
      assertEndsAsIfNothingHadBeen(server);
    }
  }

  private static EchoServer start(Jdk jdk, Path jar, Path folder) throws Exception {
    EchoServer server =
        EchoServer.start(AgentJvm.on(jdk).agent(jar, "log=stderr").directory(folder), PATH);
    StartLine.assertWatchesAllPaths(server.jvm());
    return server;
  }

  private static void assertEndsAsIfNothingHadBeen(EchoServer server) throws Exception {
    server
        .jvm()
        .awaitLog("recovery", line -> line.is("recovered") && line.isOf(server.port(PATH)), SOON);
    server.quit();
    List<String> told =
        server.jvm().log().stream()
            .map(line -> line.values().getOrDefault("event", "start"))
            .toList();
    // All that it needed was there already, so there is nothing to say of the jar. On a busy
    // machine it may have been slow before as well, and its cause may come late or be corrected.
    assertTrue(
        String.join(" ", told).matches("start( slow( slow| cause)* recovered)+"),
        server.jvm()::toString);
    assertEquals(List.of(), server.jvm().jvmWarnings());
  }

  /** The first span loads classes, which cannot be had any more. */
  @ParameterizedTest
  @CsvSource({"8, TRUNCATED", "17, ANOTHER_JAR", "25, GARBAGE"})
  void saysOnceWhatCannotBeLoadedAnyMore(int version, Change change, @TempDir Path folder)
      throws Exception {
    Path jar = Files.copy(Workspace.agentJar(), folder.resolve("acceptlag.jar"));
    AgentJvm.Builder builder =
        AgentJvm.on(Jdks.need(version))
            .agent(jar, "log=stderr,telemetry=otlp")
            .env("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:1")
            .expect("Cannot start telemetry: acceptlag\\.jar " + CHANGED)
            .directory(folder);
    try (EchoServer server = EchoServer.start(builder, PATH)) {
      StartLine.assertWatchesAllPaths(server.jvm());
      change.apply(jar);
      server.holdAndAwaitWarning(PATH);
      LogLine said =
          server
              .jvm()
              .awaitLog(
                  "line about the jar", line -> line.sentence().startsWith("acceptlag.jar "), SOON);
      assertTrue(
          said.sentence()
              .matches(
                  "acceptlag\\.jar was changed while this JVM runs, so \\S+ cannot be loaded; the"
                      + " application is not affected\\. Restart it when convenient, and replace"
                      + " the jar by mv, never by cp"),
          said::toString);
      server.exchange();
      server
          .jvm()
          .awaitLog("recovery", line -> line.is("recovered") && line.isOf(server.port(PATH)), SOON);
      server.quit();
      assertEquals(
          1,
          server.jvm().log().stream()
              .filter(line -> line.sentence().startsWith("acceptlag.jar " + CHANGED))
              .count(),
          server.jvm()::toString);
      assertEquals(
          List.of(),
          server.jvm().stderr().lines().stream()
              .filter(line -> TECHNICAL.matcher(line).find())
              .toList());
      assertEquals(List.of(), server.jvm().jvmWarnings());
    }
  }

  /**
   * The first incident that goes through that agent's SDK loads classes, which cannot be had any
   * more. What its connection has waited is known all the same.
   */
  @ParameterizedTest
  @CsvSource({"8, TRUNCATED", "25, ANOTHER_JAR"})
  void underTheOpenTelemetryAgent(int version, Change change, @TempDir Path folder)
      throws Exception {
    Missing.skipIf("A real OpenTelemetry Collector", Collector.unavailability());
    Path jar = Files.copy(Workspace.agentJar(), folder.resolve("acceptlag.jar"));
    try (Collector collector = Collector.start(Files.createDirectory(folder.resolve("collector")));
        AgentJvm jvm =
            TraceRun.exporting(
                    AgentJvm.on(Jdks.need(version))
                        .main("example.http.Server", Workspace.programs()),
                    collector)
                .agent(jar, "")
                .agent(Workspace.openTelemetryAgent(), "")
                .expect("acceptlag\\.jar " + CHANGED)
                .jvmArgs("-Dotel.javaagent.extensions=" + Workspace.openTelemetryExtension())
                .start()) {
      int port = Integer.parseInt(jvm.awaitStdout("READY (\\d+)", TraceRun.STARTS).group(1));
      jvm.awaitLog(
          "start", line -> line.sentence().contains("telemetry through the"), TraceRun.STARTS);
      change.apply(jar);
      try (HeldConnections held =
          HeldConnections.hold(jvm, List.of(Loopback.ipv4(port)), TraceRun.HELD)) {
        jvm.awaitLog("recovery", line -> line.is("recovered") && line.isOf(port), SOON);
        new Http1Client(held.to(port).get(0).socket()).request("slow");
      }
      Span slow = TraceRun.awaitRequest(collector, "slow");
      assertTrue(Spans.attributes(slow).containsKey(TraceRun.WAIT), slow::toString);
      jvm.send("quit");
      assertEquals(0, jvm.exitCode(SOON), jvm::toString);
      List<String> said =
          jvm.log().stream().map(LogLine::sentence).filter(line -> line.contains(CHANGED)).toList();
      assertEquals(said.stream().distinct().toList(), said);
      assertEquals(
          List.of(),
          jvm.stderr().lines().stream()
              .filter(line -> line.startsWith("[acceptlag]") && TECHNICAL.matcher(line).find())
              .toList());
    }
  }

  /** A JVM that starts while the jar is overwritten: not all of it is of one version. */
  @ParameterizedTest
  @MethodSource("oldestAndNewest")
  void runsWithoutAJarThatIsNotWhole(Jdk jdk, @TempDir Path folder) throws Exception {
    Path jar = folder.resolve("acceptlag.jar");
    byte[] bytes = Files.readAllBytes(Workspace.agentJar());
    Arrays.fill(bytes, bytes.length / 10, bytes.length / 10 * 9, (byte) 0);
    Files.write(jar, bytes);
    try (EchoServer server =
        EchoServer.start(
            AgentJvm.on(jdk)
                .agent(jar, "log=stderr")
                .directory(folder)
                .expect("ERROR .*acceptlag\\.jar " + CHANGED),
            PATH)) {
      server.exchange();
      server.quit();
      List<String> lines = server.jvm().stderr().lines();
      assertEquals(1, lines.size(), server.jvm()::toString);
      assertTrue(
          lines
              .get(0)
              .matches("\\[acceptlag] ERROR .*acceptlag\\.jar " + CHANGED + ".*without acceptlag"),
          server.jvm()::toString);
    }
  }

  /** What is of ours and may be needed later is loaded when the start line is written. */
  @ParameterizedTest
  @MethodSource("allJdks")
  void hasLoadedWhatAnIncidentNeeds(Jdk jdk, @TempDir Path folder) throws Exception {
    Path log = folder.resolve("classes.log");
    AgentJvm.Builder builder =
        AgentJvm.on(jdk)
            .agent("log=stderr")
            .jvmArgs(ClassLoadLog.options(jdk, log).toArray(String[]::new));
    try (EchoServer server = EchoServer.start(builder, PATH)) {
      StartLine.assertWatchesAllPaths(server.jvm());
      server.quit();
    }
    Set<String> missing = new TreeSet<>();
    try (JarFile jar = new JarFile(Workspace.agentJar().toFile())) {
      for (JarEntry entry : jar.stream().toList()) {
        String prefix = "inst/io/acceptlag/";
        if (entry.getName().startsWith(prefix) && entry.getName().endsWith(".classdata")) {
          String name = entry.getName().substring(prefix.length()).replaceFirst("\\..*", "");
          missing.add(name.replace('/', '.'));
        }
      }
    }
    assertTrue(missing.contains("core.watch.Sampler"), missing::toString);
    missing.removeIf(name -> NOT_NEEDED.matcher(name).matches());
    ClassLoadLog.read(log)
        .ours()
        .forEach(name -> missing.remove(name.replace("io.acceptlag.", "")));
    assertEquals(Set.of(), missing, "let a rehearsal come by them, or see OwnJar");
  }

  /**
   * The JVM opens the jar as well, as the last one on the class path. What is not in it is looked
   * for without reading the file.
   */
  @ParameterizedTest
  @MethodSource("allJdks")
  void theJvmItselfLooksForWhatIsElsewhere(Jdk jdk, @TempDir Path folder) throws Exception {
    Path jar = Files.copy(Workspace.agentJar(), folder.resolve("acceptlag.jar"));
    try (AgentJvm jvm = startReader(jdk, jar, folder)) {
      Change.TRUNCATED.apply(jar);
      jvm.send("misses");
      jvm.awaitStdout("MISSED 4000", SOON);
      jvm.send("quit");
      assertEquals(0, jvm.exitCode(SOON), jvm::toString);
    }
  }

  /**
   * What is in it, as each jar has a manifest, Java 8 reads from the mapped file. Nobody but the
   * JVM can help it; newer ones read it by a descriptor.
   */
  @ParameterizedTest
  @MethodSource("allJdks")
  void theJvmItselfReadsTheManifest(Jdk jdk, @TempDir Path folder) throws Exception {
    Path jar = Files.copy(Workspace.agentJar(), folder.resolve("acceptlag.jar"));
    try (AgentJvm jvm = startReader(jdk, jar, folder)) {
      Change.TRUNCATED.apply(jar);
      jvm.send("manifests");
      if (jdk.version() == 8) {
        assertNotEquals(0, jvm.exitCode(SOON), "then the page on this can be shorter");
        assertTrue(jvm.stdout().lines().stream().anyMatch(line -> line.contains("SIGBUS")));
      } else {
        jvm.awaitStdout("READ \\d+ 1", SOON);
        jvm.send("quit");
        assertEquals(0, jvm.exitCode(SOON), jvm::toString);
      }
    }
  }

  static Stream<Jdk> allJdks() {
    return Jdks.all().stream();
  }

  static Stream<Jdk> oldestAndNewest() {
    return Jdks.oldestAndNewest(8).stream();
  }

  /** The property that the page on troubles names. */
  @ParameterizedTest
  @CsvSource("8")
  void java8CanBeToldNotToMapJars(int version, @TempDir Path folder) throws Exception {
    Path jar = Files.copy(Workspace.agentJar(), folder.resolve("acceptlag.jar"));
    try (AgentJvm jvm =
        startReader(Jdks.need(version), jar, folder, "-Dsun.zip.disableMemoryMapping=true")) {
      Change.TRUNCATED.apply(jar);
      jvm.send("manifests");
      jvm.awaitStdout("READ \\d+ \\d", SOON);
      jvm.send("quit");
      assertEquals(0, jvm.exitCode(SOON), jvm::toString);
    }
  }

  private static AgentJvm startReader(Jdk jdk, Path jar, Path folder, String... jvmArgs)
      throws Exception {
    AgentJvm jvm =
        AgentJvm.on(jdk)
            .agent(jar, "log=stderr")
            .jvmArgs(jvmArgs)
            .directory(folder)
            .main("example.early.JarReader", Workspace.programs())
            .start();
    try {
      jvm.awaitStdout("READY", SOON);
      StartLine.assertWatchesAllPaths(jvm);
      return jvm;
    } catch (Throwable e) {
      jvm.abandon();
      throw e;
    }
  }
}
