package io.acceptlag.it;

import static java.util.stream.Collectors.toCollection;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What an application sets up long after its main has begun has the effect that it has without the
 * agent: nothing that reads a setting once and for all has been initialised on its behalf.
 */
@Execution(ExecutionMode.CONCURRENT)
class LateSettingsIT {
  private static final String MAIN = "example.early.LateSettings";

  /** All is to be well, even if a connection waits for long on a busy machine. */
  private static final String OPTIONS = "log=stderr,warn.wait=60s";

  /** For what the agent does when all is well, the log that it looks for after 3 s included. */
  private static final long OBSERVED_MILLIS = 3_000;

  /**
   * What reads settings when it is initialised, or makes the providers that do. Not the classes of
   * {@code java.nio.file} and {@code sun.nio.fs} that the JVM's own ZipFile uses for the jar of any
   * agent, nor those of permissions, which read nothing.
   */
  private static final Pattern APPLICATIONS =
      Pattern.compile(
          "java/security/(Security|Provider|SecureRandom|MessageDigest|KeyStore)\\b.*"
              + "|sun/security/(jca|provider|ssl|rsa|ec|x509)/.*|javax/net/ssl/.*|javax/crypto/.*"
              + "|java/nio/file/(FileSystems|Paths|TempFileHelper)\\b.*"
              + "|java/io/(File\\$TempDirectory|DeleteOnExitHook)"
              + "|java/util/logging/.*|java/net/InetAddress|sun/net/InetAddressCachePolicy"
              + "|java/net/ProxySelector|sun/net/spi/.*"
              + "|java/util/(UUID|Calendar|GregorianCalendar|Formatter|Currency|Scanner)\\b.*"
              + "|java/util/TimeZone|java/text/(?!Normalizer).*"
              + "|java/util/concurrent/(ForkJoinPool|CompletableFuture)\\b.*"
              + "|java/lang/VirtualThread\\b.*|javax/management/.*");

  /** okhttp has one for GMT, by which no default is set. */
  private static final Pattern OF_TELEMETRY = Pattern.compile("java/util/TimeZone");

  private static final Pattern INITIALIZING = Pattern.compile("Initializing '([^']+)'");

  /** Of a program that has used none of it before; where it accepts, its socket has used some. */
  private static final List<String> LATE =
      List.of(
          "EFFECT security property: read",
          "EFFECT first provider: OwnSecurity",
          "EFFECT random numbers: OwnRandom",
          "EFFECT address cache: 7",
          "EFFECT HTTPS sockets: example.early.OwnTls$Sockets",
          "EFFECT time zone: Asia/Tokyo",
          "EFFECT common pool: 7",
          "EFFECT logging: example.early.OwnLogManager");

  enum Agent {
    WITHOUT,
    ALONE,
    RECORDING,
    EXPORTING,

    /** By https, whose first export waits until the application has made its settings. */
    EXPORTING_SECRETLY
  }

  private record Outcome(List<String> effects, Set<String> initialised) {}

  static Stream<Arguments> settings() {
    Stream<Arguments> onAll =
        Jdks.all().stream()
            .flatMap(
                jdk ->
                    Stream.of(
                        Arguments.of(jdk, "idle", Agent.ALONE),
                        Arguments.of(jdk, "accepts", Agent.ALONE),
                        Arguments.of(jdk, "accepts", Agent.RECORDING),
                        Arguments.of(jdk, "accepts", Agent.EXPORTING),
                        Arguments.of(jdk, "accepts", Agent.EXPORTING_SECRETLY),
                        Arguments.of(jdk, "cleared", Agent.ALONE),
                        Arguments.of(jdk, "replaced-accepts", Agent.EXPORTING)));
    Stream<Arguments> onTwo =
        Jdks.oldestAndNewest(8).stream()
            .flatMap(
                jdk ->
                    Stream.of(
                        Arguments.of(jdk, "replaced", Agent.ALONE),
                        Arguments.of(jdk, "cleared-accepts", Agent.EXPORTING)));
    // On newer ones the exporter fixes no locale.
    Stream<Arguments> on8 =
        Jdks.of(8).stream().map(jdk -> Arguments.of(jdk, "early-accepts", Agent.EXPORTING));
    return Stream.of(onAll, onTwo, on8).flatMap(each -> each);
  }

  @ParameterizedTest(name = "{1}, agent {2}, {0}")
  @MethodSource("settings")
  void haveTheEffectThatTheyHaveWithoutTheAgent(
      Jdk jdk, String what, Agent agent, @TempDir Path folder) throws Exception {
    Outcome without = run(jdk, what, Agent.WITHOUT, folder);
    Outcome with = run(jdk, what, agent, folder);
    assertTrue(without.effects.size() > 20, without.effects::toString);
    if (what.equals("idle")) {
      assertTrue(without.effects.containsAll(LATE), without.effects::toString);
    }
    assertTrue(without.effects.contains("EFFECT chosen format: 1,234.5"));
    if (what.startsWith("early")) {
      assertTrue(without.effects.contains("EFFECT format: 1.234,5"), without.effects::toString);
      assertEquals(without.effects, with.effects);
    }
    assertEquals(comparable(without.effects, jdk, agent), comparable(with.effects, jdk, agent));
    if (jdk.version() >= 11) {
      Set<String> early = new TreeSet<>(with.initialised);
      assertTrue(early.contains("io/acceptlag/agent/Watcher"), "the log is blind");
      early.removeAll(without.initialised);
      early.removeIf(name -> !APPLICATIONS.matcher(name).matches());
      early.removeIf(name -> agent == Agent.EXPORTING && OF_TELEMETRY.matcher(name).matches());
      assertEquals(Set.of(), early);
    }
  }

  /**
   * On Java 8 the exporter's own method references fix the default locale of formats: the JVM links
   * those that box by String.format. Properties that are set before the first accept have their
   * effect, and so has {@code Locale.setDefault} at any time.
   */
  private static List<String> comparable(List<String> effects, Jdk jdk, Agent agent) {
    return jdk.version() == 8 && agent == Agent.EXPORTING
        ? effects.stream().filter(line -> !line.matches("EFFECT (locale|format): .*")).toList()
        : effects;
  }

  private static Outcome run(Jdk jdk, String what, Agent agent, Path folder) throws Exception {
    Path log = folder.resolve(agent + ".log");
    AgentJvm.Builder builder = AgentJvm.on(jdk).unverified();
    if (jdk.version() >= 11) {
      builder.jvmArgs(
          "--add-exports=java.base/sun.net=ALL-UNNAMED",
          "--add-opens=java.base/java.lang=ALL-UNNAMED",
          "-Xlog:class+init=info:file=" + log + ":none");
    }
    if (jdk.version() == 17 || jdk.version() == 21) {
      builder.jvmArgs("-Djava.security.manager=allow");
    }
    CountDownLatch exports = new CountDownLatch(1);
    HttpServer collector = collector(exports);
    if (agent == Agent.RECORDING) {
      builder.agent(OPTIONS + ",record=" + folder.resolve("evidence"));
    } else if (agent != Agent.WITHOUT) {
      builder.agent(OPTIONS);
    }
    if (agent == Agent.EXPORTING) {
      builder
          .env(
              "OTEL_EXPORTER_OTLP_ENDPOINT", "http://localhost:" + collector.getAddress().getPort())
          .env("OTEL_METRIC_EXPORT_INTERVAL", "200");
    }
    if (agent == Agent.EXPORTING_SECRETLY) {
      builder
          .env(
              "OTEL_EXPORTER_OTLP_ENDPOINT",
              "https://localhost:" + collector.getAddress().getPort())
          .env("OTEL_METRIC_EXPORT_INTERVAL", "200")
          // Once it may look, it finds what the application has made of TLS, and none there.
          .expect("WARN Cannot (start|export) telemetry");
    }
    builder.main(MAIN, Workspace.programs()).args(what, folder.toString());
    try (AgentJvm jvm = builder.start()) {
      if (agent != Agent.WITHOUT) {
        StartLine.assertWatchesAllPaths(jvm);
      }
      if (what.endsWith("accepts")) {
        connect(Integer.parseInt(jvm.awaitStdout("PORT (\\d+)", EchoServer.SOON).group(1)));
      }
      // Without system properties it waits for them.
      if (agent == Agent.EXPORTING && !what.matches("(cleared|replaced).*")) {
        assertTrue(exports.await(EchoServer.SOON.toSeconds(), TimeUnit.SECONDS), jvm::toString);
      }
      if (agent != Agent.WITHOUT) {
        // Nothing can be waited for that must not happen.
        Thread.sleep(OBSERVED_MILLIS);
      }
      assertTrue(jvm.log().size() <= 1, jvm::toString);
      jvm.send("go");
      jvm.awaitStdout("^DONE$", EchoServer.SOON);
      assertEquals(0, jvm.exitCode(EchoServer.SOON), jvm::toString);
      List<String> effects =
          jvm.stdout().lines().stream().filter(line -> !line.startsWith("PORT")).toList();
      return new Outcome(effects, jdk.version() >= 11 ? initialisedIn(log) : Set.of());
    } finally {
      collector.stop(0);
    }
  }

  /** Takes all that comes. */
  private static HttpServer collector(CountDownLatch exports) throws IOException {
    HttpServer collector =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
    collector.createContext(
        "/",
        exchange -> {
          exchange.getRequestBody().readAllBytes();
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
          exports.countDown();
        });
    collector.start();
    return collector;
  }

  private static void connect(int port) throws IOException {
    for (int i = 0; i < 3; i++) {
      new Socket(InetAddress.getLoopbackAddress(), port).close();
    }
  }

  private static Set<String> initialisedIn(Path log) throws IOException {
    Set<String> initialised = new TreeSet<>();
    for (String line : Files.readAllLines(log)) {
      Matcher matcher = INITIALIZING.matcher(line);
      if (matcher.find()) {
        if (matcher.group(1).equals("example/early/LateSettings$Now")) {
          return initialised;
        }
        initialised.add(matcher.group(1));
      }
    }
    throw new AssertionError("the settings were never made");
  }

  static Stream<Jdk> jdks() {
    return Jdks.all().stream();
  }

  /** As in OpenShift: no entry in /etc/passwd, so that Java's home folder is "?". */
  @ParameterizedTest
  @MethodSource("jdks")
  void leavesNothingOnDiskForAUserWithoutAnEntry(Jdk jdk, @TempDir Path folder) throws Exception {
    List<String> stranger = List.of("setpriv", "--reuid=12345", "--regid=12345", "--clear-groups");
    String unavailability = Launcher.unavailability(stranger);
    Missing.skipIf("A user without an entry", unavailability);
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    Path work = open(folder.resolve("work"));
    Path temporary = open(folder.resolve("temporary"));
    // What another user would lay in JNA's way.
    Path home = open(work.resolve("?"));
    Path cache = open(home.resolve(".cache"));
    Path hostile = open(open(cache.resolve("JNA")).resolve("temp"));
    List<Path> before = content(folder);
    AgentJvm.Builder builder =
        AgentJvm.on(jdk)
            .agent("log=stderr")
            .launchedBy(stranger)
            .directory(work)
            .jvmArgs("-Djava.io.tmpdir=" + temporary, "-Duser.home=?")
            .env("XDG_CACHE_HOME", "");
    long changed = Files.getLastModifiedTime(hostile).toMillis();
    try (AgentJvm jvm = builder.main("example.early.Surroundings", Workspace.programs()).start()) {
      jvm.awaitStderr("kernel probe tcp_info", EchoServer.SOON);
      jvm.send("quit");
      assertEquals(0, jvm.exitCode(EchoServer.SOON), jvm::toString);
    }
    assertEquals(before, content(folder));
    assertEquals(changed, Files.getLastModifiedTime(hostile).toMillis(), "it has been used");
  }

  private static Path open(Path folder) throws IOException {
    Files.createDirectory(folder);
    return Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));
  }

  private static List<Path> content(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      return all.sorted().collect(toCollection(ArrayList::new));
    }
  }
}
