package io.acceptlag.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The agent's lines in the files that real applications' own configurations write. */
@Execution(ExecutionMode.CONCURRENT)
class LogBridgeIT {
  private static final Duration SOON = Duration.ofSeconds(60);

  /** Spring Boot takes ten seconds of CPU to start, and the machine may be busy. */
  private static final Duration BOOTS = Duration.ofMinutes(3);

  private static final String OPTIONS = "warn.wait=200ms";
  private static final String SERVER = "example.log.Server";

  @TempDir Path folder;

  /**
   * A library and the application's command that sets it up.
   *
   * @param library the folder that it lies in
   */
  record Run(String library, String command, Jdk jdk) {
    @Override
    public String toString() {
      return library + " by " + command + " on " + jdk;
    }
  }

  static List<Run> runs() {
    Jdk oldest = Jdks.oldestAndNewest(8).get(0);
    return List.of(
        new Run("logback-1.2", "slf4j", oldest),
        new Run("logback-1.5", "slf4j", newest()),
        new Run("log4j-2.17", "slf4j", oldest),
        new Run("log4j-2.17", "log4j2", oldest),
        new Run("log4j-2.26", "slf4j", newest()),
        new Run("log4j-2.26", "log4j2", newest()),
        new Run("jul", "jul", oldest),
        new Run("jul", "jul", newest()));
  }

  private static Jdk newest() {
    List<Jdk> jdks = Jdks.oldestAndNewest(8);
    return jdks.get(jdks.size() - 1);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("runs")
  void linesGoToTheApplicationsLog(Run run) throws Exception {
    try (AgentJvm jvm = server(run).agent(OPTIONS).start()) {
      int port = awaitReady(jvm);
      tell(jvm, run.command);
      makeTrouble(jvm, port);
      if (run.library.startsWith("log4j")) {
        tell(jvm, "contexts");
        jvm.awaitStdout("CONTEXTS 1$", SOON);
      }
      jvm.send("quit");

      assertEquals(0, jvm.exitCode(SOON), jvm::toString);
      assertTold(jvm, lines("app.log"));
      assertEquals(List.of(), jvm.stderr().lines());
    }
  }

  /** The library is there, and loaded, but the application never sets it up. */
  @ParameterizedTest(name = "{0}")
  @MethodSource("runs")
  void aLibraryIsNeverSetUpByTheAgent(Run run) throws Exception {
    try (AgentJvm jvm = server(run).agent(OPTIONS).start()) {
      awaitReady(jvm);
      tell(jvm, "load " + landmark(run.command));
      // The agent asks ten times a second from the first second on, and once more at the end.
      Thread.sleep(3_000);
      jvm.send("quit");

      assertEquals(0, jvm.exitCode(SOON), jvm::toString);
      StartLine.assertWatchesAllPaths(jvm);
      assertEquals(List.of(), jvm.jvmWarnings());
      assertFalse(Files.exists(folder.resolve("app.log")), "the configuration was read");
    }
  }

  /** Classes of the JDK initialise it in passing; the application's own library comes later. */
  @Test
  void anEarlyJulDoesNotWin() throws Exception {
    Run run = new Run("logback-1.2", "slf4j", Jdks.oldestAndNewest(8).get(0));
    try (AgentJvm jvm = server(run).agent(OPTIONS).start()) {
      int port = awaitReady(jvm);
      tell(jvm, "jul");
      Thread.sleep(2_000);
      tell(jvm, "slf4j");
      makeTrouble(jvm, port);
      jvm.send("quit");

      assertEquals(0, jvm.exitCode(SOON), jvm::toString);
      assertTold(jvm, lines("app.log"));
      assertFalse(jvm.stderr().lines().toString().contains("acceptlag"), jvm::toString);
    }
  }

  @ParameterizedTest
  @MethodSource("oldestAndNewest")
  void aLogManagerOfTheApplicationIsLeftAlone(Jdk jdk) throws Exception {
    Run run = new Run("jul", "jul", jdk);
    try (AgentJvm jvm =
        server(run)
            .agent(OPTIONS)
            .jvmArgs("-Djava.util.logging.manager=example.log.OwnLogManager")
            .start()) {
      int port = awaitReady(jvm);
      // The agent has decided, and done so without a LogManager.
      StartLine.assertWatchesAllPaths(jvm);
      tell(jvm, "managers");
      jvm.awaitStdout("MANAGERS 1 example.log.OwnLogManager", SOON);
      tell(jvm, "jul");
      makeTrouble(jvm, port);
      tell(jvm, "managers again");
      jvm.send("quit");

      assertEquals(0, jvm.exitCode(SOON), jvm::toString);
      assertEquals(
          List.of("MANAGERS 1 example.log.OwnLogManager", "MANAGERS 1 example.log.OwnLogManager"),
          jvm.stdout().lines().stream().filter(line -> line.startsWith("MANAGERS")).toList());
      assertTold("", jvm, lines("app.log"));
    }
  }

  static List<Jdk> oldestAndNewest() {
    return Jdks.oldestAndNewest(8);
  }

  @Test
  void slf4jOnTheModulePath() throws Exception {
    Path libraries = Workspace.logging().resolve("logback-1.5");
    try (AgentJvm jvm =
        AgentJvm.on(newest())
            .agent(OPTIONS)
            .jvmArgs(
                "-Dlogback.configurationFile=" + configuration("logback.xml", LOGBACK),
                "--module-path",
                libraries.toString(),
                "--add-modules",
                "org.slf4j,ch.qos.logback.classic")
            .main(SERVER, Workspace.logging().resolve("classes"))
            .start()) {
      int port = awaitReady(jvm);
      tell(jvm, "slf4j");
      makeTrouble(jvm, port);
      jvm.send("quit");

      assertEquals(0, jvm.exitCode(SOON), jvm::toString);
      assertTold(jvm, lines("app.log"));
      assertEquals(List.of(), jvm.stderr().lines());
    }
  }

  @Test
  void withoutALibraryLinesGoToStderr() throws Exception {
    Run run = new Run("none", "", Jdks.oldestAndNewest(8).get(0));
    try (AgentJvm jvm = server(run).agent(OPTIONS).start()) {
      int port = awaitReady(jvm);
      makeTrouble(jvm, port);
      jvm.send("quit");

      assertEquals(0, jvm.exitCode(SOON), jvm::toString);
      assertTold(jvm, jvm.stderr().lines());
      assertEquals(List.of(), jvm.jvmWarnings());
    }
  }

  record SpringBoot(String module, Jdk jdk) {
    @Override
    public String toString() {
      return module + " on " + jdk;
    }
  }

  static Stream<SpringBoot> springBoots() {
    return Stream.of(
            // Boot 2 logs by Log4j 2 here, the others by Logback.
            Jdks.oldestAndNewest(8).stream()
                .limit(1)
                .map(jdk -> new SpringBoot("springboot2", jdk)),
            Jdks.oldestAndNewest(17).stream().map(jdk -> new SpringBoot("springboot3", jdk)),
            Jdks.oldestAndNewest(17).stream().map(jdk -> new SpringBoot("springboot4", jdk)))
        .flatMap(each -> each);
  }

  /** The executable jar: nested loaders, and logging that is set up late. */
  @ParameterizedTest(name = "{0}")
  @MethodSource("springBoots")
  void linesGoToTheLogOfSpringBoot(SpringBoot boot) throws Exception {
    try (AgentJvm jvm =
        AgentJvm.on(boot.jdk)
            .agent(OPTIONS)
            .jar(Workspace.server(boot.module).resolve("server.jar"))
            .args("--logging.file.name=" + folder.resolve("app.log"))
            .start()) {
      int port = awaitReady(jvm, BOOTS);
      awaitFile("app.log", " watches ");
      holdOne(jvm, port);
      jvm.send("quit");

      assertEquals(0, jvm.exitCode(SOON), jvm::toString);
      assertTold(jvm, lines("app.log"));
      // In Spring Boot's format, and on its console as well.
      assertTrue(
          lines("app.log").stream()
              .filter(line -> line.contains("event=slow"))
              .allMatch(line -> line.matches("\\d{4}-\\d\\d-\\d\\d.* WARN .*acceptlag.*: .*")),
          () -> String.join("\n", jvm.stdout().lines()));
      assertTold(jvm, jvm.stdout().lines());
      assertEquals(List.of(), jvm.log());
    }
  }

  /** Standalone, with a web application that has a Logback of its own, which is none of ours. */
  @ParameterizedTest
  @MethodSource("oldestAndNewest")
  void linesGoToTheLogOfTomcat(Jdk jdk) throws Exception {
    Path webapp = layTomcat();
    try (AgentJvm jvm =
        AgentJvm.on(jdk)
            .agent(OPTIONS)
            .jvmArgs(
                "-Dcatalina.base=" + folder,
                "-Djava.util.logging.manager=org.apache.juli.ClassLoaderLogManager",
                "-Djava.util.logging.config.file=" + folder.resolve("conf/logging.properties"))
            .main(
                "org.apache.catalina.startup.Bootstrap", Workspace.logging().resolve("tomcat-9/*"))
            .args("start")
            .start()) {
      awaitFile("app.log", "Starting ProtocolHandler");
      int port = Integer.parseInt(awaitFile("app.log", "http-nio-127.0.0.1-auto-1-(\\d+)\\D"));
      awaitFile("app.log", " watches ");
      holdOne(jvm, port);
      jvm.signal("TERM");
      jvm.exitCode(SOON);

      assertTold(jvm, lines("app.log"));
      // What Tomcat's formatter prints where a record names no class or no method.
      Pattern missing = Pattern.compile("\\bnull\\.|\\.null\\b");
      assertEquals(
          List.of(),
          lines("app.log").stream().filter(line -> missing.matcher(line).find()).toList());
      assertEquals(List.of(), jvm.log());
      assertEquals(List.of("INFO webapp - up"), Files.readAllLines(webapp.resolve("webapp.log")));
    }
  }

  private Path layTomcat() throws IOException {
    configuration("conf/logging.properties", JULI);
    configuration(
        "conf/server.xml",
        """
        <Server port="-1">
          <Service name="Catalina">
            <Connector port="0" address="127.0.0.1"/>
            <Engine name="Catalina" defaultHost="localhost">
              <Host name="localhost" appBase="webapps"/>
            </Engine>
          </Service>
        </Server>
        """);
    Path webapp = folder.resolve("webapps/ROOT");
    configuration(
        "webapps/ROOT/WEB-INF/web.xml",
        "<web-app><listener><listener-class>example.log.Listener</listener-class></listener></web-app>");
    configuration(
        "webapps/ROOT/WEB-INF/classes/logback.xml",
        LOGBACK.replace("app.log", "webapps/ROOT/webapp.log"));
    copy(
        Workspace.logging().resolve("classes/example/log/Listener.class"),
        webapp.resolve("WEB-INF/classes/example/log"));
    try (Stream<Path> jars = Files.list(Workspace.logging().resolve("logback-1.2"))) {
      for (Path jar : jars.toList()) {
        copy(jar, webapp.resolve("WEB-INF/lib"));
      }
    }
    return webapp;
  }

  private static void copy(Path file, Path folder) throws IOException {
    Files.createDirectories(folder);
    Files.copy(file, folder.resolve(file.getFileName()));
  }

  private AgentJvm.Builder server(Run run) throws IOException {
    Path libraries = Workspace.logging().resolve(run.library);
    List<Path> classPath = new ArrayList<>(List.of(Workspace.logging().resolve("classes")));
    if (Files.isDirectory(libraries)) {
      classPath.add(libraries.resolve("*"));
    }
    AgentJvm.Builder builder = AgentJvm.on(run.jdk).main(SERVER, classPath.toArray(new Path[0]));
    if (run.library.startsWith("logback")) {
      builder.jvmArgs("-Dlogback.configurationFile=" + configuration("logback.xml", LOGBACK));
    } else if (run.library.startsWith("log4j")) {
      builder.jvmArgs("-Dlog4j2.configurationFile=" + configuration("log4j2.xml", LOG4J2));
    } else if (run.library.equals("jul")) {
      builder.jvmArgs(
          "-Djava.util.logging.config.file=" + configuration("logging.properties", JUL));
    }
    return builder;
  }

  private static String landmark(String command) {
    return switch (command) {
      case "slf4j" -> "org.slf4j.LoggerFactory";
      case "log4j2" -> "org.apache.logging.log4j.LogManager";
      default -> "java.util.logging.LogManager";
    };
  }

  private static int awaitReady(AgentJvm jvm) throws InterruptedException {
    return awaitReady(jvm, SOON);
  }

  private static int awaitReady(AgentJvm jvm, Duration bound) throws InterruptedException {
    return Integer.parseInt(jvm.awaitStdout("^READY (\\d+)", bound).group(1));
  }

  private static void tell(AgentJvm jvm, String command) throws Exception {
    jvm.send(command);
    jvm.awaitStdout("^DONE " + Pattern.quote(command) + "$", SOON);
  }

  /** Lets a connection wait while the whole JVM stands still. */
  private void holdOne(AgentJvm jvm, int port) throws Exception {
    jvm.expectTrouble();
    HeldConnections held =
        HeldConnections.hold(jvm, List.of(Loopback.ipv4(port)), Duration.ofMillis(500));
    try {
      awaitFile("app.log", "event=recovered");
    } finally {
      held.close();
    }
  }

  /** Lets a connection wait in the accept queue until the agent has said so. */
  private void makeTrouble(AgentJvm jvm, int port) throws Exception {
    jvm.expectTrouble();
    awaitLine(jvm, " watches ");
    try (Socket prompt = new Socket()) {
      prompt.connect(Loopback.ipv4(port));
      tell(jvm, "accept promptly");
    }
    try (Socket late = new Socket()) {
      late.connect(Loopback.ipv4(port));
      awaitLine(jvm, "event=slow");
      tell(jvm, "accept late");
      awaitLine(jvm, "event=recovered");
    }
  }

  private void awaitLine(AgentJvm jvm, String text) throws Exception {
    Await.until(
        SOON,
        () ->
            lines("app.log").stream().anyMatch(line -> line.contains(text))
                || jvm.stderr().lines().stream().anyMatch(line -> line.contains(text)),
        () -> jvm.failure("no line with " + text + " in\n" + shown("app.log")));
  }

  /** Waits for a line that has a match, and returns its first group, or else the whole match. */
  private String awaitFile(String name, String regex) throws Exception {
    Pattern pattern = Pattern.compile(regex);
    return Await.found(
        SOON,
        () ->
            lines(name).stream()
                .map(pattern::matcher)
                .filter(Matcher::find)
                .map(matcher -> matcher.groupCount() > 0 ? matcher.group(1) : matcher.group())
                .findFirst(),
        () ->
            new AssertionError(
                "no line matches \"" + regex + "\" in " + name + ":\n" + shown(name)));
  }

  private String shown(String name) {
    try {
      return String.join("\n", lines(name));
    } catch (IOException e) {
      return e.toString();
    }
  }

  private List<String> lines(String name) throws IOException {
    Path file = folder.resolve(name);
    return Files.exists(file) ? Files.readAllLines(file) : List.of();
  }

  /** The start line and all of the incident, in order, each line once. */
  private static void assertTold(AgentJvm jvm, List<String> lines) {
    assertTold("start ", jvm, lines);
  }

  /**
   * On a busy machine the first connection may have waited as well, and had an incident of its own;
   * and a cause may be corrected.
   *
   * @param before what comes before incidents
   */
  private static void assertTold(String before, AgentJvm jvm, List<String> lines) {
    StringBuilder told = new StringBuilder();
    List<String> incidents = new ArrayList<>();
    for (String line : lines) {
      if (line.contains("acceptlag") && line.contains(" watches ")) {
        told.append("start ");
      } else if (line.contains("event=slow")) {
        told.append("slow ");
        incidents.add(pairs(line));
      } else if (line.contains("event=recovered")) {
        told.append("recovered ");
        incidents.add(pairs(line));
      }
    }
    assertTrue(
        told.toString().matches(before + "((slow )+recovered )+(slow )*"),
        () -> String.join("\n", lines) + "\n" + jvm);
    assertEquals(incidents.stream().distinct().toList(), incidents);
  }

  /** Of a line on an incident; no two have the same. */
  private static String pairs(String line) {
    return line.substring(line.indexOf("listener="));
  }

  private Path configuration(String name, String content) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, content.replace("FOLDER", folder + "/"));
  }

  private static final String LOGBACK =
      """
      <configuration>
        <appender name="file" class="ch.qos.logback.core.FileAppender">
          <file>FOLDERapp.log</file>
          <encoder><pattern>%level %logger - %msg%n</pattern></encoder>
        </appender>
        <root level="info"><appender-ref ref="file"/></root>
      </configuration>
      """;

  private static final String LOG4J2 =
      """
      <Configuration>
        <Appenders>
          <File name="file" fileName="FOLDERapp.log">
            <PatternLayout pattern="%level %logger - %msg%n"/>
          </File>
        </Appenders>
        <Loggers><Root level="info"><AppenderRef ref="file"/></Root></Loggers>
      </Configuration>
      """;

  private static final String JUL =
      """
      handlers=java.util.logging.FileHandler
      java.util.logging.FileHandler.pattern=FOLDERapp.log
      java.util.logging.FileHandler.formatter=java.util.logging.SimpleFormatter
      java.util.logging.SimpleFormatter.format=%4$s %2$s - %5$s%n
      """;

  /** As Tomcat's own, but with one file whose name has no date. */
  private static final String JULI =
      """
      handlers=1catalina.org.apache.juli.FileHandler
      .handlers=1catalina.org.apache.juli.FileHandler
      1catalina.org.apache.juli.FileHandler.level=FINE
      1catalina.org.apache.juli.FileHandler.directory=FOLDER
      1catalina.org.apache.juli.FileHandler.prefix=app
      1catalina.org.apache.juli.FileHandler.suffix=.log
      1catalina.org.apache.juli.FileHandler.rotatable=false
      1catalina.org.apache.juli.FileHandler.formatter=org.apache.juli.OneLineFormatter
      """;
}
