package io.acceptlag.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Connections that an application opens, in each way the JDK has, and what becomes of them. */
@Execution(ExecutionMode.CONCURRENT)
class ConnectIT {
  private static final List<String> WAYS =
      List.of("socket", "channel", "adaptor", "selector", "async");

  /** And the ports after it, one for each way. */
  private static final int NOBODY = 9;

  private static final Duration SOON = Duration.ofSeconds(40);

  @TempDir private Path folder;

  static Stream<Arguments> jdksAndWays() {
    return jdks().flatMap(jdk -> WAYS.stream().map(way -> Arguments.of(jdk, way)));
  }

  static Stream<Jdk> allJdks() {
    return Jdks.all().stream();
  }

  static Stream<Jdk> jdks() {
    return Jdks.oldestAndNewest(8).stream();
  }

  /**
   * For what is said of connects once they are counted. How they are counted depends on the JDK,
   * and is tested on both in each way.
   */
  static Stream<Jdk> oldest() {
    return Jdks.oldestOrNewest(0, 8).stream();
  }

  static Stream<Jdk> newest() {
    return Jdks.oldestOrNewest(1, 8).stream();
  }

  @ParameterizedTest
  @MethodSource("jdksAndWays")
  void synsThatAreLost(Jdk jdk, String way) throws Exception {
    try (ConnectRun run = ConnectRun.start(jdk, folder, List.of(), isExported(jdk, way))) {
      run.client().send(way + " " + run.to() + " 1 0");
      run.awaitDone(1, 0);
      run.loseSyns();
      long before = run.counted("TCPSynRetrans");
      run.client().send(way + " " + run.to() + " 1 0");
      run.awaitSynSentAgain(before);
      run.loseNothingMore();
      run.awaitDone(2, 0);
      LogLine slow = run.awaitLine("connect_slow");
      assertEquals("WARN", slow.level());
      assertEquals(run.address(), slow.values().get("destination"));
      assertEquals(1, slow.number("slow"));
      assertEquals(run.counted("TCPSynRetrans") - before, slow.number("syn_retransmits"));
      assertTrue(slow.number("connect_max_ms") >= 1_000, slow::toString);
      assertEquals(
          1, run.client().log().stream().filter(line -> line.level().equals("WARN")).count());
      if (run.exports()) {
        run.awaitMetric("acceptlag.connect.syn_retransmits", slow.number("syn_retransmits"));
        run.awaitConnects(2);
        run.endClient();
        assertSpan(run, "connect_slow", "slow", 1);
      }
    }
  }

  /** One way is enough: what is exported does not depend on it. */
  private static boolean isExported(Jdk jdk, String way) {
    return way.equals("async") && Jdks.oldestAndNewest(8).contains(jdk);
  }

  /** The trouble begins first: what was counted from then on is told, and no more. */
  @ParameterizedTest
  @MethodSource("jdks")
  void connectionsThatFindNoRoomInTimeWait(Jdk jdk) throws Exception {
    int room = 2;
    int closed = 20;
    try (ConnectRun run =
        ConnectRun.startRepeating(jdk, List.of("net.ipv4.tcp_max_tw_buckets=" + room))) {
      run.client().send("socket 127.0.0.1 " + NOBODY + " 10 0");
      run.awaitDone(0, 10);
      assertFalse(run.awaitLine("connect_failed").sentence().contains("TIME_WAIT"));
      run.client().send("socket " + run.to() + " " + closed + " 0");
      run.awaitDone(closed, 10);
      run.closeByServer();
      Await.until("TIME_WAIT is full", SOON, () -> run.counted("TCPTimeWaitOverflow") > 0);
      Await.until(
          SOON,
          () -> {
            run.client().send("socket 127.0.0.1 " + NOBODY + " 1 0");
            run.client().awaitPolls(1, SOON);
            return run.client().log().stream().anyMatch(ConnectIT::tellsOfTimeWait);
          },
          () -> run.client().failure("TIME_WAIT is not told"));
      LogLine told =
          run.client()
              .awaitLog(
                  "TIME_WAIT", line -> line.is("connect_failed") && tellsOfTimeWait(line), SOON);
      long overflows = run.counted("TCPTimeWaitOverflow");
      assertEquals(closed - room, overflows);
      assertEquals(overflows, told.number("time_wait_overflows"), told::toString);
      assertTrue(
          told.sentence().contains(overflows + " connections found no room in TIME_WAIT"),
          told::toString);
      try (AgentJvm doctor =
          AgentJvm.on(jdk)
              .launchedBy(run.network())
              .env("COLUMNS", "")
              .jar(Workspace.agentJar())
              .args("doctor")
              .start()) {
        assertEquals(0, doctor.exitCode(SOON), doctor::toString);
        String text = String.join("\n", doctor.stdout().lines());
        assertTrue(text.contains("raise net.ipv4.tcp_max_tw_buckets (it is " + room + ")"), text);
        assertTrue(text.contains(overflows + " connections were closed without TIME_WAIT"), text);
      }
    }
  }

  private static boolean tellsOfTimeWait(LogLine line) {
    return line.values().containsKey("time_wait_overflows");
  }

  private static void assertRecovers(ConnectRun run, String event, String figure, long count)
      throws Exception {
    LogLine recovered = run.awaitLine("connect_recovered");
    assertEquals("INFO", recovered.level());
    assertEquals(event, recovered.values().get("trouble"));
    assertSpan(run, event, figure, count);
  }

  private static void assertSpan(ConnectRun run, String event, String figure, long count)
      throws Exception {
    var span = run.awaitSpanOf(event);
    assertEquals("127.0.0.1", span.get("server.address"));
    assertEquals(Long.toString(count), span.get("acceptlag.connect." + figure));
  }

  @ParameterizedTest
  @MethodSource("allJdks")
  void connectionsThatAreRefused(Jdk jdk) throws Exception {
    try (ConnectRun run = ConnectRun.start(jdk, folder, List.of(), isExported(jdk, "async"))) {
      for (int i = 0; i < WAYS.size(); i++) {
        int port = NOBODY + i;
        run.client().send(WAYS.get(i) + " 127.0.0.1 " + port + " 10 0");
        run.awaitDone(0, 10 * (i + 1));
        LogLine failed = run.awaitLineTo("127.0.0.1:" + port);
        assertTrue(failed.is("connect_failed"), failed::toString);
        assertEquals("refused", failed.values().get("error"));
        // The agent may look while they are being made.
        assertTrue(failed.number("failures") >= 5, failed::toString);
      }
      assertEquals(10L * WAYS.size(), run.attemptsFailed());
      if (run.exports()) {
        run.awaitMetric("acceptlag.connect.failures", 10L * WAYS.size());
        run.endClient();
        assertEquals("refused", run.awaitSpanOf("connect_failed").get("error.type"));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void connectionsThatNobodyAnswers(Jdk jdk) throws Exception {
    try (ConnectRun run = ConnectRun.start(jdk, folder, List.of(), true)) {
      run.loseSyns();
      run.client().send("socket " + run.to() + " 2 1500");
      run.awaitDone(0, 2);
      run.client().send("adaptor " + run.to() + " 1 1500");
      run.awaitDone(0, 3);
      run.client().send("selector " + run.to() + " 1 1500");
      run.awaitDone(0, 4);
      run.client().send("async " + run.to() + " 2 1500");
      run.awaitDone(0, 6);
      assertTrue(run.counted("TCPSynRetrans") > 0);
      LogLine failed = run.awaitLine("connect_failed");
      assertEquals("timed_out", failed.values().get("error"));
      assertEquals(run.address(), failed.values().get("destination"));
      if (run.exports()) {
        run.awaitMetric("acceptlag.connect.failures", 6);
        assertRecovers(run, "connect_failed", "failures", 6);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("jdksAndWays")
  void portsThatRunOut(Jdk jdk, String way) throws Exception {
    List<String> settings = List.of("net.ipv4.ip_local_port_range=20000 20049");
    try (ConnectRun run = ConnectRun.start(jdk, folder, settings, isExported(jdk, way))) {
      run.client().send(way + " " + run.to() + " 60 0");
      run.awaitDone(50, 10);
      LogLine exhausted = run.awaitLine("ports_exhausted");
      assertEquals("ERROR", exhausted.level());
      assertEquals(run.address(), exhausted.values().get("destination"));
      assertEquals(50, exhausted.number("ports"));
      assertEquals(50, exhausted.number("in_use"));
      assertEquals(run.established(), exhausted.number("in_use"));
      assertEquals(0, exhausted.number("time_wait"));
      assertFalse(exhausted.sentence().contains("tcp_tw_reuse"), exhausted::toString);
      assertTrue(exhausted.sentence().contains("Keep and reuse connections"), exhausted::toString);
      if (run.exports()) {
        run.awaitMetric("acceptlag.connect.failures", 10);
        run.endClient();
        assertSpan(run, "ports_exhausted", "in_use", 50);
      }
    }
  }

  static Stream<Arguments> jdksAndBoundWays() {
    return jdks()
        .flatMap(jdk -> Stream.of("bound", "boundchannel").map(way -> Arguments.of(jdk, way)));
  }

  /** The port that bind() chooses before connect() is one's own, wherever one connects to. */
  @ParameterizedTest
  @MethodSource("jdksAndBoundWays")
  void portsThatRunOutAtBind(Jdk jdk, String way) throws Exception {
    List<String> settings = List.of("net.ipv4.ip_local_port_range=20000 20049");
    try (ConnectRun run = ConnectRun.start(jdk, folder, settings, false)) {
      run.client().send(way + " " + run.to() + " 60 0");
      run.awaitDone(50, 10);
      LogLine exhausted = run.awaitLine("ports_exhausted");
      assertEquals("ERROR", exhausted.level());
      assertEquals(run.address(), exhausted.values().get("destination"));
      assertEquals(50, exhausted.number("ports"));
      assertEquals(50, exhausted.number("in_use"));
      assertEquals(0, exhausted.number("time_wait"));
      assertFalse(exhausted.sentence().contains("tcp_tw_reuse"), exhausted::toString);
      assertTrue(exhausted.sentence().startsWith("bind() finds no free port at 127.0.0.1"));
    }
  }

  @ParameterizedTest
  @MethodSource("newest")
  void aPortThatAnOutgoingConnectionHas(Jdk jdk) throws Exception {
    List<String> settings = List.of("net.ipv4.ip_local_port_range=40000 40099");
    try (ConnectRun run = ConnectRun.start(jdk, folder, settings, false)) {
      run.client().send("from40050 " + run.to() + " 1 0");
      run.awaitDone(1, 0);
      run.client().send("listen 40050");
      run.awaitDone(1, 1);
      LogLine taken = run.awaitLine("port_taken");
      assertEquals("WARN", taken.level());
      assertEquals("127.0.0.1:40050>" + run.address(), taken.values().get("holder"));
      assertEquals(run.client().pid(), taken.number("pid"));
      assertTrue(taken.sentence().contains("(of this process itself)"), taken::toString);
      assertTrue(taken.sentence().endsWith("Set net.ipv4.ip_local_reserved_ports=40050."));
    }
  }

  /** Who connects seldom never has five that fail within ten seconds. */
  @ParameterizedTest
  @MethodSource("newest")
  void allOfTheLastFewFail(Jdk jdk) throws Exception {
    try (ConnectRun run = ConnectRun.start(jdk, folder, List.of(), false)) {
      run.loseSyns();
      // One more than it takes, because a busy machine's agent may see the first one late.
      run.client().send("socket " + run.to() + " 4 3000");
      run.awaitDone(0, 4);
      LogLine failed = run.awaitLine("connect_failed");
      long failures = failed.number("failures");
      assertTrue(failures == 3 || failures == 4, failed::toString);
      assertEquals(failures, failed.number("attempts"));
      assertTrue(
          failed.sentence().contains(": all of the last " + failures + " connects failed, over "),
          failed::toString);
    }
  }

  @ParameterizedTest
  @MethodSource("oldest")
  void manyDestinationsThatRefuseAreFewLines(Jdk jdk) throws Exception {
    int many = 40;
    try (ConnectRun run = ConnectRun.start(jdk, folder, List.of(), false)) {
      for (int i = 0; i < many; i++) {
        run.client().send("socket 127.0.0.1 " + (100 + i) + " 10 0");
      }
      run.awaitDone(0, 10 * many);
      LogLine together = run.awaitLineTo("other");
      assertTrue(together.number("destinations") > 5, together::toString);
      assertTrue(
          together.sentence().contains(" destinations are refused: nobody listens there"),
          together::toString);
      long warnings =
          run.client().log().stream().filter(line -> line.level().equals("WARN")).count();
      assertTrue(warnings <= 6, () -> run.client().log().toString());
    }
  }

  @ParameterizedTest
  @MethodSource("newest")
  void portsThatAreInTimeWait(Jdk jdk) throws Exception {
    List<String> settings =
        List.of("net.ipv4.ip_local_port_range=20000 20049", "net.ipv4.tcp_tw_reuse=0");
    try (ConnectRun run = ConnectRun.start(jdk, folder, settings, true)) {
      run.client().send("socket " + run.to() + " 50 0");
      run.awaitDone(50, 0);
      run.leavePortsInTimeWait(50);
      run.awaitDone(0, 0);
      run.client().send("socket " + run.to() + " 5 0");
      run.awaitDone(0, 5);
      LogLine exhausted = run.awaitLine("ports_exhausted");
      assertEquals(50, exhausted.number("in_use"));
      assertEquals(50, exhausted.number("time_wait"));
      assertEquals(run.inTimeWait(), exhausted.number("time_wait"));
      assertTrue(exhausted.sentence().contains("tcp_tw_reuse=1 (it is 0)"), exhausted::toString);
      assertTrue(exhausted.sentence().contains("(20000 to 20049)"), exhausted::toString);
      if (run.exports()) {
        run.awaitMetric("acceptlag.connect.failures", 5);
        run.endClient();
        assertSpan(run, "ports_exhausted", "time_wait", 50);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("oldest")
  void portsThatAreRunningOut(Jdk jdk) throws Exception {
    List<String> settings = List.of("net.ipv4.ip_local_port_range=20000 20099");
    try (ConnectRun run = ConnectRun.start(jdk, folder, settings, true)) {
      run.client().send("socket " + run.to() + " 60 0");
      run.awaitDone(60, 0);
      LogLine low = run.awaitLine("ports_low");
      assertEquals("WARN", low.level());
      assertEquals(100, low.number("ports"));
      assertTrue(low.number("in_use") > 50, low::toString);
      assertTrue(low.number("in_use") <= run.established(), low::toString);
      assertEquals(run.address(), low.values().get("destination"));
      if (run.exports()) {
        run.awaitConnects(60);
        run.endClient();
        assertSpan(run, "ports_low", "in_use", low.number("in_use"));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("allJdks")
  void aHealthyClientSaysNothing(Jdk jdk) throws Exception {
    try (ConnectRun run = ConnectRun.start(jdk, folder, List.of(), true)) {
      int open = 0;
      for (String way : WAYS) {
        run.client().send(way + " " + run.to() + " 20 0");
        open += 20;
        run.awaitDone(open, 0);
      }
      run.client().send("socket 127.0.0.1 " + NOBODY + " 1 0");
      run.awaitDone(open, 1);
      if (run.exports()) {
        run.awaitMetric("acceptlag.connect.failures", 1);
        run.awaitConnects(open);
      }
      assertEquals(
          List.of(),
          run.client().log().stream().filter(line -> !line.level().equals("INFO")).toList());
    }
  }
}
