package io.acceptlag.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * Whatever a command cannot do anything with gets one line, which says why, and the status 2. What
 * is made of a real black box or JVM is in {@link RefusedIT}.
 */
@Execution(ExecutionMode.CONCURRENT)
class BadInputIT {
  private static final int REFUSED = 2;
  private static final List<String> AS_NOBODY =
      List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups");

  private static final String BOX = "acceptlag black box\nformat=1\nversion=0.1.0\n";
  private static final String RECORDING = "\nacceptlag evidence 1\n# shop\nlength=3\n";

  @TempDir private Path folder;

  @Test
  void files() throws Exception {
    String pipe = folder.resolve("pipe").toString();
    assertEquals("", Launcher.outcome(List.of("mkfifo", pipe)));
    // Nobody writes to it.
    assertRefused("it is not a regular file", "report", pipe);
    assertRefused("it is not a regular file", "replay", pipe);
    assertRefused("it is a folder", "replay", folder.toString());
    assertRefused("there is no such file", "replay", folder.resolve("none").toString());
    assertRefused("it is cut short: it has 43 of \\d+ bytes", "report", file("cut", BOX));
    assertRefused("nothing is recorded in it", "replay", file("none-yet", ""));
    assertRefused("it is cut short before its first verdict", "replay", file("part", RECORDING));
    assertRefused(
        "another version of acceptlag wrote it",
        "replay",
        file("newer-recording", "\nacceptlag evidence 2\nverdict=unknown\n"));
    assertRefused(
        "this version does not know \\[colour\\]",
        "replay",
        file("newer-field", RECORDING + "colour=red\nverdict=unknown\n"));
  }

  @Test
  void words() throws Exception {
    for (String command : List.of("attach", "set", "detach", "watch", "report", "replay")) {
      assertRefused("\"" + command + "\" (takes |PID)", command, "--colour");
    }
    assertRefused("\"list\" takes --json after it or nothing", "list", "--colour");
    assertRefused("there is no command \"look\"", "look");
    assertRefused(
        "names \"colour\", which is not an option; the options are", "attach", "1", "colour=red");
  }

  /** One of whose system acceptlag knows nothing; Java 8 cannot be started under its name. */
  @Test
  void offLinux() throws Exception {
    for (List<String> words :
        List.of(
            List.of("list"),
            List.of("attach", "1"),
            List.of("set", "1", "warn.wait=1s"),
            List.of("detach", "1"),
            List.of("report", "1"),
            List.of("watch", "1"))) {
      AgentJvm.Builder builder = AgentJvm.on(Jdks.need(17)).jvmArgs("-Dos.name=FreeBSD");
      assertEquals(
          "acceptlag: the "
              + words.get(0)
              + " needs Linux, because accept queues can be seen there only; this is FreeBSD\n",
          Commands.runBy(builder, Workspace.agentJar(), REFUSED, words.toArray(String[]::new)));
    }
  }

  @Test
  void processes() throws Exception {
    // Its parent is a program that does not ask for the end of a child.
    Process parent = new ProcessBuilder("sh", "-c", "sleep 600 & echo $!; exec sleep 600").start();
    try (BufferedReader out =
        new BufferedReader(
            new InputStreamReader(parent.getInputStream(), StandardCharsets.US_ASCII))) {
      String dead = out.readLine();
      Path comm = Path.of("/proc/" + parent.pid() + "/comm");
      Await.until("parent", EchoServer.SOON, () -> Files.readString(comm).equals("sleep\n"));
      ProcessHandle.of(Long.parseLong(dead)).orElseThrow().destroyForcibly();
      Path stat = Path.of("/proc/" + dead + "/stat");
      Await.until("dead", EchoServer.SOON, () -> Files.readString(stat).contains(") Z "));
      for (String command : List.of("attach", "report")) {
        assertRefused("process " + dead + " has ended", command, dead);
      }
    } finally {
      parent.destroy();
    }
  }

  @Test
  void ofAnotherUser() throws Exception {
    Missing.skipIf("A command of another user", Launcher.unavailability(AS_NOBODY));
    List<String> reading = new ArrayList<>(AS_NOBODY);
    reading.addAll(List.of("test", "-r", Workspace.agentJar().toString()));
    Missing.skipIf("A command of another user", Launcher.outcome(reading));
    Path box = Path.of(file("private", BOX));
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    Files.setPosixFilePermissions(box, PosixFilePermissions.fromString("rw-------"));
    String self = Long.toString(ProcessHandle.current().pid());
    for (String command : List.of("report", "watch")) {
      assertRefusedBy(
          AS_NOBODY,
          "process "
              + self
              + " belongs to another user \\(uid \\d+\\); run as that user or as root",
          command,
          self);
    }
    assertRefusedBy(
        AS_NOBODY, "you may not; ask as its owner, or as root", "report", box.toString());
  }

  private String file(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text).toString();
  }

  private static void assertRefused(String regex, String... words) throws Exception {
    assertRefusedBy(List.of(), regex, words);
  }

  private static void assertRefusedBy(List<String> launcher, String regex, String... words)
      throws Exception {
    String said = Commands.runBy(launcher, REFUSED, words);
    assertTrue(
        Pattern.matches("acceptlag: .*" + regex + ".*\n", said),
        () -> String.join(" ", words) + " says: " + said);
  }
}
