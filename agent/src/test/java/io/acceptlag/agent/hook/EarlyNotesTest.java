package io.acceptlag.agent.hook;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.acceptlag.agent.Agent;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the hooks keep until there is a receiver, in a JVM that has them in java.base. */
class EarlyNotesTest {
  @TempDir private static Path hooks;
  @TempDir private static Path program;

  /** The program refers to the hooks, which no test can be compiled against. */
  @BeforeAll
  static void compileProgram() throws Exception {
    Path classes = Path.of(Agent.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    Path inBase = Files.createDirectories(hooks.resolve("java/net"));
    try (DirectoryStream<Path> found =
        Files.newDirectoryStream(classes.resolve("java/net"), "Acceptlag*.class")) {
      for (Path each : found) {
        Files.copy(each, inBase.resolve(each.getFileName()));
      }
    }
    Path source = Path.of(EarlyNotesTest.class.getResource("/hook/EarlyNotes.java").toURI());
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    StringWriter said = new StringWriter();
    try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
      List<String> options =
          List.of("--patch-module=java.base=" + hooks, "-proc:none", "-nowarn", "-d", "" + program);
      assertTrue(
          compiler
              .getTask(said, files, null, options, null, files.getJavaFileObjects(source))
              .call(),
          said::toString);
    }
  }

  @Test
  void whatComesBeforeTheReceiverIsHandedOver() throws Exception {
    assertEquals("listened=1 stacks=1 measurable=1 counted=1 ofOthers=0", told("before"));
  }

  /** A hook that has asked for the receiver a moment too early goes on while there is one. */
  @Test
  void whatComesWhileItIsSetIsHandedOver() throws Exception {
    assertEquals("listened=1 stacks=1 measurable=1 counted=1 ofOthers=0", told("between"));
  }

  @Test
  void nobodyIsToldOnceTheAgentHasLeft() throws Exception {
    assertEquals("listened=0 stacks=0 measurable=0 counted=0 ofOthers=0", told("left"));
  }

  /** Their stacks are dear, so only the first are kept. */
  @Test
  void manyListenersAreAllHandedOver() throws Exception {
    assertEquals("listened=200 stacks=32 measurable=0 counted=400 ofOthers=0", told("many"));
  }

  @Test
  void whatAClosedListenerHasAcceptedIsCounted() throws Exception {
    assertEquals("listened=0 stacks=0 measurable=0 counted=0 ofOthers=2", told("closed"));
  }

  /** Unix-domain sockets are not watched. */
  @Test
  void soIsWhatAClosedChannelHasAcceptedUnlessItIsNotOfTcp() throws Exception {
    assertEquals("listened=0 stacks=0 measurable=0 counted=0 ofOthers=2", told("closed channels"));
  }

  @Test
  void whatAnOpenListenerHasAcceptedIsNotThatOfOthers() throws Exception {
    assertEquals(
        "listened=0 stacks=0 measurable=0 counted=0 ofOthers=0", told("open without descriptor"));
  }

  /** They are open, but have no descriptor, so that only those beyond the bound are counted. */
  @Test
  void whatListenersBeyondTheBoundHaveAcceptedIsCounted() throws Exception {
    assertEquals("listened=0 stacks=0 measurable=0 counted=0 ofOthers=6", told("too many"));
  }

  @Test
  void aBindThatFailedBeforeTheReceiverIsHandedOver() throws Exception {
    assertEquals("binds 1", told("binds"));
  }

  /** It would be reported hours later, when the agent is enabled again. */
  @Test
  void aBindThatFailsWhileTheAgentIsOffIsNot() throws Exception {
    assertEquals("binds 2", told("binds later"));
  }

  private static String told(String scenario) throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--patch-module=java.base=" + hooks,
                "--add-opens=java.base/java.net=ALL-UNNAMED",
                "-cp",
                program.toString(),
                "EarlyNotes",
                scenario)
            .redirectErrorStream(true)
            .start();
    try {
      return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    } finally {
      process.destroyForcibly();
    }
  }
}
