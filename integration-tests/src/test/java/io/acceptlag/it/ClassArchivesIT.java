package io.acceptlag.it;

import static java.util.stream.Collectors.toCollection;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Archives of an application's classes: they are recorded as without the agent, and used with it as
 * without it.
 */
@Execution(ExecutionMode.CONCURRENT)
class ClassArchivesIT {
  private static final String[] PATHS = {"serversocket", "channel-selector"};

  /**
   * Classes of the JDK's that are woven while they load, for which the archive is of no use. Nobody
   * extends them but each other.
   */
  private static final Set<String> WOVEN_AS_THEY_LOAD =
      Set.of(
          "sun.nio.ch.AsynchronousServerSocketChannelImpl",
          "sun.nio.ch.ServerSocketChannelImpl",
          "sun.nio.ch.SocketChannelImpl",
          "sun.nio.ch.UnixAsynchronousServerSocketChannelImpl",
          "sun.nio.ch.UnixAsynchronousSocketChannelImpl");

  /** An agent makes the JVM load it, and an AOT cache is for the modules that it was made with. */
  private static final String MODULE = "--add-modules=java.instrument";

  @TempDir private static Path shared;

  private static Path application;

  /** Only classes from jars get into an archive. */
  @BeforeAll
  static void makeJar() throws IOException {
    application = shared.resolve("application.jar");
    Path programs = Workspace.programs();
    try (OutputStream file = Files.newOutputStream(application);
        JarOutputStream jar = new JarOutputStream(file);
        Stream<Path> classes = Files.list(programs.resolve("example/accept"))) {
      for (Path path : classes.toList()) {
        jar.putNextEntry(new JarEntry(programs.relativize(path).toString()));
        Files.copy(path, jar);
      }
    }
  }

  // --- An archive, used with the agent ---

  /** How an application's archive is recorded: with the agent, wherever the JVM lets. */
  enum Way {
    AT_EXIT(17) {
      @Override
      String record(Jdk jdk, Path folder) throws Exception {
        Path archive = folder.resolve("exit.jsa");
        serve(on(jdk, false).jvmArgs("-XX:ArchiveClassesAtExit=" + archive), false);
        return "-XX:SharedArchiveFile=" + archive;
      }
    },

    FROM_A_LIST(11) {
      @Override
      String record(Jdk jdk, Path folder) throws Exception {
        Path list = folder.resolve("classes.lst");
        Path archive = folder.resolve("list.jsa");
        serve(on(jdk, true).jvmArgs("-XX:DumpLoadedClassList=" + list), true);
        dump(
            on(jdk, jdk.version() == 11)
                .jvmArgs(
                    "-Xshare:dump",
                    "-XX:SharedClassListFile=" + list,
                    "-XX:SharedArchiveFile=" + archive));
        return "-XX:SharedArchiveFile=" + archive;
      }
    },

    AOT_CACHE(25) {
      @Override
      String record(Jdk jdk, Path folder) throws Exception {
        Path cache = folder.resolve("one.aot");
        serve(on(jdk, true).jvmArgs("-XX:AOTCacheOutput=" + cache), true);
        return "-XX:AOTCache=" + cache;
      }
    },

    AOT_CACHE_IN_TWO_STEPS(25) {
      @Override
      String record(Jdk jdk, Path folder) throws Exception {
        Path cache = folder.resolve("two.aot");
        String configuration = "-XX:AOTConfiguration=" + folder.resolve("aot.conf");
        serve(on(jdk, true).jvmArgs("-XX:AOTMode=record", configuration), true);
        dump(on(jdk, true).jvmArgs("-XX:AOTMode=create", configuration, "-XX:AOTCache=" + cache));
        return "-XX:AOTCache=" + cache;
      }
    },

    /** For who cannot give the agent while recording. */
    AOT_CACHE_WITH_THE_MODULE(25) {
      @Override
      String record(Jdk jdk, Path folder) throws Exception {
        Path cache = folder.resolve("module.aot");
        serve(on(jdk, false).jvmArgs("-XX:AOTCacheOutput=" + cache, MODULE), false);
        return "-XX:AOTCache=" + cache;
      }
    };

    private final int sinceVersion;

    Way(int sinceVersion) {
      this.sinceVersion = sinceVersion;
    }

    /** Returns the option by which the archive is used. */
    abstract String record(Jdk jdk, Path folder) throws Exception;
  }

  record Archive(Jdk jdk, Way way) {
    @Override
    public String toString() {
      return way + ", " + jdk;
    }
  }

  static Stream<Archive> archives() {
    return Jdks.all().stream()
        .flatMap(
            jdk ->
                Arrays.stream(Way.values())
                    .filter(way -> jdk.version() >= way.sinceVersion)
                    .map(way -> new Archive(jdk, way)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("archives")
  void losesNothingButWhatIsWovenAsItLoads(Archive archive, @TempDir Path folder) throws Exception {
    if (archive.way == Way.AT_EXIT) {
      assumeBaseArchive(archive.jdk);
    }
    String use = archive.way.record(archive.jdk, folder);
    String[] alone =
        use.startsWith("-XX:AOTCache") ? new String[] {use, MODULE} : new String[] {use};
    Path loaded = folder.resolve("loaded.log");
    Set<String> shared = classesOf(archive.jdk, loaded, false, alone).shared();
    // The last is a subclass of a woven class.
    assertTrue(
        shared.containsAll(
            Set.of(
                "example.accept.AcceptPaths",
                "java.net.ServerSocket",
                "example.accept.Sockets$OwnServerSocket")),
        () -> "not of use: " + shared);

    ClassLoadLog with = classesOf(archive.jdk, loaded, true, use);

    assertTrue(with.ours().contains("io.acceptlag.agent.Agent"), "the log is blind");
    assertEquals(
        Set.of(),
        with.elsewhere(shared).stream()
            .filter(name -> !WOVEN_AS_THEY_LOAD.contains(name))
            .collect(toCollection(TreeSet::new)));
  }

  /** A run of the application with an archive. */
  private static ClassLoadLog classesOf(Jdk jdk, Path loaded, boolean agent, String... options)
      throws Exception {
    AgentJvm.Builder builder =
        on(jdk, agent)
            .jvmArgs(options)
            .jvmArgs(ClassLoadLog.options(jdk, loaded).toArray(String[]::new));
    try (EchoServer server = start(builder)) {
      if (agent) {
        StartLine.assertWatchesAllPaths(server.jvm());
      }
      server.exchange();
      server.quit();
      assertEquals(List.of(), server.jvm().jvmWarnings());
    }
    return ClassLoadLog.read(loaded);
  }

  // --- While an archive is recorded ---

  /**
   * A run that records.
   *
   * @param options have FILE for what is to be written
   */
  record Recording(Jdk jdk, List<String> options) {
    Recording(Jdk jdk, String... options) {
      this(jdk, List.of(options));
    }

    @Override
    public String toString() {
      return options.get(options.size() - 1).replaceAll("=.*", "") + ", " + jdk;
    }
  }

  static Stream<Recording> recordings() {
    String evenWithAgents = "-XX:+AllowArchivingWithJavaAgent";
    List<Recording> recordings = new ArrayList<>();
    for (Jdk jdk : Jdks.all()) {
      recordings.add(new Recording(jdk, "-XX:DumpLoadedClassList=FILE"));
      if (jdk.version() >= 17 && jdk.version() <= 25) {
        String unlock = "-XX:+UnlockDiagnosticVMOptions";
        recordings.add(new Recording(jdk, unlock, evenWithAgents, "-XX:ArchiveClassesAtExit=FILE"));
      }
      if (jdk.version() >= 25) {
        recordings.add(new Recording(jdk, "-XX:AOTMode=record", "-XX:AOTConfiguration=FILE"));
        recordings.add(new Recording(jdk, "-XX:AOTCacheOutput=FILE"));
      }
    }
    return recordings.stream();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("recordings")
  void doesNothingMeanwhile(Recording recording, @TempDir Path folder) throws Exception {
    boolean evenWithAgents = recording.toString().startsWith("-XX:ArchiveClassesAtExit");
    if (evenWithAgents) {
      assumeBaseArchive(recording.jdk);
    }
    Path written = folder.resolve("written");
    // The JVM that makes an AOT cache of what this one has recorded has its options.
    Path loaded = folder.resolve("loaded.%p");
    AgentJvm.Builder builder =
        on(recording.jdk, true)
            .jvmArgs(ClassLoadLog.options(recording.jdk, loaded).toArray(String[]::new));
    for (String option : recording.options) {
      builder.jvmArgs(option.replace("FILE", written.toString()));
    }
    if (evenWithAgents) {
      builder.expect("VM warning: This archive was created with AllowArchivingWithJavaAgent");
    }
    AgentJvm jvm = serve(builder, true);
    assertTrue(Files.size(written) > 0);
    assertOnlyTheQuestionIsLoaded(
        folder.resolve(
            recording.jdk.version() == 8 ? "loaded.pid" + jvm.pid() : "loaded." + jvm.pid()));
  }

  /** As in an image whose environment brings the agent into every JVM; others run no agent here. */
  @Test
  void letsJava11Dump(@TempDir Path folder) throws Exception {
    Jdk jdk = Jdks.need(11);
    Path archive = folder.resolve("archive.jsa");
    Path loaded = folder.resolve("loaded.log");
    AgentJvm.Builder builder =
        AgentJvm.on(jdk)
            .unverified()
            .env("JAVA_TOOL_OPTIONS", "-Xshare:dump -javaagent:" + Workspace.agentJar())
            .jvmArgs(ClassLoadLog.options(jdk, loaded).toArray(String[]::new))
            .jvmArgs("-XX:SharedArchiveFile=" + archive);
    AgentJvm jvm = dump(builder);
    assertSaysSo(jvm);
    assertTrue(Files.size(archive) > 0);
    assertOnlyTheQuestionIsLoaded(loaded);
  }

  /** With either option the JVM takes no agent at its start, but it does later. */
  @ParameterizedTest
  @MethodSource("jdksFrom17")
  void doesNothingWhenAttachedMeanwhile(Jdk jdk, @TempDir Path folder) throws Exception {
    assumeBaseArchive(jdk);
    Path archive = folder.resolve("archive.jsa");
    Path loaded = folder.resolve("loaded.log");
    for (String option :
        List.of("-XX:+RecordDynamicDumpInfo", "-XX:ArchiveClassesAtExit=" + archive)) {
      try (EchoServer server =
          start(
              on(jdk, false)
                  .jvmArgs(option, "-XX:+EnableDynamicAgentLoading")
                  .jvmArgs(ClassLoadLog.options(jdk, loaded).toArray(String[]::new)))) {
        server.jvm().attach("log=stderr");
        server.exchange();
        server.quit();
        assertSaysSo(server.jvm());
      }
      assertOnlyTheQuestionIsLoaded(loaded);
    }
    // Nothing was woven: a JVM leaves out of its archive what was.
    assertTrue(
        classesOf(jdk, loaded, false, "-XX:SharedArchiveFile=" + archive)
            .shared()
            .containsAll(Set.of("example.accept.AcceptPaths", "java.net.ServerSocket")));
  }

  static Stream<Jdk> jdksFrom17() {
    return Jdks.orSkip(Jdks.all().stream().filter(jdk -> jdk.version() >= 17), "JDK 17 or newer");
  }

  /** Neither a thread, nor the hook, nor a transformer without a class of ours. */
  private static void assertOnlyTheQuestionIsLoaded(Path log) throws IOException {
    Set<String> ours = ClassLoadLog.read(log).ours();
    assertTrue(ours.contains("io.acceptlag.agent.archive.ClassArchive"), () -> "blind: " + ours);
    assertEquals(
        Set.of(),
        ours.stream()
            .filter(name -> !name.startsWith("io.acceptlag.entry."))
            .filter(name -> !name.equals("io.acceptlag.agent.Agent"))
            .filter(name -> !name.startsWith("io.acceptlag.agent.start."))
            .filter(name -> !name.startsWith("io.acceptlag.agent.archive."))
            .filter(name -> !name.equals("io.acceptlag.agent.jvm.JvmOptions"))
            .collect(toCollection(TreeSet::new)));
  }

  private static void assertSaysSo(AgentJvm jvm) {
    assertEquals(
        List.of(
            "INFO this run records classes for an archive (CDS, AOT); acceptlag does nothing in"
                + " it"),
        jvm.log().stream().map(LogLine::toString).toList(),
        jvm::toString);
  }

  // --- The application ---

  private static AgentJvm.Builder on(Jdk jdk, boolean agent) {
    AgentJvm.Builder builder = AgentJvm.on(jdk).unverified();
    // How long connections wait, as on a busy machine, is not what this is about.
    return agent ? builder.agent("log=stderr,warn.wait=60s") : builder;
  }

  private static EchoServer start(AgentJvm.Builder builder) throws InterruptedException {
    return EchoServer.startFrom(application, builder, PATHS);
  }

  /** A whole run of the application, of which the agent, if any, says that it does nothing. */
  private static AgentJvm serve(AgentJvm.Builder builder, boolean agent) throws Exception {
    try (EchoServer server = start(builder)) {
      server.exchange();
      server.quit();
      if (agent) {
        assertSaysSo(server.jvm());
      }
      return server.jvm();
    }
  }

  /** A JVM that ends without a run of the application. */
  private static AgentJvm dump(AgentJvm.Builder builder) throws Exception {
    try (AgentJvm jvm = builder.main("example.accept.AcceptPaths", application).start()) {
      assertEquals(0, jvm.exitCode(EchoServer.SOON), jvm::toString);
      return jvm;
    }
  }

  private static void assumeBaseArchive(Jdk jdk) {
    assumeTrue(
        Files.exists(jdk.home().resolve("lib/server/classes.jsa")),
        () -> jdk + " has no archive of its own, on which the application's would stand");
  }
}
