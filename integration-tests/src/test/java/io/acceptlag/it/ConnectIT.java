package io.acceptlag.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
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

  private static final int NOBODY = 9;

  @TempDir private Path folder;

  static Stream<Arguments> jdksAndWays() {
    return Jdks.all().stream().flatMap(jdk -> WAYS.stream().map(way -> Arguments.of(jdk, way)));
  }

  static Stream<Jdk> jdks() {
    return Jdks.oldestAndNewest(8).stream();
  }

  @ParameterizedTest
  @MethodSource("jdksAndWays")
  void synsThatAreLost(Jdk jdk, String way) throws Exception {
    try (ConnectRun run = ConnectRun.start(jdk, folder, List.of(), false)) {
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
    }
  }

  @ParameterizedTest
  @MethodSource("jdksAndWays")
  void connectionsThatAreRefused(Jdk jdk, String way) throws Exception {
    try (ConnectRun run = ConnectRun.start(jdk, folder, List.of(), false)) {
      // Of an asynchronous channel only its success is seen.
      boolean seen = !way.equals("async");
      run.client().send(way + " 127.0.0.1 " + NOBODY + " 10 0");
      run.awaitDone(0, 10);
      if (seen) {
        LogLine failed = run.awaitLine("connect_failed");
        assertEquals("127.0.0.1:" + NOBODY, failed.values().get("destination"));
        assertEquals("refused", failed.values().get("error"));
        // The agent may look while they are being made.
        assertTrue(failed.number("failures") >= 5, failed::toString);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void connectionsThatNobodyAnswers(Jdk jdk) throws Exception {
    try (ConnectRun run = ConnectRun.start(jdk, folder, List.of(), true)) {
      run.loseSyns();
      run.client().send("socket " + run.to() + " 2 1000");
      run.awaitDone(0, 2);
      run.client().send("adaptor " + run.to() + " 1 1000");
      run.awaitDone(0, 3);
      run.client().send("selector " + run.to() + " 2 1000");
      run.awaitDone(0, 5);
      LogLine failed = run.awaitLine("connect_failed");
      assertEquals("timed_out", failed.values().get("error"));
      assertEquals(run.address(), failed.values().get("destination"));
      if (run.exports()) {
        run.awaitMetric("acceptlag.connect.failures", 5);
        LogLine recovered = run.awaitLine("connect_recovered");
        assertEquals("INFO", recovered.level());
        var span = run.awaitSpan("connect trouble");
        assertEquals("connect_failed", span.get("acceptlag.event"));
        assertEquals("127.0.0.1", span.get("server.address"));
        assertEquals("5", span.get("acceptlag.connect.failures"));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("jdksAndWays")
  void portsThatRunOut(Jdk jdk, String way) throws Exception {
    List<String> settings = List.of("net.ipv4.ip_local_port_range=20000 20049");
    try (ConnectRun run = ConnectRun.start(jdk, folder, settings, false)) {
      run.client().send(way + " " + run.to() + " 60 0");
      run.awaitDone(50, 10);
      if (!way.equals("async")) {
        LogLine exhausted = run.awaitLine("ports_exhausted");
        assertEquals("ERROR", exhausted.level());
        assertEquals(run.address(), exhausted.values().get("destination"));
        assertEquals(50, exhausted.number("ports"));
        assertEquals(50, exhausted.number("in_use"));
        assertEquals(0, exhausted.number("time_wait"));
        assertTrue(exhausted.sentence().contains("Keep connections"), exhausted::toString);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void portsThatAreRunningOut(Jdk jdk) throws Exception {
    List<String> settings = List.of("net.ipv4.ip_local_port_range=20000 20099");
    try (ConnectRun run = ConnectRun.start(jdk, folder, settings, true)) {
      run.client().send("socket " + run.to() + " 60 0");
      run.awaitDone(60, 0);
      LogLine low = run.awaitLine("ports_low");
      assertEquals("WARN", low.level());
      assertEquals(100, low.number("ports"));
      assertTrue(low.number("in_use") > 50, low::toString);
      assertEquals(run.address(), low.values().get("destination"));
    }
  }

  @ParameterizedTest
  @MethodSource("jdks")
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
