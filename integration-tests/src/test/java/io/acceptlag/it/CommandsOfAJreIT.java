package io.acceptlag.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Attaching by what has no library for it, and what is said of it. */
class CommandsOfAJreIT {
  private static final int MISUSED = 2;
  private static final String PATH = "serversocket";

  private static final List<String> OF_THE_JVM =
      List.of(
          "WARNING: A Java agent has been loaded dynamically \\(.*acceptlag\\.jar\\)",
          "WARNING: If a serviceability tool is in use, please run with"
              + " -XX:\\+EnableDynamicAgentLoading to hide this warning",
          "WARNING: If a serviceability tool is not in use, please run with"
              + " -Djdk\\.instrument\\.traceUsage for more information",
          "WARNING: Dynamic loading of agents will be disallowed by default in a future release");

  /** By Java 8's, which lacks tools.jar; and what detach leaves is said. */
  @Test
  void needsNoMoreThanAJre(@TempDir Path folder) throws Exception {
    Jdk jre = Jdks.need(8);
    for (String ofAJdk : List.of("lib/tools.jar", "../lib/tools.jar", "bin/javac")) {
      if (Files.exists(jre.home().resolve(ofAJdk))) {
        throw Missing.skip("Attaching by a JRE", jre.home() + " is a whole JDK");
      }
    }
    try (EchoServer server = EchoServer.start(AgentJvm.on(jre), PATH)) {
      String pid = Long.toString(server.jvm().pid());
      run(AgentJvm.on(jre), 0, "attach", pid, "log=stderr");
      StartLine.assertWatchesAllPaths(server.jvm());
      server.exchange();
      String said = run(AgentJvm.on(jre), 0, "detach", pid);
      assertEquals(
          "acceptlag has left process "
              + pid
              + ". Its hooks in java.base stay until that JVM ends, and do nothing. Its native"
              + " library may stay too. The same version can be attached again.\n",
          said);
      CommandsIT.assertLeft(server.jvm());
      String other = "9.9.9";
      assertTrue(
          Commands.runBy(AgentJvm.on(jre), ofVersion(other, folder), MISUSED, "attach", pid)
              .matches(
                  "acceptlag: acceptlag \\S+ was in process "
                      + pid
                      + " before and has left its hooks there, so only that version can come again,"
                      + " and this is "
                      + Pattern.quote(other)
                      + "\n"));
      server.exchange();
      server.quit();
      assertEquals(List.of(), server.jvm().jvmWarnings());
    }
  }

  /** By the newest, without the modules that a JRE lacks, in a server that allows no agents yet. */
  @Test
  void theJvmWarnsOnceAndThatIsSaid() throws Exception {
    Jdk newest = Jdks.need(26);
    String[] modules = {"--limit-modules", "java.se,jdk.unsupported"};
    AgentJvm.Builder builder = AgentJvm.on(Jdks.need(25)).expect(OF_THE_JVM.get(0));
    try (EchoServer server = EchoServer.start(builder, PATH)) {
      String pid = Long.toString(server.jvm().pid());
      String said = run(AgentJvm.on(newest).jvmArgs(modules), 0, "attach", pid, "log=stderr");
      assertTrue(
          said.replaceAll("\\s+", " ")
              .startsWith(
                  "The JVM prints four lines of warning to its stderr, as for every agent that is"
                      + " attached. Started with -XX:+EnableDynamicAgentLoading it does not. "),
          said);
      StartLine.assertWatchesAllPaths(server.jvm());
      run(AgentJvm.on(newest).jvmArgs(modules), 0, "set", pid, "warn.wait=1s");
      server.jvm().expect("told by its operator");
      run(AgentJvm.on(newest).jvmArgs(modules), 0, "detach", pid);
      server.exchange();
      server.quit();
      List<String> warnings = server.jvm().jvmWarnings();
      assertEquals(OF_THE_JVM.size(), warnings.size(), warnings::toString);
      for (int i = 0; i < warnings.size(); i++) {
        assertTrue(warnings.get(i).matches(OF_THE_JVM.get(i)), warnings.get(i));
      }
    }
  }

  private static String run(AgentJvm.Builder builder, int status, String... words)
      throws InterruptedException {
    return Commands.runBy(builder, Workspace.agentJar(), status, words);
  }

  /** The jar that ships, as if it were of another version. */
  private static Path ofVersion(String version, Path folder) throws IOException {
    Path jar = Files.copy(Workspace.agentJar(), folder.resolve("other.jar"));
    try (FileSystem zip = FileSystems.newFileSystem(jar)) {
      Path manifest = zip.getPath("META-INF/MANIFEST.MF");
      String text = Files.readString(manifest);
      String key = "Implementation-Version: ";
      Files.writeString(manifest, text.replaceFirst(key + ".*", key + version));
      assertTrue(Files.readString(manifest).contains(key + version), text);
    }
    return jar;
  }
}
