package io.acceptlag.it;

import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toCollection;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarFile;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What belongs to the application is not made, nor even begun, by the agent. */
@Execution(ExecutionMode.CONCURRENT)
class UntouchedIT {
  /**
   * What an application sets up by system properties and providers, often in main: initialised
   * before, it is set up without them, once and for all.
   */
  private static final Pattern APPLICATIONS =
      Pattern.compile(
          "java/util/logging/.*|javax/management/.*|java/lang/management/.*|sun/management/.*"
              + "|java/nio/file/FileSystems|java/net/InetAddress|java/net/ServerSocket"
              + "|java/security/SecureRandom|java/security/Security");

  private static final Pattern INITIALIZING = Pattern.compile("Initializing '([^']+)'");

  static Stream<Jdk> jdksThatLogInitialisation() {
    return Jdks.orSkip(Jdks.all().stream().filter(jdk -> jdk.version() >= 11), "JDK 11 or newer");
  }

  @ParameterizedTest
  @MethodSource("jdksThatLogInitialisation")
  void nothingOfTheApplicationsIsInitialisedBeforeMain(Jdk jdk, @TempDir Path folder)
      throws Exception {
    Path log = folder.resolve("init.log");
    Set<String> without = initialisedBeforeMain(AgentJvm.on(jdk), log);
    Set<String> with = initialisedBeforeMain(AgentJvm.on(jdk).agent("log=stderr"), log);
    assertTrue(with.contains("io/acceptlag/agent/Agent"), "the log is blind");
    with.removeAll(without);
    with.removeIf(name -> !APPLICATIONS.matcher(name).matches());
    assertEquals(Set.of(), with);
  }

  private static Set<String> initialisedBeforeMain(AgentJvm.Builder builder, Path log)
      throws Exception {
    try (EchoServer server =
        EchoServer.start(
            builder.jvmArgs("-Xlog:class+init=info:file=" + log + ":none"), "serversocket")) {
      server.quit();
    }
    Set<String> initialised = new TreeSet<>();
    for (String line : Files.readAllLines(log)) {
      Matcher matcher = INITIALIZING.matcher(line);
      if (matcher.find()) {
        if (matcher.group(1).startsWith("example/")) {
          return initialised;
        }
        initialised.add(matcher.group(1));
      }
    }
    throw new AssertionError("main was never reached");
  }

  /** They are made by main's thread, when main asks for them, and are the ones that it chose. */
  @ParameterizedTest(name = "chosen before main: {1}, JDK {0}")
  @CsvSource({"8, true", "8, false", "17, true", "17, false", "25, true", "25, false"})
  void loggingAndManagementAreTheApplicationsToMake(int version, boolean before) throws Exception {
    AgentJvm.Builder builder = AgentJvm.on(Jdks.need(version)).agent("");
    if (before) {
      builder.jvmArgs(
          "-Dchosen=true",
          "-Djava.util.logging.manager=example.early.OwnLogManager",
          "-Djavax.management.builder.initial=example.early.OwnMBeanServerBuilder");
    }
    try (EchoServer server =
        EchoServer.startMain(builder, "example.early.Late", "serversocket", "channel-selector")) {
      server.exchange();
      // To stderr, after the time in which a library could have been seen; by then the acceptor,
      // whose locks only the JVM's management can tell, has been looked at.
      server.holdAndAwaitWarning("serversocket");
      server.quit();
      List<String> output = server.jvm().stdout().lines();
      List<String> end = output.subList(output.indexOf("NOW"), output.size());
      assertEquals(
          "NOW, LogManager made by main, logs by example.early.OwnLogManager,"
              + " MBeanServerBuilder made by main, manages by DefaultDomain",
          end.stream().collect(joining(", ")),
          server.jvm()::toString);
      assertEquals(
          0,
          output.subList(0, output.indexOf("NOW")).stream()
              .filter(l -> l.contains("made by"))
              .count());
      assertEquals(List.of(), server.jvm().jvmWarnings());
    }
  }

  static Stream<Jdk> jdks() {
    return Jdks.all().stream();
  }

  /** JNA (Java 8 to 21) would set three properties, and keep a thread, and run ldconfig. */
  @ParameterizedTest
  @MethodSource("jdks")
  void itsSurroundingsAreTheSameButForTwoThreads(Jdk jdk) throws Exception {
    try (AgentJvm without = startSurroundings(AgentJvm.on(jdk));
        AgentJvm with = startSurroundings(AgentJvm.on(jdk).agent("log=stderr"))) {
      StartLine.assertWatchesAllPaths(with);
      assertEquals(properties(without), properties(with));
      awaitThreads(without, Set.of("acceptlag", "acceptlag-log"), with);
      // Some applications wait until their own group has no other thread left.
      assertEquals(Set.of("main"), told(with, "group", "GROUP "));
      assertEquals(0, faultsOfChildren(with), "a process was run");
      quit(without);
      quit(with);
    }
  }

  private static AgentJvm startSurroundings(AgentJvm.Builder builder) {
    return builder.main("example.early.Surroundings", Workspace.programs()).start();
  }

  private static Set<String> properties(AgentJvm jvm) throws Exception {
    Set<String> properties = told(jvm, "properties", "PROPERTY ");
    assertTrue(properties.contains("user.dir=" + Path.of("").toAbsolutePath()), "reads nothing");
    // Where the JVM itself puts each of its agents.
    return properties.stream()
        .map(property -> property.replace(":" + Workspace.agentJar(), ""))
        .collect(toCollection(TreeSet::new));
  }

  private static Set<String> threads(AgentJvm jvm) throws Exception {
    return told(jvm, "threads", "THREAD ");
  }

  /** The JVM has some threads of its own that come late or go early. */
  private static void awaitThreads(AgentJvm without, Set<String> ours, AgentJvm with)
      throws Exception {
    Await.until(
        EchoServer.SOON,
        () -> threads(with).equals(union(threads(without), ours)),
        () -> with.failure("has other threads than those of\n" + without + "\nand " + ours));
  }

  private static Set<String> union(Set<String> some, Set<String> others) {
    Set<String> all = new TreeSet<>(some);
    all.addAll(others);
    return all;
  }

  private static Set<String> told(AgentJvm jvm, String what, String prefix) throws Exception {
    int before = jvm.stdout().lines().size();
    jvm.send(what);
    Await.until(
        EchoServer.SOON,
        () -> jvm.stdout().lines().stream().skip(before).anyMatch(("DONE " + what)::equals),
        () -> jvm.failure("does not answer " + what));
    return jvm.stdout().lines().stream()
        .skip(before)
        .filter(line -> line.startsWith(prefix))
        .map(line -> line.substring(prefix.length()))
        .collect(toCollection(TreeSet::new));
  }

  /** Minor page faults of children that have ended: none can run without. */
  private static long faultsOfChildren(AgentJvm jvm) throws Exception {
    String stat = Files.readString(Path.of("/proc", Long.toString(jvm.pid()), "stat"));
    // After the name in parentheses: state, ppid, pgrp, session, tty, tpgid, flags, minflt.
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
    return Long.parseLong(fields[8]);
  }

  private static void quit(AgentJvm jvm) throws Exception {
    jvm.send("quit");
    assertEquals(0, jvm.exitCode(EchoServer.SOON), jvm::toString);
  }

  static Stream<Jdk> jdksWithJna() {
    return Jdks.orSkip(Jdks.all().stream().filter(jdk -> jdk.version() < 22), "a JDK before 22");
  }

  /** A native library is loaded by one class loader only, and theirs must be the one. */
  @ParameterizedTest
  @MethodSource("jdksWithJna")
  void theApplicationsCopyOfJnasLibraryIsLeftToIt(Jdk jdk, @TempDir Path folder) throws Exception {
    Path library = folder.resolve("libjnidispatch.so");
    String platform = System.getProperty("os.arch").equals("amd64") ? "x86-64" : "aarch64";
    try (JarFile jar = new JarFile(Workspace.agentJar().toFile())) {
      String name = "inst/com/sun/jna/linux-" + platform + "/libjnidispatch.so";
      Files.write(library, jar.getInputStream(jar.getJarEntry(name)).readAllBytes());
    }
    try (AgentJvm jvm =
        startSurroundings(
            AgentJvm.on(jdk).agent("log=stderr").jvmArgs("-Djna.boot.library.path=" + folder))) {
      jvm.awaitStderr("kernel probe tcp_info \\(jna\\)", EchoServer.SOON);
      jvm.send("load " + library);
      jvm.awaitStdout("^LOADED", EchoServer.SOON);
      quit(jvm);
    }
  }
}
