package io.acceptlag.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The JDK's own programs, which get the agent too where JAVA_TOOL_OPTIONS names it. */
class JdkToolsIT {
  static Stream<Tool> tools() {
    List<List<String>> commands =
        List.of(
            List.of("jar", "--version"),
            List.of("jcmd", "-h"),
            List.of("keytool", "-list", "-keystore", "none", "-storepass", "changeit"),
            List.of("javac", "-version"));
    return Jdks.all().stream()
        .flatMap(jdk -> commands.stream().map(command -> new Tool(jdk, command)))
        .filter(tool -> Files.isExecutable(tool.path()));
  }

  /** No more is loaded than the question needs: that is why it costs next to nothing. */
  @ParameterizedTest(name = "{0}")
  @MethodSource("tools")
  void areLeftAlone(Tool tool, @TempDir Path folder) throws Exception {
    Path loaded = folder.resolve("loaded.log");
    String verbose = String.join(" ", ClassLoadLog.options(tool.jdk, loaded));
    Result without = tool.run(folder, verbose);
    Result with = tool.run(folder, "-javaagent:" + Workspace.agentJar() + " " + verbose);

    assertEquals(without.status, with.status);
    assertEquals(
        1,
        with.stderr.stream()
            .filter(line -> line.startsWith("Picked up JAVA_TOOL_OPTIONS"))
            .count());
    assertEquals(without.stderr.size(), with.stderr.size(), with.stderr::toString);
    assertEquals(without.stdout.size(), with.stdout.size(), with.stdout::toString);
    Set<String> ours = ClassLoadLog.read(loaded).ours();
    assertTrue(ours.contains("io.acceptlag.agent.start.JdkTool"), "the log is blind");
    assertEquals(
        List.of("io.acceptlag.agent.Agent"),
        ours.stream()
            .filter(name -> !name.startsWith("io.acceptlag.entry."))
            .filter(name -> !name.startsWith("io.acceptlag.agent.start."))
            .toList());
  }

  /** {@code java Server.java} is the compiler's program as well, but the user's server. */
  @ParameterizedTest(name = "{0}")
  @MethodSource("compilers")
  void runASourceFileUnderTheAgent(Jdk jdk, @TempDir Path folder) throws Exception {
    Path source = folder.resolve("Server.java");
    Files.writeString(
        source,
        """
        public class Server {
          public static void main(String[] args) throws Exception {
            new java.net.ServerSocket(0);
            System.out.println("READY");
            System.in.read();
          }
        }
        """);
    try (AgentJvm jvm = AgentJvm.on(jdk).agent("log=stderr").jvmArgs(source.toString()).start()) {
      jvm.awaitStdout("READY", EchoServer.SOON);
      StartLine.assertWatchesAllPaths(jvm);
      jvm.send("quit");
      assertEquals(0, jvm.exitCode(EchoServer.SOON));
      assertEquals(List.of(), jvm.jvmWarnings());
    }
  }

  static Stream<Jdk> compilers() {
    return Jdks.orSkip(
        Jdks.all().stream()
            .filter(jdk -> jdk.version() >= 11)
            .filter(jdk -> Files.isExecutable(jdk.home().resolve("bin/javac"))),
        "JDK 11 or newer with its compiler");
  }

  private record Result(int status, List<String> stdout, List<String> stderr) {}

  private record Tool(Jdk jdk, List<String> command) {
    Path path() {
      return jdk.home().resolve("bin").resolve(command.get(0));
    }

    Result run(Path folder, String options) throws IOException, InterruptedException {
      List<String> line = new ArrayList<>(command);
      line.set(0, path().toString());
      Path stdout = folder.resolve("stdout");
      Path stderr = folder.resolve("stderr");
      ProcessBuilder builder =
          new ProcessBuilder(line)
              .directory(folder.toFile())
              .redirectOutput(stdout.toFile())
              .redirectError(stderr.toFile());
      builder.environment().put("JAVA_TOOL_OPTIONS", options);
      Process process = builder.start();
      try {
        assertTrue(process.waitFor(60, TimeUnit.SECONDS), () -> this + " hangs");
        return new Result(
            process.exitValue(), Files.readAllLines(stdout), Files.readAllLines(stderr));
      } finally {
        process.destroyForcibly();
      }
    }

    @Override
    public String toString() {
      return command.get(0) + ", " + jdk;
    }
  }
}
