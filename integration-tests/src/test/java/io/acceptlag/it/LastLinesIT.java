package io.acceptlag.it;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A JVM that ends soon after its start, as a service in a crash loop does, again and again:
 * libraries close their files in shutdown hooks that run beside the agent's, and no line may be
 * lost in between. Each end is tried once, and 20 times with {@code -Pbroad}.
 */
@Execution(ExecutionMode.CONCURRENT)
class LastLinesIT {
  private static final Duration SOON = Duration.ofSeconds(60);
  private static final int RUNS = Boolean.getBoolean("test.broad") ? 20 : 1;

  private static final String CLOSED = " was closed while 2 clients waited";

  @TempDir Path folder;

  /**
   * @param name the folder that it lies in
   * @param command by which the application sets it up
   * @param since the oldest JDK that it runs on
   * @param until the newest
   */
  private record Library(String name, String command, int since, int until) {
    Library(String name, String command, int since) {
      this(name, command, since, Integer.MAX_VALUE);
    }

    boolean hasFile() {
      return !name.equals("none") && !name.equals(UNCONFIGURED);
    }

    List<Jdk> jdks() {
      return Jdks.oldestAndNewest(since).stream().filter(jdk -> jdk.version() <= until).toList();
    }
  }

  /** The JDK's own, without any setting: the agent waits longest for one. */
  private static final String UNCONFIGURED = "unconfigured jul";

  /** Standalone Tomcat's, whose LogManager has a shutdown hook of its own. */
  private static final String JULI = "tomcat-9";

  private static final String JBOSS = "jboss-logmanager";

  private static final List<Library> LIBRARIES =
      List.of(
          new Library("jul", "jul", 8),
          new Library(UNCONFIGURED, "jul", 8),
          new Library("logback-1.2", "slf4j", 8),
          new Library("logback-1.5", "slf4j", 11),
          new Library("log4j-2.17", "log4j2", 8),
          new Library("log4j-2.26", "slf4j", 8),
          new Library("reload4j", "slf4j", 8),
          new Library(JULI, "jul", 8),
          new Library(JBOSS, "jul", 8),
          new Library("spring-boot-2", "spring", 8, 17),
          new Library("spring-boot-3", "spring", 17),
          new Library("none", "load java.lang.Object", 8));

  private static final String JUL_FILE =
      """
      handlers=java.util.logging.FileHandler
      java.util.logging.FileHandler.pattern=%s
      java.util.logging.FileHandler.formatter=java.util.logging.SimpleFormatter
      """;

  private static final String JULI_FILE =
      """
      handlers=1app.org.apache.juli.FileHandler
      .handlers=1app.org.apache.juli.FileHandler
      1app.org.apache.juli.FileHandler.directory=/
      1app.org.apache.juli.FileHandler.prefix=%s
      1app.org.apache.juli.FileHandler.suffix=
      1app.org.apache.juli.FileHandler.rotatable=false
      1app.org.apache.juli.FileHandler.formatter=org.apache.juli.OneLineFormatter
      """;

  private static final String JBOSS_FILE =
      """
      logger.level=INFO
      logger.handlers=FILE
      handler.FILE=org.jboss.logmanager.handlers.FileHandler
      handler.FILE.properties=autoFlush,append,fileName
      handler.FILE.autoFlush=true
      handler.FILE.append=true
      handler.FILE.fileName=%s
      handler.FILE.formatter=PATTERN
      formatter.PATTERN=org.jboss.logmanager.formatters.PatternFormatter
      formatter.PATTERN.properties=pattern
      formatter.PATTERN.pattern=%%p %%s%%n
      """;

  private enum End {
    RETURN("quit"),
    EXIT("exit"),
    SIGTERM(""),
    /** In trouble at once, and then an exception that nobody catches. */
    CRASH("crash");

    private final String command;

    End(String command) {
      this.command = command;
    }
  }

  private record Row(Library library, End end, Jdk jdk) {
    @Override
    public String toString() {
      return library.name + ", " + end + ", " + jdk;
    }
  }

  /** Each library with each end, on the oldest JDK and the newest in turn. */
  static Stream<Row> rows() {
    List<Row> rows = new ArrayList<>();
    for (Library library : LIBRARIES) {
      List<Jdk> jdks = library.jdks();
      for (End end : jdks.isEmpty() ? List.<End>of() : List.of(End.values())) {
        rows.add(new Row(library, end, jdks.get(rows.size() % 2 == 0 ? 0 : jdks.size() - 1)));
      }
    }
    return rows.stream();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("rows")
  void noneIsLost(Row row) throws Exception {
    for (int run = 0; run < RUNS; run++) {
      Path log = folder.resolve("app-" + run + ".log");
      try (AgentJvm jvm = start(row, log)) {
        jvm.awaitStdout("^READY (\\d+)", SOON);
        String command = row.library.command + (isSpring(row.library) ? " " + log : "");
        jvm.send(command);
        jvm.awaitStdout("^DONE " + command + "$", SOON);
        // Then it waits for the library to settle.
        jvm.awaitWritten(" watches ", SOON);
        if (row.end == End.CRASH) {
          jvm.send("trouble");
          jvm.awaitWritten(CLOSED, SOON);
        }
        if (row.end == End.SIGTERM) {
          jvm.signal("TERM");
        } else {
          jvm.send(row.end.command);
        }
        jvm.exitCode(SOON);

        assertTrue(Files.exists(log) || !row.library.hasFile(), jvm::toString);
        List<String> lines = Stream.concat(lines(log), jvm.stderr().lines().stream()).toList();
        assertTrue(lines.stream().anyMatch(line -> line.contains(" watches ")), jvm::toString);
        if (row.end == End.CRASH) {
          List<String> closed = lines.stream().filter(line -> line.contains(CLOSED)).toList();
          assertFalse(closed.isEmpty(), jvm::toString);
          if (row.library.name.equals(JBOSS)) {
            // By its own level, whose name it is; that of the JDK's is WARNING.
            assertTrue(closed.get(0).startsWith("WARN "), closed::toString);
          }
        }
      }
    }
  }

  private static boolean isSpring(Library library) {
    return library.command.equals("spring");
  }

  /** Without a logging library there is no such file. */
  private static Stream<String> lines(Path log) throws IOException {
    return Files.exists(log) ? Files.readAllLines(log).stream() : Stream.empty();
  }

  private AgentJvm start(Row row, Path log) throws Exception {
    Path libraries = Workspace.logging().resolve(row.library.name);
    List<Path> classPath = new ArrayList<>(List.of(Workspace.logging().resolve("classes")));
    if (Files.isDirectory(libraries)) {
      classPath.add(libraries.resolve("*"));
    }
    return AgentJvm.on(row.jdk)
        .agent("warn.wait=60s")
        .expect(CLOSED)
        .main("example.log.Server", classPath.toArray(new Path[0]))
        .jvmArgs(configured(row.library.name, log).toArray(String[]::new))
        .start();
  }

  private List<String> configured(String library, Path log) throws IOException {
    if (library.startsWith("logback")) {
      return setting(
          "-Dlogback.configurationFile=",
          "logback.xml",
          """
              <configuration>
                <shutdownHook/>
                <appender name="file" class="ch.qos.logback.core.FileAppender">
                  <file>%s</file>
                  <encoder><pattern>%%level %%logger - %%msg%%n</pattern></encoder>
                </appender>
                <root level="info"><appender-ref ref="file"/></root>
              </configuration>
              """,
          log);
    }
    if (library.equals("reload4j")) {
      return setting(
          "-Dlog4j.configuration=file:",
          "log4j.properties",
          """
              log4j.rootLogger=info, file
              log4j.appender.file=org.apache.log4j.FileAppender
              log4j.appender.file.file=%s
              log4j.appender.file.layout=org.apache.log4j.PatternLayout
              log4j.appender.file.layout.conversionPattern=%%p %%m%%n
              """,
          log);
    }
    if (library.startsWith("log4j")) {
      return setting(
          "-Dlog4j2.configurationFile=",
          "log4j2.xml",
          """
              <Configuration>
                <Appenders>
                  <File name="file" fileName="%s"><PatternLayout pattern="%%level %%msg%%n"/></File>
                </Appenders>
                <Loggers><Root level="info"><AppenderRef ref="file"/></Root></Loggers>
              </Configuration>
              """,
          log);
    }
    if (library.equals(UNCONFIGURED)) {
      return List.of("-Dexample.log.configured=false");
    }
    if (library.startsWith("spring")) {
      return List.of();
    }
    List<String> settings = new ArrayList<>();
    if (library.equals(JULI)) {
      settings.add("-Djava.util.logging.manager=org.apache.juli.ClassLoaderLogManager");
      settings.addAll(jul(JULI_FILE, log));
    } else if (library.equals(JBOSS)) {
      settings.add("-Djava.util.logging.manager=org.jboss.logmanager.LogManager");
      settings.addAll(
          setting("-Dlogging.configuration=file:", "logging.properties", JBOSS_FILE, log));
    } else {
      settings.addAll(jul(JUL_FILE, log));
    }
    return settings;
  }

  private List<String> jul(String text, Path log) throws IOException {
    return setting("-Djava.util.logging.config.file=", "logging.properties", text, log);
  }

  private List<String> setting(String property, String name, String text, Path log)
      throws IOException {
    return List.of(property + file(name, text, log));
  }

  private Path file(String name, String text, Path log) throws IOException {
    return Files.writeString(
        folder.resolve(log.getFileName() + "-" + name), String.format(text, log));
  }
}
