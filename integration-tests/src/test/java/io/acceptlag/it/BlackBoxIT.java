package io.acceptlag.it;

import static java.util.stream.Collectors.toSet;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The black box, and what {@code report} and {@code watch} show of it. */
@Execution(ExecutionMode.CONCURRENT)
class BlackBoxIT {
  private static final String PATH = "serversocket";

  /** Until a connection that had to wait is reported, and one or two to spare. */
  private static final int POLLS_TO_REPORT = 6;

  @TempDir private Path folder;

  static Stream<Jdk> jdks() {
    return Jdks.oldestAndNewest(8).stream();
  }

  /** A browser shows what was known of the last incident of a JVM that was killed. */
  @ParameterizedTest
  @MethodSource("jdks")
  void isThereAfterSigkill(Jdk jdk) throws Exception {
    Path file = folder.resolve("shop of May.box");
    Path page = folder.resolve("page.html");
    int incidents = 0;
    for (int run = 1; run <= 2; run++) {
      // One incident in each; another one only where the machine stood still for so long.
      EchoServer server = EchoServer.start(agent(jdk, "warn.wait=1s,", file), PATH);
      try {
        server.exchange();
        // So long that its samples and its clients are seen, however busy the machine is.
        server.holdWhile(PATH, 3, () -> awaitLineWhileTheyWait(server));
        incidents += awaitEnds(server.jvm());
        int ended = incidents;
        Await.until(
            "all incidents that have ended in " + file,
            EchoServer.SOON,
            () -> count(text(file), "event=recovered") >= ended);
        server.jvm().signal("KILL");
      } finally {
        server.jvm().abandon();
      }
    }
    assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
    try (AgentJvm report = command(jdk, "report", file.toString(), "-o", page.toString())) {
      assertEquals(0, report.exitCode(EchoServer.SOON), report::toString);
      assertEquals(List.of(), report.stderr().lines());
    }
    String html = text(page);
    // What the run before has left is there still.
    assertEquals(incidents, count(html, "<details "), html);
    assertTrue(html.contains("<dt>Cause</dt><dd>"), html);
    assertTrue(html.contains("<dt>Who waited</dt><dd>127.0.0.1 ("), html);
    assertTrue(html.contains("event=slow"), "its lines");
    assertTheBandsShow(incidents, page);
  }

  private static void awaitLineWhileTheyWait(EchoServer server) throws InterruptedException {
    server
        .jvm()
        .awaitLog(
            "a line while they wait",
            line ->
                line.isOf(server.port(PATH))
                    && !line.values().getOrDefault("queue", "0").startsWith("0"),
            EchoServer.SOON);
  }

  /**
   * Waits until all who had to wait have been reported, and their incidents have ended.
   *
   * @return how many incidents that were
   */
  private static int awaitEnds(AgentJvm jvm) throws Exception {
    jvm.awaitPolls(POLLS_TO_REPORT, EchoServer.SOON);
    return Await.found(
        EchoServer.SOON,
        () -> {
          List<LogLine> lines = jvm.log();
          Set<Long> ended = incidents(lines.stream().filter(line -> line.is("recovered")));
          return ended.equals(incidents(lines.stream()))
              ? Optional.of(ended.size())
              : Optional.empty();
        },
        () -> jvm.failure("not all incidents have ended"));
  }

  /** The numbers of those that the lines are about. */
  private static Set<Long> incidents(Stream<LogLine> lines) {
    return lines
        .filter(line -> line.values().containsKey("incident"))
        .map(line -> line.number("incident"))
        .collect(toSet());
  }

  private void assertTheBandsShow(int incidents, Path page)
      throws IOException, InterruptedException {
    List<String> browser =
        List.of(
            "chromium",
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--user-data-dir=" + folder.resolve("profile"));
    String absent = Launcher.outcome(List.of("chromium", "--version"));
    if (!absent.isEmpty()) {
      Missing.tell("The page of a black box in a browser", absent);
      return;
    }
    Path dom = folder.resolve("dom.html");
    List<String> command = new ArrayList<>(browser);
    command.addAll(List.of("--dump-dom", page.toUri().toString()));
    Process process =
        new ProcessBuilder(command)
            .redirectOutput(dom.toFile())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    assertTrue(process.waitFor(60, TimeUnit.SECONDS), "the browser hangs");
    String shown = text(dom);
    assertTrue(
        Pattern.compile("Queue against limit: at most [1-3] connections? waited, limit \\d+, at ")
            .matcher(shown)
            .find(),
        shown);
    assertTrue(shown.contains("Incidents: " + incidents + " incidents in this time"), shown);
    assertTrue(shown.contains("; no packet refused"), shown);
    // The first one's stands last in the text; there may be no room for the other's.
    String cause = shown.substring(shown.lastIndexOf("<dt>Cause</dt><dd>") + 18).split("<", 2)[0];
    assertTrue(
        Pattern.compile("<text [^>]*>" + Pattern.quote(cause) + "</text>").matcher(shown).find(),
        shown);
    assertFalse(shown.contains(", in undefined"), shown);
    assertTrue(
        Pattern.compile("The acceptor: (not where it waits|when it was sampled)")
            .matcher(shown)
            .find(),
        shown);
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void aRunningJvmIsAskedWithoutAFileOfItsOwn(Jdk jdk) throws Exception {
    try (EchoServer server = EchoServer.start(AgentJvm.on(jdk).agent("log=stderr"), PATH)) {
      server.exchange();
      server.holdAndAwaitWarning(PATH);
      String pid = Long.toString(server.jvm().pid());
      Path page = folder.resolve("page.html");
      // The second one asks while the agent may still be with the first.
      for (int i = 0; i < 2; i++) {
        try (AgentJvm report = command(jdk, "report", pid, "-o", page.toString())) {
          assertEquals(0, report.exitCode(EchoServer.SOON), report::toString);
        }
      }
      assertTrue(text(page).contains("event=slow"), "the incident");
      try (AgentJvm watch = command(jdk, "watch", pid, "--json")) {
        watch.awaitStdout("^\\{\"time\":\".*\"process\":\\{\"length_ms\":\\d+", EchoServer.SOON);
        server.exchange();
        watch.awaitStdout("\"listener\":\"[^\"]*:" + server.port(PATH) + "\"", EchoServer.SOON);
        watch.signal("TERM");
      }
      try (AgentJvm watch = command(jdk, "watch", pid)) {
        watch.awaitStdout("^\\d\\d:\\d\\d:\\d\\d (idle|.*queue=)", EchoServer.SOON);
        watch.signal("TERM");
      }
      server.quit();
      assertEquals(List.of(), server.jvm().jvmWarnings());
    }
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void reportsAFileThatCannotBeKeptOnce(Jdk jdk) throws Exception {
    Path foreign = Files.writeString(folder.resolve("foreign"), "precious");
    assertReports(jdk, foreign, "it is no black box of acceptlag, and is left as it is");
    assertEquals("precious", Files.readString(foreign));
    Path link = Files.createSymbolicLink(folder.resolve("link"), folder.resolve("missing"));
    assertReports(jdk, link, "it is a symbolic link");
    Path cut = folder.resolve("cut");
    try (EchoServer server = EchoServer.start(agent(jdk, cut), PATH)) {
      Await.until("no file", EchoServer.SOON, () -> Files.exists(cut) && Files.size(cut) > 1e6);
      // Again and again, because it may still be growing to its size.
      Await.until(
          "said",
          EchoServer.SOON,
          () -> {
            if (Files.size(cut) > 100) {
              Files.write(cut, new byte[100]);
            }
            return server.jvm().log().stream().anyMatch(BlackBoxIT::tells);
          });
      awaitTold(server, "somebody has cut it to ");
      server.exchange();
      server.quit();
    }
  }

  /** It holds half of it; in memory it goes on, and so does the application. */
  @ParameterizedTest
  @MethodSource("jdks")
  void reportsAFullDiskOnce(Jdk jdk) throws Exception {
    Missing.skipIf("A black box on a full disk", MountNamespace.unavailability());
    Path file = Path.of("/mnt/shop.box");
    AgentJvm.Builder agent =
        agent(jdk, file)
            .launchedBy(MountNamespace.launcher("mount -t tmpfs -o size=1m tmpfs /mnt"));
    try (EchoServer server = EchoServer.start(agent, PATH)) {
      awaitTold(server, "No space left on device. In memory it goes on");
      server.exchange();
      server.holdAndAwaitWarning(PATH);
      Path page = folder.resolve("page.html");
      Commands.run(0, "report", Long.toString(server.jvm().pid()), "-o", page.toString());
      assertTrue(text(page).contains("event=slow"), "the incident");
      server.quit();
      assertEquals(
          1, server.jvm().log().stream().filter(BlackBoxIT::tells).count(), server.jvm()::toString);
      assertEquals(List.of(), server.jvm().jvmWarnings());
    }
  }

  private static void assertReports(Jdk jdk, Path file, String reason) throws Exception {
    try (EchoServer server = EchoServer.start(agent(jdk, file), PATH)) {
      awaitTold(server, reason);
      server.exchange();
      server.quit();
      assertEquals(
          1, server.jvm().log().stream().filter(BlackBoxIT::tells).count(), server.jvm()::toString);
    }
  }

  private static void awaitTold(EchoServer server, String reason) throws Exception {
    LogLine line = server.jvm().awaitLog("line about the file", BlackBoxIT::tells, EchoServer.SOON);
    assertTrue(line.sentence().contains(reason), line::toString);
  }

  private static boolean tells(LogLine line) {
    return line.sentence().startsWith("acceptlag does not keep its black box in ");
  }

  @Test
  void reportsWhateverIsNoBlackBoxInOneLine() throws Exception {
    Jdk jdk = Jdks.need(17);
    Path log = Files.writeString(folder.resolve("shop.log"), "INFO Shop is open\n");
    long self = ProcessHandle.current().pid();
    assertRefused(jdk, "there is no process 999999999", "report", "999999999");
    assertRefused(jdk, "there is no process 999999999", "watch", "999999999");
    assertRefused(jdk, "no acceptlag runs in process " + self, "report", Long.toString(self));
    assertRefused(jdk, "it is no black box of acceptlag", "report", log.toString());
    assertRefused(
        jdk,
        "there is no such file; report takes a process id",
        "report",
        folder.resolve("none").toString());
    assertRefused(jdk, "no JVM that this user may see is called", "watch", "no such shop");
    assertRefused(jdk, "\"report\" takes a PID, a NAME or the FILE", "report");
  }

  private static void assertRefused(Jdk jdk, String reason, String... words) throws Exception {
    try (AgentJvm jvm = command(jdk, words)) {
      assertEquals(2, jvm.exitCode(EchoServer.SOON), jvm::toString);
      assertEquals(1, jvm.stderr().lines().size(), jvm::toString);
      assertTrue(jvm.stderr().lines().get(0).contains(reason), jvm::toString);
      assertEquals(List.of(), jvm.stdout().lines());
    }
  }

  /** A terminal of 100 columns, from which q is pressed. */
  @Test
  void watchDrawsATerminalAndEndsWithQ() throws Exception {
    Missing.skipIf("watch in a terminal", Launcher.outcome(List.of("tmux", "-V")));
    Jdk jdk = Jdks.need(17);
    try (EchoServer server = EchoServer.start(AgentJvm.on(jdk).agent("log=stderr"), PATH)) {
      server.exchange();
      String socket = folder.resolve("tmux").toString();
      String watch = jdk.java() + " -jar " + Workspace.agentJar() + " watch " + server.jvm().pid();
      // The agent may still be starting, which watch says, and ends.
      String until = "until " + watch + "; do sleep 0.2; done; echo ended $?; cat";
      tmux(socket, "new-session", "-d", "-x", "100", "-y", "30", until);
      try {
        // The very first accept may have come before the agent was ready.
        Await.until(
            EchoServer.SOON,
            () -> {
              server.exchange();
              return screen(socket).contains("[....................] 0/");
            },
            () -> new AssertionError("no bar: " + shown(socket)));
        assertTrue(screen(socket).contains(":" + server.port(PATH)), "the listener");
        String slow = ":" + server.port(PATH) + " is slow to accept";
        server.holdWhile(
            PATH,
            3,
            () ->
                Await.until(
                    EchoServer.SOON,
                    () -> {
                      String screen = screen(socket);
                      return screen.contains("[#...................] 3/")
                          && screen.replaceAll("\\s+", " ").contains(slow);
                    },
                    () -> new AssertionError("no incident: " + shown(socket))));
        tmux(socket, "send-keys", "q");
        Await.until("its end", EchoServer.SOON, () -> screen(socket).contains("ended 0"));
      } finally {
        tmux(socket, "kill-server");
      }
      server.quit();
    }
  }

  private static String shown(String socket) {
    try {
      return screen(socket);
    } catch (IOException | InterruptedException e) {
      return e.toString();
    }
  }

  private static String screen(String socket) throws IOException, InterruptedException {
    return tmux(socket, "capture-pane", "-p");
  }

  private static String tmux(String socket, String... words)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("tmux", "-S", socket));
    command.addAll(List.of(words));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    return output;
  }

  private static AgentJvm.Builder agent(Jdk jdk, Path file) {
    return agent(jdk, "", file);
  }

  /**
   * @param more options, each with a comma after it
   */
  private static AgentJvm.Builder agent(Jdk jdk, String more, Path file) {
    return AgentJvm.on(jdk).agent("log=stderr," + more + "blackbox=" + file).expectTrouble();
  }

  private static AgentJvm command(Jdk jdk, String... words) {
    return AgentJvm.on(jdk).jar(Workspace.agentJar()).args(words).start();
  }

  /** Bytes that are no text are one character each. */
  private static String text(Path file) throws IOException {
    return Files.exists(file)
        ? new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1)
        : "";
  }

  private static int count(String text, String part) {
    int count = 0;
    for (int at = text.indexOf(part); at >= 0; at = text.indexOf(part, at + 1)) {
      count++;
    }
    return count;
  }
}
