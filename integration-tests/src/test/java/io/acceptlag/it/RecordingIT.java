package io.acceptlag.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The option {@code record}, and what is done with its file. */
@Execution(ExecutionMode.CONCURRENT)
class RecordingIT {
  private static final String PATH = "serversocket";
  private static final String CAUSE = "accept_thread_blocked";
  private static final int WAITING = 3;

  /** Bytes, of the 10 MB that a recording may have. */
  private static final int FULL = 9_999_999;

  @TempDir private Path folder;

  static Stream<Jdk> jdks() {
    return Jdks.oldestAndNewest(8).stream();
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void keepsWhatWasJudgedToBeJudgedAgain(Jdk jdk) throws Exception {
    Path file = folder.resolve("shop of May.evidence");
    // It begins where the one before has ended.
    for (int run = 1; run <= 2; run++) {
      try (EchoServer server = start(jdk, file)) {
        StartLine.assertWatchesAllPaths(server.jvm());
        // Else it is starting.
        server.exchange();
        long before = verdicts(file);
        server.holdWhile(PATH, WAITING, () -> awaitVerdict(server, file, before));
        server.quit();
        assertEquals(List.of(), server.jvm().jvmWarnings());
      }
    }
    assertTrue(Files.readString(file).contains("acceptor.sample.state=TIMED_WAITING\n"));
    try (AgentJvm replay = replay(jdk, file)) {
      assertEquals(0, replay.exitCode(EchoServer.SOON), replay::toString);
      List<String> lines = replay.stdout().lines();
      assertTrue(lines.contains("  then " + CAUSE), replay::toString);
      assertTrue(
          lines.stream().anyMatch(line -> line.startsWith("  now  " + CAUSE + ": Thread \"")),
          replay::toString);
      assertEquals(List.of(), replay.stderr().lines());
    }
  }

  /** While connections wait: the first line may say that the cause is yet to be found. */
  private static void awaitVerdict(EchoServer server, Path file, long before) throws Exception {
    server
        .jvm()
        .awaitLog(
            "line with the cause",
            line -> line.isOf(server.port(PATH)) && CAUSE.equals(line.values().get("cause")),
            EchoServer.SOON);
    server.awaitWarning(PATH);
    // It is written by a thread of its own, a moment after the line in the log.
    Await.until("a verdict in " + file, EchoServer.SOON, () -> verdicts(file) > before);
  }

  /** Whoever may write to its folder could lead it elsewhere, or read what is in it. */
  @ParameterizedTest
  @MethodSource("jdks")
  void theFileIsPrivateAndNoLinkIsFollowed(Jdk jdk) throws Exception {
    Path target = Files.writeString(folder.resolve("target"), "precious");
    Path link = Files.createSymbolicLink(folder.resolve("link"), target);
    assertReportsTheFile(jdk, link, "it is a symbolic link", 1);
    assertEquals("precious", Files.readString(target));
    Path missing = folder.resolve("missing target");
    Path dangling = Files.createSymbolicLink(folder.resolve("dangling"), missing);
    assertReportsTheFile(jdk, dangling, "it is a symbolic link", 1);
    assertFalse(Files.exists(missing));
    Path made = folder.resolve("made");
    assertReportsTheFile(jdk, made, "", 0);
    assertTrue(isPrivate(made));
    Files.setPosixFilePermissions(made, PosixFilePermissions.fromString("rw-rw-rw-"));
    assertReportsTheFile(jdk, made, "", 0);
    assertTrue(isPrivate(made));
  }

  /** Without native calls there is no way to open it so. */
  @ParameterizedTest
  @MethodSource("jdks")
  void withoutNativeCallsNothingIsRecorded(Jdk jdk) throws Exception {
    Path file = folder.resolve("file");
    try (EchoServer server =
        EchoServer.start(AgentJvm.on(jdk).agent("log=stderr,native=proc,record=" + file), PATH)) {
      LogLine line =
          server.jvm().awaitLog("line about the file", RecordingIT::tells, EchoServer.SOON);
      assertTrue(line.sentence().contains("native calls"), line::toString);
    }
    assertFalse(Files.exists(file));
  }

  /** A folder, a device, a file that is full, and a pipe that nobody reads. */
  @ParameterizedTest
  @MethodSource("jdks")
  void reportsAFileThatCannotBeWrittenOnce(Jdk jdk) throws Exception {
    Path pipe = folder.resolve("pipe");
    assertEquals("", Launcher.outcome(List.of("mkfifo", pipe.toString())));
    assertReportsTheFile(jdk, folder, "it is a folder", 1);
    assertReportsTheFile(jdk, Path.of("/dev/full"), "it is not a regular file", 1);
    Path full = Files.write(folder.resolve("full"), new byte[FULL]);
    assertReportsTheFile(jdk, full, "it has 10 MB", 1);
    assertEquals(FULL, Files.size(full));
    assertReportsTheFile(jdk, pipe, "it is not a regular file", 1);
  }

  private static void assertReportsTheFile(Jdk jdk, Path file, String reason, int lines)
      throws Exception {
    try (EchoServer server = start(jdk, file)) {
      StartLine.assertWatchesAllPaths(server.jvm());
      server.exchange();
      server.holdAndAwaitWarning(PATH);
      if (lines > 0) {
        server.jvm().awaitLog("line about the file", RecordingIT::tells, EchoServer.SOON);
      } else {
        Await.until("a private file " + file, EchoServer.SOON, () -> isPrivate(file));
      }
      server.stick(PATH);
      server.quit();
      List<LogLine> told = server.jvm().log().stream().filter(RecordingIT::tells).toList();
      assertEquals(lines, told.size(), server.jvm()::toString);
      for (LogLine line : told) {
        assertEquals("WARN", line.level());
        assertTrue(line.sentence().contains(" " + file), line::toString);
        assertTrue(line.sentence().contains(reason), line::toString);
      }
      assertEquals(List.of(), server.jvm().jvmWarnings());
    }
  }

  private static boolean isPrivate(Path file) throws IOException {
    return Files.exists(file)
        && PosixFilePermissions.toString(Files.getPosixFilePermissions(file)).equals("rw-------");
  }

  private static boolean tells(LogLine line) {
    return line.sentence().startsWith("acceptlag does not record to ");
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void whatIsNoRecordingIsNotReplayed(Jdk jdk) throws Exception {
    Path log = Files.writeString(folder.resolve("shop.log"), "INFO Shop is open\n");
    for (Path file : List.of(log, folder.resolve("missing"))) {
      try (AgentJvm replay = replay(jdk, file)) {
        assertEquals(2, replay.exitCode(EchoServer.SOON), replay::toString);
        replay.awaitStderr("^acceptlag: cannot replay " + file + ": ", EchoServer.SOON);
        assertEquals(1, replay.stderr().lines().size());
        assertEquals(List.of(), replay.stdout().lines());
      }
    }
  }

  private static EchoServer start(Jdk jdk, Path file) throws InterruptedException {
    return EchoServer.start(AgentJvm.on(jdk).agent("log=stderr,record=" + file), PATH);
  }

  private static AgentJvm replay(Jdk jdk, Path file) {
    return AgentJvm.on(jdk).jar(Workspace.agentJar()).args("replay", file.toString()).start();
  }

  private static long verdicts(Path file) throws IOException {
    return Files.exists(file)
        ? Files.readAllLines(file).stream().filter(("verdict=" + CAUSE)::equals).count()
        : 0;
  }
}
