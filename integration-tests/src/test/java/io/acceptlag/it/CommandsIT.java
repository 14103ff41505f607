package io.acceptlag.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code list}, {@code attach}, {@code set} and {@code detach} on JVMs that run already. */
class CommandsIT {
  private static final Duration SOON = Duration.ofSeconds(30);
  private static final int MISUSED = 2;

  /** nobody, in namespaces of its own; before Java 11 its JVM lets root in as nobody only. */
  private static final List<String> CONTAINED =
      List.of(
          "unshare",
          "-p",
          "-f",
          "-m",
          "-n",
          "--mount-proc",
          "--kill-child",
          "setpriv",
          "--reuid=65534",
          "--regid=65534",
          "--clear-groups");

  private static final List<String> AS_NOBODY =
      List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups");

  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(ints = {8, 17, 21, 25})
  void comesToAServerInTroubleAndLeavesIt(int version) throws Exception {
    AgentJvm.Builder builder = AgentJvm.on(Jdks.need(version)).expectTrouble();
    if (version > 8) {
      builder.jvmArgs("-XX:+EnableDynamicAgentLoading");
    }
    try (EchoServer server = EchoServer.start(builder, "serversocket", "channel-selector")) {
      server.exchange();
      server.holdWhile("serversocket", 2, () -> comesAndLeaves(server));
      assertEquals(List.of(), server.jvm().jvmWarnings());
    }
  }

  private void comesAndLeaves(EchoServer server) throws Exception {
    String pid = Long.toString(server.jvm().pid());
    int port = server.port("serversocket");
    // From a second on it is certain that a listener stands still whose accepts nobody counts.
    Pattern queued =
        Pattern.compile(
            "\"port\":" + port + ",\"queue\":2,\"limit\":\\d+,\"drops\":0,\"oldest_ms\":\\d{4,}");
    String[] said = {""};
    Await.until(
        SOON,
        () -> {
          said[0] = Commands.run(0, "list", "--json");
          return queued.matcher(said[0]).find();
        },
        () -> server.jvm().failure("not listed: " + said[0]));
    assertTrue(Commands.run(0, "list").contains(":" + port + " of " + pid + " is slow to accept"));

    String attached = Commands.run(0, "attach", pid, "log=stderr");
    assertTrue(attached.contains("INFO acceptlag "), attached);
    assertTrue(attached.matches("(?s).*WARN \\S+:" + port + " is slow to accept: 2 .*"), attached);
    assertFalse(attached.contains("lines of warning"), attached);
    StartLine.assertWatchesAllPaths(server.jvm());
    assertTrue(Commands.run(MISUSED, "attach", pid).contains(" runs in process " + pid));

    assertEquals("warn.wait is 1s; it was 200ms\n", Commands.run(0, "set", pid, "warn.wait=1s"));
    assertTrue(Commands.run(MISUSED, "set", pid, "warn.wait=soon").contains("It stays 1s."));
    server.jvm().expect("told by its operator");
    assertShown(pid, port);

    Commands.run(0, "detach", pid);
    assertLeft(server.jvm());
    assertTrue(
        Commands.run(MISUSED, "detach", pid).contains("no acceptlag runs in process " + pid));
    assertEchoes(server.port("channel-selector"));

    Commands.run(0, "attach", pid, "log=stderr,ports=" + port);
    server.jvm().awaitLog("second start", line -> line.sentence().contains("watches"), SOON);
    assertEchoes(server.port("channel-selector"));
    Commands.run(0, "detach", pid);
    assertLeft(server.jvm());
  }

  /** Its incident by {@code report}, and what waits by {@code watch}. */
  private void assertShown(String pid, int port) throws Exception {
    Path page = folder.resolve("shown.html");
    Commands.run(0, "report", pid, "-o", page.toString());
    String html = Files.readString(page);
    assertTrue(html.contains(":" + port + " is slow to accept: 2 "), html);
    try (AgentJvm watch =
        AgentJvm.on(Jdks.need(17)).jar(Workspace.agentJar()).args("watch", pid, "--json").start()) {
      watch.awaitStdout("\"listener\":\"[^\"]*:" + port + "\",\"queue\":2,", SOON);
      watch.signal("TERM");
    }
  }

  /** Of another user's JVM the name alone; of one's own in a namespace all but the limit. */
  @ParameterizedTest
  @ValueSource(ints = {8, 25})
  void listsWhatItsUserMaySee(int version) throws Exception {
    Missing.skipIf("list as another user", Launcher.unavailability(CONTAINED));
    for (Path needed : List.of(Workspace.programs(), Workspace.agentJar())) {
      List<String> reading = new ArrayList<>(AS_NOBODY);
      reading.addAll(List.of("test", "-r", needed.toString()));
      Missing.skipIf("list as another user", Launcher.outcome(reading));
    }
    Jdk jdk = Jdks.need(version);
    try (EchoServer other = EchoServer.start(AgentJvm.on(jdk), "serversocket");
        EchoServer own = EchoServer.start(AgentJvm.on(jdk).launchedBy(CONTAINED), "serversocket")) {
      String json = Commands.runBy(AS_NOBODY, 0, "list", "--json");
      String named = "{\"pid\":" + other.jvm().pid() + ",\"main\":\"example.accept.AcceptPaths\",";
      assertTrue(json.contains(named + "\"agent\":false}"), json);
      String listener = "\"port\":" + own.port("serversocket") + ",\"queue\":0}";
      assertTrue(json.contains(listener), json);
      String text = Commands.runBy(AS_NOBODY, 0, "list");
      assertTrue(
          Pattern.compile("(?m)^ *" + other.jvm().pid() + " +example\\S+ +\\? +\\? +no +\\?")
              .matcher(text)
              .find(),
          text);
      assertTrue(
          Pattern.compile(":" + own.port("serversocket") + " +0/\\? ").matcher(text).find(), text);
      assertTrue(
          text.contains(" of other users: their listeners are shown to them, and to root."), text);
      // To root all of both is shown.
      String all = Commands.run(0, "list", "--json");
      for (EchoServer each : List.of(other, own)) {
        String whole = "\"port\":" + each.port("serversocket") + ",\"queue\":0,\"limit\":";
        assertTrue(all.contains(whole), all);
      }
    }
  }

  /** As root on a host, of a container. */
  @ParameterizedTest
  @ValueSource(ints = {8, 17, 21, 25})
  void comesIntoAContainer(int version) throws Exception {
    Missing.skipIf("Attaching to a container", Launcher.unavailability(CONTAINED));
    List<String> reading = new ArrayList<>(CONTAINED);
    reading.addAll(List.of("ls", Workspace.programs().toString()));
    Missing.skipIf("Attaching to a container", Launcher.outcome(reading));
    AgentJvm.Builder builder = AgentJvm.on(Jdks.need(version)).launchedBy(CONTAINED);
    if (version > 8) {
      builder.jvmArgs("-XX:+EnableDynamicAgentLoading");
    }
    Set<String> before = folders("/tmp");
    try (EchoServer server = EchoServer.start(builder, "serversocket")) {
      String pid =
          Long.toString(
              ProcessHandle.of(server.jvm().pid())
                  .orElseThrow()
                  .children()
                  .findFirst()
                  .orElseThrow()
                  .pid());
      String listener = "\"port\":" + server.port("serversocket") + ",\"queue\":0,\"limit\":";
      assertTrue(Commands.run(0, "list", "--json").contains(listener));
      Commands.run(0, "attach", pid, "log=stderr");
      StartLine.assertWatchesAllPaths(server.jvm());
      assertEquals(1, made(pid, before).size());
      Commands.run(0, "set", pid, "warn.wait=1s");
      server.jvm().expect("told by its operator");
      assertReported(pid, server.port("serversocket"));
      assertEquals(1, made(pid, before).size(), "its jar alone");
      Commands.run(0, "detach", pid);
      assertEquals(Set.of(), made(pid, before));
      // From where it was before.
      Commands.run(0, "attach", pid, "log=stderr");
      assertEquals(1, made(pid, before).size());
      Commands.run(0, "detach", pid);
      assertEquals(Set.of(), made(pid, before));
      assertEquals(List.of(), server.jvm().jvmWarnings());
    }
  }

  private void assertReported(String pid, int port) throws Exception {
    String exchange =
        "ip link set lo up && exec 3<>/dev/tcp/127.0.0.1/"
            + port
            + " && printf x >&3 && test \"$(head -c 1 <&3)\" = x";
    List<String> contained = List.of("nsenter", "-t", pid, "-n", "bash", "-e", "-c", exchange);
    Path page = folder.resolve("page.html");
    Await.until(
        "the listener on the page",
        SOON,
        () -> {
          // The first was accepted by code that is older than the agent.
          assertEquals("", Launcher.outcome(contained));
          Commands.run(0, "report", pid, "-o", page.toString());
          return Files.readString(page).contains(":" + port);
        });
  }

  @Test
  void saysInOneLineWhatStandsInTheWay() throws Exception {
    Jdk jdk = Jdks.need(17);
    try (EchoServer deaf = EchoServer.start(AgentJvm.on(jdk).jvmArgs("-Xrs"), "serversocket")) {
      assertRefused("does not handle SIGQUIT", "attach", Long.toString(deaf.jvm().pid()));
      deaf.exchange();
      deaf.quit();
    }
    Process other = new ProcessBuilder("sleep", "60").start();
    try {
      assertRefused("\\(sleep\\) is no JVM", "attach", Long.toString(other.pid()));
      assertTrue(other.isAlive());
    } finally {
      other.destroy();
    }
    assertRefused("there is no process 999999999", "attach", "999999999");
    assertRefused("is called \"no-such-server\"", "detach", "no-such-server");
    assertRefused("Give a duration", "attach", "1", "warn.wait=x");
  }

  private static void assertRefused(String regex, String... words) throws Exception {
    String said = Commands.run(MISUSED, words);
    assertTrue(said.matches("acceptlag: .*" + regex + ".*\n"), said);
  }

  /** Nothing of it is in memory but its hooks and what the JVM itself has loaded from the jar. */
  static void assertLeft(AgentJvm jvm) throws Exception {
    Await.until(
        SOON,
        () -> !histogram(jvm).contains(" io.acceptlag.core"),
        () -> jvm.failure("classes of the agent's are still there: " + ofTheAgent(jvm)));
    // A thread ends a little later than what it ran.
    Await.until(
        SOON, () -> !hasOurThread(jvm), () -> jvm.failure("a thread of the agent's is there"));
  }

  private static boolean hasOurThread(AgentJvm jvm) throws IOException {
    try (Stream<Path> threads = Files.list(Path.of("/proc/" + jvm.pid() + "/task"))) {
      return threads.anyMatch(thread -> AgentJvm.name(thread).startsWith("acceptlag"));
    }
  }

  private static String ofTheAgent(AgentJvm jvm) {
    try {
      return histogram(jvm)
          .lines()
          .filter(line -> line.contains(" io.acceptlag."))
          .collect(Collectors.joining("\n"));
    } catch (IOException e) {
      return e.toString();
    }
  }

  private static String histogram(AgentJvm jvm) throws IOException {
    Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
    Process process =
        new ProcessBuilder(jcmd.toString(), Long.toString(jvm.pid()), "GC.class_histogram")
            .redirectErrorStream(true)
            .start();
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertTrue(text.contains("java.lang.String"), text);
    return text;
  }

  /** Those of ours in it that are the user's, by their names. */
  private static Set<String> folders(String tmp) throws IOException {
    try (Stream<Path> files = Files.list(Path.of(tmp))) {
      return files
          .filter(file -> file.getFileName().toString().startsWith("acceptlag-"))
          .filter(file -> uid(file) == 65534)
          .map(file -> file.getFileName().toString())
          .collect(Collectors.toSet());
    }
  }

  /** Folders that were not there before. */
  private static Set<String> made(String pid, Set<String> before) throws IOException {
    Set<String> made = folders("/proc/" + pid + "/root/tmp");
    made.removeAll(before);
    return made;
  }

  private static int uid(Path file) {
    try {
      return (Integer) Files.getAttribute(file, "unix:uid");
    } catch (IOException e) {
      return -1;
    }
  }

  private static Socket connect(int port) throws IOException {
    Socket socket = new Socket();
    socket.connect(Loopback.ipv4(port), (int) SOON.toMillis());
    return socket;
  }

  private static void assertEchoes(int port) throws IOException {
    try (Socket socket = connect(port)) {
      socket.setSoTimeout((int) SOON.toMillis());
      socket.getOutputStream().write(42);
      assertEquals(42, socket.getInputStream().read());
    }
  }
}
