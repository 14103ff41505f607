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
 * lost in between.
 */
@Execution(ExecutionMode.CONCURRENT)
class LastLinesIT {
  private static final Duration SOON = Duration.ofSeconds(60);
  private static final int RUNS = 5;

  @TempDir Path folder;

  /**
   * @param library the folder that it lies in
   * @param command by which the application sets it up
   */
  record Setup(String library, String command, String end, Jdk jdk) {
    @Override
    public String toString() {
      return library + ", " + end + ", " + jdk;
    }
  }

  static Stream<Setup> setups() {
    List<Jdk> jdks = Jdks.oldestAndNewest(8);
    Jdk oldest = jdks.get(0);
    Jdk newest = jdks.get(jdks.size() - 1);
    return Stream.of(
        new Setup("jul", "jul", "return", oldest),
        new Setup("jul", "jul", "exit", newest),
        new Setup("jul", "jul", "SIGTERM", oldest),
        new Setup("jul", "jul", "SIGTERM", newest),
        new Setup("logback-1.5", "slf4j", "exit", newest),
        new Setup("log4j-2.17", "log4j2", "exit", oldest),
        new Setup("log4j-2.26", "slf4j", "SIGTERM", newest),
        new Setup("reload4j", "slf4j", "exit", oldest),
        new Setup("none", "load java.lang.Object", "SIGTERM", newest));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("setups")
  void noneIsLost(Setup setup) throws Exception {
    for (int run = 0; run < RUNS; run++) {
      Path log = folder.resolve("app-" + run + ".log");
      try (AgentJvm jvm = start(setup, log)) {
        jvm.awaitStdout("^READY (\\d+)", SOON);
        jvm.send(setup.command);
        jvm.awaitStdout("^DONE " + setup.command + "$", SOON);
        // Then its start line has been written, and waits for the library to settle.
        jvm.awaitPolls(SOON);
        end(jvm, setup.end);
        jvm.exitCode(SOON);

        assertTrue(
            Stream.concat(lines(log), jvm.stderr().lines().stream())
                .anyMatch(line -> line.contains(" watches ")),
            jvm::toString);
      }
    }
  }

  /** Without a logging library there is no such file. */
  private static Stream<String> lines(Path log) throws IOException {
    return Files.exists(log) ? Files.readAllLines(log).stream() : Stream.empty();
  }

  private static void end(AgentJvm jvm, String how) throws Exception {
    switch (how) {
      case "return" -> jvm.send("quit");
      case "exit" -> jvm.send("exit");
      default -> jvm.signal("TERM");
    }
  }

  private AgentJvm start(Setup setup, Path log) throws Exception {
    Path libraries = Workspace.logging().resolve(setup.library);
    List<Path> classPath = new ArrayList<>(List.of(Workspace.logging().resolve("classes")));
    if (Files.isDirectory(libraries)) {
      classPath.add(libraries.resolve("*"));
    }
    return AgentJvm.on(setup.jdk)
        .agent("")
        .main("example.log.Server", classPath.toArray(new Path[0]))
        .jvmArgs(configured(setup.library, log))
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
