package io.acceptlag.it;

import static java.util.stream.Collectors.joining;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
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
    return Jdks.all().stream().filter(jdk -> jdk.version() >= 11);
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
    AgentJvm.Builder builder = AgentJvm.on(Jdks.of(version).orElseThrow()).agent("");
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
      server.stickAndAwaitWarning("serversocket");
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
}
