package io.acceptlag.it;

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
   */
  private record Library(String name, String command, int since) {}

  /** The JDK's own, without any setting: the agent waits longest for one. */
  private static final String UNCONFIGURED = "unconfigured jul";

  private static final List<Library> LIBRARIES =
      List.of(
          new Library("jul", "jul", 8),
          new Library(UNCONFIGURED, "jul", 8),
          new Library("logback-1.2", "slf4j", 8),
          new Library("logback-1.5", "slf4j", 11),
          new Library("log4j-2.17", "log4j2", 8),
          new Library("log4j-2.26", "slf4j", 8),
          new Library("reload4j", "slf4j", 8),
          new Library("none", "load java.lang.Object", 8));

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
      List<Jdk> jdks = Jdks.oldestAndNewest(library.since);
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
        jvm.send(row.library.command);
        jvm.awaitStdout("^DONE " + row.library.command + "$", SOON);
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

        List<String> lines = Stream.concat(lines(log), jvm.stderr().lines().stream()).toList();
        assertTrue(lines.stream().anyMatch(line -> line.contains(" watches ")), jvm::toString);
        if (row.end == End.CRASH) {
          assertTrue(lines.stream().anyMatch(line -> line.contains(CLOSED)), jvm::toString);
        }
      }
    }
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
        .jvmArgs(configured(row.library.name, log))
        .start();
  }

  private String configured(String library, Path log) throws IOException {
    if (library.startsWith("logback")) {
      return "-Dlogback.configurationFile="
          + file(
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
      return "-Dlog4j.configuration=file:"
          + file(
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
      return "-Dlog4j2.configurationFile="
          + file(
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
      return "-Dexample.log.configured=false";
    }
    return "-Djava.util.logging.config.file="
        + file(
            "logging.properties",
            """
            handlers=java.util.logging.FileHandler
            java.util.logging.FileHandler.pattern=%s
            java.util.logging.FileHandler.formatter=java.util.logging.SimpleFormatter
            """,
            log);
  }

  private Path file(String name, String text, Path log) throws IOException {
    return Files.writeString(
        folder.resolve(log.getFileName() + "-" + name), String.format(text, log));
  }
}
