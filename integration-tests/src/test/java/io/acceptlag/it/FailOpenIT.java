package io.acceptlag.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Enumeration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/** Whatever fails inside the agent, the application's work is complete, and one line says it. */
@Execution(ExecutionMode.CONCURRENT)
class FailOpenIT {
  private static final String[] PATHS = {
    "serversocket", "channel-blocking", "channel-selector", "async-handler"
  };

  static Stream<Jdk> jdks() {
    return Jdks.oldestAndNewest(8).stream();
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void doesNothingWhenItIsNotEnabled(Jdk jdk) throws Exception {
    try (EchoServer server =
        EchoServer.start(
            AgentJvm.on(jdk)
                .agent("enabled=false")
                .jvmArgs(jdk.version() == 8 ? "-verbose:class" : "-Xlog:class+load"),
            PATHS)) {
      server.exchange();
      server.stick("serversocket");
      server.quit();
      List<String> output = server.jvm().stdout().lines();
      assertTrue(output.stream().anyMatch(line -> line.contains("example.accept.AcceptPaths")));
      assertEquals(
          List.of(), output.stream().filter(line -> line.contains("AcceptlagHook")).toList());
      assertEquals(
          List.of(),
          output.stream().filter(line -> line.contains("acceptlag.agent.Watcher")).toList());
      assertEquals(List.of(), server.jvm().stderr().lines());
    }
  }

  /** Each of the methods that the hook calls throws. */
  @ParameterizedTest
  @MethodSource("jdks")
  void outlivesAHookThatThrows(Jdk jdk, @TempDir Path folder) throws Exception {
    Path saboteur =
        TestAgent.jar(
            folder,
            "io/acceptlag/core/listener/AcceptRecorder",
            throwingFrom(
                Workspace.agentEntry("inst/io/acceptlag/core/listener/AcceptRecorder.classdata"),
                List.of("listening", "entered", "accepted")));
    // Nothing of connections that wait for long on a busy machine: there are to be two lines.
    AgentJvm.Builder builder =
        AgentJvm.on(jdk).agent(saboteur, "").agent("log=stderr,warn.wait=60s");
    try (EchoServer server = EchoServer.start(builder, PATHS)) {
      StartLine.assertWatchesAllPaths(server.jvm());
      for (int i = 0; i < 20; i++) {
        server.exchange();
      }
      server.jvm().awaitLog("line about the hook", FailOpenIT::tellsOfTheHook, EchoServer.SOON);
      server.exchange();
      server.quit();
      assertEquals(1, server.jvm().log().stream().filter(FailOpenIT::tellsOfTheHook).count());
      assertEquals(2, server.jvm().stderr().lines().size(), server.jvm()::toString);
    }
  }

  /** The polls fail, as everything does. When there is memory again, it watches as before. */
  @ParameterizedTest
  @MethodSource("jdks")
  void outlivesAFullHeap(Jdk jdk) throws Exception {
    try (CauseRun scenario =
        CauseRun.startPlainLoop(
            "full heap",
            jdk,
            AgentJvm.on(jdk)
                .unverified()
                .agent("log=stderr")
                .jvmArgs("-Xmx48m")
                .expect("OutOfMemoryError"),
            "50",
            "fullheap",
            "2000")) {
      assertTrue(scenario.connect(1).get(0).getInputStream().read() >= 0);
      scenario.command("begin");
      scenario.troubleBegins();
      scenario.connect(5);
      scenario.awaitIncident();
    }
  }

  /** Then it is not known for how long the JVM stopped its threads. */
  @ParameterizedTest
  @MethodSource("jdks")
  void reportsTroubleWhereTheJvmKeepsNoCounters(Jdk jdk) throws Exception {
    AgentJvm.Builder builder = AgentJvm.on(jdk).agent("log=stderr").jvmArgs("-XX:-UsePerfData");
    try (EchoServer server = EchoServer.start(builder, PATHS)) {
      StartLine.assertWatchesAllPaths(server.jvm());
      server.holdAndAwaitWarning("serversocket");
      server.quit();
      assertEquals(List.of(), server.jvm().jvmWarnings());
    }
  }

  /** On Java 8 only is there another way into the boot loader than to define the class there. */
  @Test
  void goesByTheBootPathWhereUnsafeDefinesNoClass(@TempDir Path folder) throws Exception {
    Path saboteur =
        TestAgent.jar(
            folder,
            "io/acceptlag/agent/jvm/BaseModule",
            withConstant(
                Workspace.agentEntry("inst/io/acceptlag/agent/jvm/BaseModule.classdata"),
                "sun.misc.Unsafe",
                "sun.misc.NoUnsafe"));
    AgentJvm.Builder builder =
        AgentJvm.on(Jdks.need(8))
            .agent(saboteur, "")
            .agent("log=stderr")
            .jvmArgs("-verbose:class", "-Djava.io.tmpdir=" + folder);
    try (EchoServer server = EchoServer.start(builder, PATHS)) {
      StartLine.assertWatchesAllPaths(server.jvm());
      // The file it came from, instead of __JVM_DefineClass__.
      server.jvm().awaitStdout("Loaded java.net.AcceptlagHook from " + folder, EchoServer.SOON);
      for (String path : List.of("serversocket", "channel-blocking")) {
        server.holdAndAwaitWarning(path);
      }
      server.quit();
      assertEquals(List.of(), server.jvm().jvmWarnings());
    }
    try (Stream<Path> left = Files.list(folder)) {
      assertEquals(
          List.of(),
          left.filter(file -> file.getFileName().toString().startsWith("acceptlag")).toList(),
          "its files are gone with the JVM");
    }
  }

  private static byte[] withConstant(byte[] classFile, String old, String replacement) {
    ClassReader reader = new ClassReader(classFile);
    ClassWriter writer = new ClassWriter(reader, 0);
    AtomicInteger found = new AtomicInteger();
    reader.accept(
        new ClassVisitor(Opcodes.ASM9, writer) {
          @Override
          public MethodVisitor visitMethod(
              int access, String name, String descriptor, String signature, String[] exceptions) {
            return new MethodVisitor(
                Opcodes.ASM9, super.visitMethod(access, name, descriptor, signature, exceptions)) {
              @Override
              public void visitLdcInsn(Object value) {
                boolean replaced = value.equals(old);
                super.visitLdcInsn(replaced ? replacement : value);
                if (replaced) {
                  found.incrementAndGet();
                }
              }
            };
          }
        },
        0);
    assertEquals(1, found.get(), old);
    return writer.toByteArray();
  }

  private static boolean tellsOfTheHook(LogLine line) {
    return line.level().equals("WARN")
        && line.sentence()
            .contains(
                "could not record a connection: java.lang.UnsupportedOperationException at"
                    + " io.acceptlag.core.listener.AcceptRecorder.");
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void saysThatItsJarIsIncomplete(Jdk jdk, @TempDir Path folder) throws Exception {
    Path jar = folder.resolve("cut.jar");
    copyJar(jar, name -> !name.startsWith("inst/"), false);
    assertRunsWithoutAgent(jdk, jar, "ERROR cannot start: .*ClassNotFoundException.*");
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void saysThatItsJarIsDamaged(Jdk jdk, @TempDir Path folder) throws Exception {
    Path jar = folder.resolve("damaged.jar");
    copyJar(jar, name -> true, true);
    assertRunsWithoutAgent(jdk, jar, "ERROR cannot start: .*(ClassFormatError|Incompatible).*");
  }

  /** As a build plugin makes it of the application and all that it depends on. */
  @ParameterizedTest
  @MethodSource("jdks")
  void saysThatItWasPackedIntoAnotherJar(Jdk jdk, @TempDir Path folder) throws Exception {
    Path jar = folder.resolve("shop-all.jar");
    Manifest manifest;
    try (JarFile from = new JarFile(Workspace.agentJar().toFile())) {
      manifest = from.getManifest();
    }
    manifest.getMainAttributes().put(Attributes.Name.IMPLEMENTATION_TITLE, "shop");
    copyJar(jar, manifest, name -> true, false);
    assertRunsWithoutAgent(
        jdk, jar, "WARN acceptlag was packed into another jar, that of \"shop\"\\. .*");
  }

  private static void assertRunsWithoutAgent(Jdk jdk, Path jar, String line) throws Exception {
    AgentJvm.Builder builder = AgentJvm.on(jdk).agent(jar, "log=stderr").expect(line);
    try (EchoServer server = EchoServer.start(builder, PATHS)) {
      server.exchange();
      server.quit();
      List<String> stderr = server.jvm().stderr().lines();
      assertEquals(1, stderr.size(), server.jvm()::toString);
      assertTrue(stderr.get(0).matches("\\[acceptlag] " + line), server.jvm()::toString);
      assertTrue(stderr.get(0).endsWith("; the application runs without acceptlag"));
    }
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void outlivesTheDeletionOfItsJar(Jdk jdk, @TempDir Path folder) throws Exception {
    Path jar = Files.copy(Workspace.agentJar(), folder.resolve("deleted.jar"));
    try (EchoServer server = EchoServer.start(AgentJvm.on(jdk).agent(jar, "log=stderr"), PATHS)) {
      Files.delete(jar);
      StartLine.assertWatchesAllPaths(server.jvm());
      server.exchange();
      server.holdAndAwaitWarning("serversocket");
      server.quit();
      assertEquals(List.of(), server.jvm().jvmWarnings());
    }
  }

  @ParameterizedTest(name = "{1}, JDK {0}")
  @CsvSource({"8, same jar", "8, copy", "25, same jar", "25, copy"})
  void worksOnceWhenItIsGivenTwice(int version, String second, @TempDir Path folder)
      throws Exception {
    Jdk jdk = Jdks.need(version);
    Path jar =
        second.equals("copy")
            ? Files.copy(Workspace.agentJar(), folder.resolve("copy.jar"))
            : Workspace.agentJar();
    try (EchoServer server =
        EchoServer.start(
            AgentJvm.on(jdk).agent("log=stderr").agent(jar, "log=stderr").expect("twice"), PATHS)) {
      StartLine.assertWatchesAllPaths(server.jvm());
      server.exchange();
      server.holdAndAwaitWarning("serversocket");
      // By then a second agent would have told the beginning, too.
      server.jvm().awaitLog("recovery", line -> line.is("recovered"), EchoServer.SOON);
      server.quit();
      List<LogLine> log = server.jvm().log();
      assertEquals(
          1, log.stream().filter(line -> line.sentence().contains("is configured twice")).count());
      assertEquals(
          1,
          log.stream()
              .filter(line -> line.sentence().matches("acceptlag \\S+ watches \\d+ of .*"))
              .count());
      // Two would number their incidents alike. On a busy machine there may be more than one, and
      // a cause that is corrected.
      List<String> told =
          log.stream()
              .map(LogLine::values)
              .filter(values -> values.containsKey("incident"))
              .map(values -> values.get("incident") + values.get("event") + values.get("cause"))
              .toList();
      assertEquals(told.stream().distinct().toList(), told, server.jvm()::toString);
      assertEquals(List.of(), server.jvm().jvmWarnings());
    }
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void saysWhatIsWrongWithEachOption(Jdk jdk) throws Exception {
    AgentJvm.Builder builder =
        AgentJvm.on(jdk)
            .agent("log=stderr,warn.wiat=1s,ports=80-70,poll")
            .expect("^\\[acceptlag] WARN [^|]*$")
            .jvmArgs("-Dacceptlag.warn.queue=many", "-Dacceptlag.span.rate=")
            .env("ACCEPTLAG_REPEAT", "soon")
            .env("ACCEPTLAG_TELEMETRY", "otpl");
    try (EchoServer server = EchoServer.start(builder, PATHS)) {
      StartLine.assertWatchesAllPaths(server.jvm());
      server.exchange();
      // The default of what was wrong stands.
      server.holdAndAwaitWarning("serversocket");
      server.quit();
      List<LogLine> problems =
          server.jvm().log().stream()
              .filter(line -> line.level().equals("WARN") && line.values().isEmpty())
              .toList();
      for (String told :
          List.of(
              "warn\\.wiat.*nearest one is warn\\.wait",
              "ports is \"80-70\".*such as 8080",
              "poll has no value.*such as 250ms",
              "warn\\.queue is \"many\".*such as 0\\.5",
              "span\\.rate has no value.*such as",
              "repeat is \"soon\".*ACCEPTLAG_REPEAT.*such as",
              "telemetry is \"otpl\".*Give auto, otlp or none")) {
        assertEquals(
            1,
            problems.stream()
                .filter(line -> Pattern.compile(told).matcher(line.sentence()).find())
                .count(),
            () -> told + "\n" + server.jvm());
      }
      assertEquals(7, problems.size(), server.jvm()::toString);
      assertEquals(List.of(), server.jvm().jvmWarnings());
    }
  }

  /** Only Java 8 can be told that it is older: newer ones set the property themselves. */
  @Test
  void saysThatTheJvmIsTooOld() throws Exception {
    assertOneLine(
        AgentJvm.on(Jdks.need(8)).agent("").jvmArgs("-Djava.specification.version=1.7"),
        "\\[acceptlag] ERROR acceptlag needs Java 8 or newer, this is Java 1\\.8\\..*"
            + "; the application runs without acceptlag");
  }

  /** The class libraries of Java 8 cannot be started under another system's name. */
  @ParameterizedTest
  @CsvSource({"17, FreeBSD", "25, FreeBSD", "25, Mac OS X"})
  void saysThatThisIsNotLinux(int version, String system) throws Exception {
    assertOneLine(
        AgentJvm.on(Jdks.need(version)).agent("").jvmArgs("-Dos.name=" + system),
        "\\[acceptlag] WARN accept queues can be seen on Linux only, and this is "
            + system
            + "; the application runs without acceptlag");
  }

  /** There is none to try it with: HotSpot's property says that this is one. */
  @ParameterizedTest
  @ValueSource(ints = {8, 26})
  void saysThatA32BitJvmIsNotSupported(int version) throws Exception {
    String line =
        "acceptlag cannot call the kernel (jna: 32-bit JVMs are not supported): it reads queue"
            + " lengths from /proc/net/tcp; accept waits, limits and drops are not known";
    AgentJvm.Builder builder =
        AgentJvm.on(Jdks.need(version))
            .agent("log=stderr,warn.wait=60s")
            .jvmArgs("-Dsun.arch.data.model=32")
            .expect(Pattern.quote(line));
    try (EchoServer server = EchoServer.start(builder, "serversocket")) {
      StartLine.assertWatchesAllPaths(server.jvm());
      server.exchange();
      server.quit();
      assertEquals(
          List.of(line),
          server.jvm().log().stream()
              .filter(told -> told.level().equals("WARN"))
              .map(LogLine::sentence)
              .toList());
    }
  }

  private static void assertOneLine(AgentJvm.Builder builder, String line) throws Exception {
    try (EchoServer server = EchoServer.start(builder.expect(line), PATHS)) {
      server.exchange();
      server.quit();
      List<String> stderr = server.jvm().stderr().lines();
      assertEquals(1, stderr.size(), server.jvm()::toString);
      assertTrue(stderr.get(0).matches(line), stderr::toString);
    }
  }

  /** Makes these methods do nothing but throw. */
  private static byte[] throwingFrom(byte[] classFile, List<String> methods) {
    ClassWriter writer = new ClassWriter(ClassWriter.COMPUTE_MAXS);
    new ClassReader(classFile)
        .accept(
            new ClassVisitor(Opcodes.ASM9, writer) {
              @Override
              public MethodVisitor visitMethod(
                  int access, String name, String descriptor, String signature, String[] thrown) {
                MethodVisitor method =
                    super.visitMethod(access, name, descriptor, signature, thrown);
                if (!methods.contains(name)) {
                  return method;
                }
                method.visitCode();
                String error = "java/lang/UnsupportedOperationException";
                method.visitTypeInsn(Opcodes.NEW, error);
                method.visitInsn(Opcodes.DUP);
                method.visitMethodInsn(Opcodes.INVOKESPECIAL, error, "<init>", "()V", false);
                method.visitInsn(Opcodes.ATHROW);
                method.visitMaxs(0, 0);
                method.visitEnd();
                return null;
              }
            },
            0);
    return writer.toByteArray();
  }

  private static void copyJar(Path to, Predicate<String> wanted, boolean damaged)
      throws IOException {
    try (JarFile from = new JarFile(Workspace.agentJar().toFile())) {
      copyJar(to, from.getManifest(), wanted, damaged);
    }
  }

  private static void copyJar(Path to, Manifest manifest, Predicate<String> wanted, boolean damaged)
      throws IOException {
    try (JarFile from = new JarFile(Workspace.agentJar().toFile());
        OutputStream file = Files.newOutputStream(to);
        JarOutputStream out = new JarOutputStream(file, manifest)) {
      Enumeration<JarEntry> entries = from.entries();
      while (entries.hasMoreElements()) {
        JarEntry entry = entries.nextElement();
        String name = entry.getName();
        if (!wanted.test(name) || name.equals(JarFile.MANIFEST_NAME)) {
          continue;
        }
        out.putNextEntry(new JarEntry(name));
        try (InputStream in = from.getInputStream(entry)) {
          byte[] bytes = in.readAllBytes();
          if (damaged && name.startsWith("inst/")) {
            Arrays.fill(bytes, bytes.length / 2, bytes.length, (byte) 0xff);
          }
          out.write(bytes);
        }
      }
    }
  }
}
