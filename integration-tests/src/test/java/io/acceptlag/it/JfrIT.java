package io.acceptlag.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import jdk.jfr.consumer.EventStream;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Flight recordings have what acceptlag knows, as the JDK's own tools show it. */
@Execution(ExecutionMode.CONCURRENT)
class JfrIT {
  private static final Duration SOON = EchoServer.SOON;

  private static final int WAITING = 3;

  static Stream<Jdk> oldestAndNewest() {
    return Jdks.oldestAndNewest(8).stream();
  }

  /** Before that, nothing of the recorder's is loaded by us, nor of what we have for it. */
  @ParameterizedTest
  @MethodSource("oldestAndNewest")
  void aRecordingThatIsStartedLaterIsEnough(Jdk jdk, @TempDir Path folder) throws Exception {
    Path classes = folder.resolve("classes.log");
    Path file = folder.resolve("shop.jfr");
    try (AgentJvm jvm =
        shop(jdk)
            .jvmArgs(ClassLoadLog.options(jdk, classes).toArray(String[]::new))
            .expect("Flight Recorder|jfr")
            .start()) {
      int port = awaitShop(jvm);
      jvm.awaitPolls(SOON);
      ClassLoadLog before = ClassLoadLog.read(classes);
      assertTrue(before.sources().containsKey("io.acceptlag.agent.jfr.Recordings"), "is it blind?");
      assertFalse(before.sources().containsKey("jdk.jfr.FlightRecorder"), "is loaded");
      assertFalse(before.sources().containsKey("io.acceptlag.agent.jfr.RecordedEvents"));
      JdkCommands.jcmd(jvm, "JFR.start", "name=shop");
      Await.until(
          "events are registered",
          SOON,
          () ->
              ClassLoadLog.read(classes)
                  .sources()
                  .containsKey("io.acceptlag.agent.jfr.AcceptQueueEvent"));
      jvm.awaitPolls(SOON);
      LogLine recovered = stick(jvm, port);
      Set<Long> endedBefore = ended(jvm);
      // They are logged before they are recorded.
      jvm.awaitPolls(SOON);
      JdkCommands.jcmd(jvm, "JFR.dump", "name=shop", "filename=" + file);
      quit(jvm);
      String summary = JdkCommands.jfr("summary", file.toString());
      String waits = JdkCommands.jfr("print", "--events", "acceptlag.AcceptWait", file.toString());
      String queues =
          JdkCommands.jfr("print", "--events", "acceptlag.AcceptQueue", file.toString());
      String incidents =
          JdkCommands.jfr("print", "--events", "acceptlag.Incident", file.toString());
      assertTrue(
          summary.lines().anyMatch(l -> l.matches(" acceptlag.AcceptWait +[1-9].*")), summary);
      // Or more: on a busy machine the first one may wait as well.
      assertTrue(count(waits, "acceptor = \"shop-acceptor\" (javaThreadId =") >= WAITING, waits);
      assertTrue(count(waits, "listener = \"127.0.0.1:" + port + "\"") >= WAITING, waits);
      assertTrue(count(waits, "incident = " + recovered.number("incident")) >= WAITING, waits);
      assertTrue(count(queues, "limit = 4") > 0, queues);
      assertTrue(count(incidents, "cause = \"accept_thread_blocked\"") > 0, incidents);
      assertTrue(count(incidents, "example.shop.Shop.welcome(Shop.java:") > 0, incidents);
      List<Long> ended = ended(file);
      assertTrue(ended.containsAll(endedBefore), () -> endedBefore + " in " + incidents);
      // On a busy machine one more may have ended by the time of the dump.
      assertTrue(ended(jvm).containsAll(ended), () -> incidents + jvm);
      assertEquals(ended.size(), Set.copyOf(ended).size(), incidents);
      assertEquals(ended.size(), count(incidents, "event = \"recovered\""), incidents);
      assertEquals(ended.size(), count(incidents, "ended = true"), incidents);
      assertTrue(count(incidents, "delayed = " + recovered.number("delayed")) > 0, incidents);
      assertTrue(count(incidents, "destination = N/A") > 0, incidents);
    }
  }

  /** From the repository of another JVM, as monitoring does it; by settings of the user's own. */
  @Test
  void waitsAreStreamedFromTheMinimumThatTheSettingsHave(@TempDir Path folder) throws Exception {
    Path long10s = settings(folder.resolve("long.jfc"), "10 s");
    Path short100ms = settings(folder.resolve("short.jfc"), "100 ms");
    Path repository = Files.createDirectory(folder.resolve("repository"));
    try (AgentJvm jvm =
        shop(Jdks.need(17))
            .jvmArgs(
                "-XX:StartFlightRecording:settings=" + long10s,
                "-XX:FlightRecorderOptions:repository=" + repository)
            .start()) {
      int port = awaitShop(jvm);
      jvm.awaitPolls(SOON);
      stick(jvm, port);
      JdkCommands.jcmd(jvm, "JFR.start", "name=more", "settings=" + short100ms);
      Path own =
          Await.found(
              SOON,
              () -> {
                try (Stream<Path> folders = Files.list(repository)) {
                  return folders.findFirst();
                }
              },
              () -> jvm.failure("no repository"));
      Queue<RecordedEvent> waits = new ConcurrentLinkedQueue<>();
      Queue<RecordedEvent> incidents = new ConcurrentLinkedQueue<>();
      try (EventStream stream = EventStream.openRepository(own)) {
        stream.setReuse(false);
        // Otherwise it begins whenever its thread gets a processor, and misses what was before.
        stream.setStartTime(Instant.now());
        stream.onEvent("acceptlag.AcceptWait", waits::add);
        stream.onEvent("acceptlag.Incident", incidents::add);
        stream.startAsync();
        stick(jvm, port);
        Await.until(
            SOON,
            () -> waits.size() >= WAITING && !incidents.isEmpty(),
            () -> jvm.failure("streamed: " + waits + incidents));
      }
      // Those of the first time were too short for the only recording that there was. On a busy
      // machine the one that it sticks at may have waited, too.
      assertTrue(waits.size() <= WAITING + 1, waits::toString);
      RecordedEvent wait =
          waits.stream()
              .max(Comparator.comparing(each -> each.getDuration("waitTime")))
              .orElseThrow();
      assertEquals("127.0.0.1:" + port, wait.getString("listener"));
      assertEquals("shop-acceptor", wait.getThread("acceptor").getJavaName());
      assertTrue(wait.getDuration("waitTime").toMillis() >= 500, wait::toString);
      Duration off =
          Duration.between(
              wait.getInstant("arrivalTime").plus(wait.getDuration("waitTime")),
              wait.getStartTime());
      assertTrue(off.toMillis() > -100 && off.toSeconds() < 10, wait::toString);
      quit(jvm);
    }
  }

  private static Path settings(Path file, String minimum) throws IOException {
    return Files.writeString(
        file,
        """
        <?xml version="1.0" encoding="UTF-8"?>
        <configuration version="2.0">
          <event name="acceptlag.AcceptWait">
            <setting name="enabled">true</setting>
            <setting name="minimum">%s</setting>
          </event>
          <event name="acceptlag.Incident">
            <setting name="enabled">true</setting>
          </event>
        </configuration>
        """
            .formatted(minimum));
  }

  /** As jlink makes it. */
  @Test
  void aRuntimeWithoutARecorderIsWatchedAsAnyOther(@TempDir Path folder) throws Exception {
    Path home = Path.of(System.getProperty("java.home"));
    Missing.skipIf(
        "A runtime without jdk.jfr",
        // From 24 on a JDK may link from what it runs (JEP 493).
        Files.isDirectory(home.resolve("jmods")) || Runtime.version().feature() >= 24
            ? ""
            : home + " has no jmods");
    Path image = folder.resolve("runtime");
    JdkCommands.run(
        home.resolve("bin/jlink").toString(),
        "--add-modules",
        "java.base,java.instrument,java.logging,java.management,jdk.unsupported",
        "--output",
        image.toString());
    try (AgentJvm jvm = shop(new Jdk(Runtime.version().feature(), image)).start()) {
      int port = awaitShop(jvm);
      stick(jvm, port);
      quit(jvm);
      assertEquals(List.of(), jvm.jvmWarnings());
    }
  }

  private static AgentJvm.Builder shop(Jdk jdk) {
    return AgentJvm.on(jdk)
        .agent("log=stderr,warn.wait=500ms")
        .expectTrouble()
        .main("example.shop.Shop", Workspace.programs());
  }

  private static int awaitShop(AgentJvm jvm) throws InterruptedException {
    int port = Integer.parseInt(jvm.awaitStdout("READY (\\d+)", SOON).group(1));
    StartLine.assertWatchesAllPaths(jvm);
    return port;
  }

  /** One that it sticks at, and some that wait until the log has warned of them and said why. */
  private static LogLine stick(AgentJvm jvm, int port) throws Exception {
    long before = recovered(jvm).count();
    int linesBefore = jvm.log().size();
    List<Socket> clients = new ArrayList<>();
    try {
      jvm.send("stick");
      Await.until("it sticks", SOON, () -> isLast(jvm, "STICKS"));
      for (int i = 0; i < 1 + WAITING; i++) {
        Socket client = new Socket();
        clients.add(client);
        client.connect(Loopback.ipv4(port), (int) SOON.toMillis());
        if (i == 0) {
          jvm.awaitStdout("ACCEPTED " + client.getLocalPort() + " ", SOON);
        }
      }
      long connectedNanos = System.nanoTime();
      Await.until(
          "they have waited", SOON, () -> System.nanoTime() - connectedNanos > 600_000_000L);
      Await.until(
          SOON,
          () -> jvm.log().stream().skip(linesBefore).anyMatch(line -> saysWhy(line, port)),
          () -> jvm.failure("the log does not say why"));
    } finally {
      jvm.send("go on");
      for (Socket client : clients) {
        client.close();
      }
    }
    // On a busy machine the first one may have had an incident of its own.
    return Await.found(
        SOON,
        () -> {
          List<LogLine> ended = recovered(jvm).skip(before).toList();
          long delayed = ended.stream().mapToLong(line -> line.number("delayed")).sum();
          return delayed < WAITING ? Optional.empty() : Optional.of(ended.get(ended.size() - 1));
        },
        () -> jvm.failure("no incident has ended"));
  }

  private static boolean saysWhy(LogLine line, int port) {
    return line.isOf(port) && "accept_thread_blocked".equals(line.values().get("cause"));
  }

  private static boolean isLast(AgentJvm jvm, String word) {
    return jvm.stdout().lines().stream()
        .filter(line -> line.startsWith("STICKS") || line.startsWith("GOES ON"))
        .reduce((earlier, later) -> later)
        .filter(line -> line.startsWith(word))
        .isPresent();
  }

  private static Stream<LogLine> recovered(AgentJvm jvm) {
    return jvm.log().stream().filter(line -> line.is("recovered"));
  }

  /** The numbers of the incidents that have ended, as the log has them. */
  private static Set<Long> ended(AgentJvm jvm) {
    return recovered(jvm).map(line -> line.number("incident")).collect(Collectors.toSet());
  }

  /** The same of a recording, which has each of them once. */
  private static List<Long> ended(Path recording) throws IOException {
    return RecordingFile.readAllEvents(recording).stream()
        .filter(event -> event.getEventType().getName().equals("acceptlag.Incident"))
        .filter(event -> event.getString("event").equals("recovered"))
        .map(event -> event.getLong("incident"))
        .toList();
  }

  private static void quit(AgentJvm jvm) throws Exception {
    jvm.send("quit");
    assertEquals(0, jvm.exitCode(SOON), jvm::toString);
  }

  private static int count(String text, String part) {
    return (text.length() - text.replace(part, "").length()) / part.length();
  }
}
