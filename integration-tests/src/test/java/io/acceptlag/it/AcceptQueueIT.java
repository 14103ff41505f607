package io.acceptlag.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** SYNs that meet a full accept queue, what made it short, and what fills it. */
@Execution(ExecutionMode.CONCURRENT)
class AcceptQueueIT {
  private static final int TURNS_MAX = 12;

  @TempDir private Path folder;

  static Stream<Jdk> jdks() {
    return Jdks.oldestAndNewest(8).stream();
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void synsAreDropped(Jdk jdk) throws Exception {
    try (HandshakeRun run = HandshakeRun.start(jdk, folder, List.of(), "8", "sleep", "3000")) {
      run.come("turns 1 1");
      run.begin();
      run.come("burst 1");
      run.awaitAccepted(1);
      run.come("burst 14");
      LogLine overflow = run.awaitRefusal();
      assertEquals("ERROR", overflow.level());
      assertEquals("9/8", overflow.values().get("queue"), overflow::toString);
      // A poll in the midst of the burst has counted one.
      assertTrue(
          overflow.sentence().matches(".* (was|were) dropped because the queue was full.*"),
          overflow::toString);
      assertTrue(
          run.awaitLine("refused_clients")
              .sentence()
              .contains("sends its SYN again after 1 s, then 2, 4, 8 s"),
          overflow::toString);
      assertTrue(overflow.values().get("clients").contains("127.0.0.1:9"), overflow::toString);
      run.assertRefusalsAreExported();
    }
  }

  /** The backlog is cut to what the network namespace allows at that moment. */
  @ParameterizedTest
  @MethodSource("jdks")
  void theBacklogIsCut(Jdk jdk) throws Exception {
    try (HandshakeRun run =
        HandshakeRun.start(jdk, folder, List.of("net.core.somaxconn=16"), "64", "sleep", "3000")) {
      LogLine capped = run.awaitLine("backlog_capped");
      assertEquals("INFO", capped.level());
      assertEquals(64, capped.number("requested"));
      assertEquals(16, capped.number("limit"));
      assertEquals(run.backlog(), capped.number("limit"));
      assertTrue(capped.sentence().contains("net.core.somaxconn is 16"), capped::toString);
      // Which changes nothing.
      run.set("net.core.somaxconn=256");
      run.come("turns 1 1");
      run.begin();
      run.come("burst 1");
      run.awaitAccepted(1);
      run.come("burst 20");
      assertEquals("17/16", run.awaitRefusal().values().get("queue"));
      if (run.exports()) {
        run.awaitMetric("acceptlag.queue.limit", 16);
      }
      run.assertRefusalsAreExported();
      if (run.exports()) {
        run.awaitSpan(
            "accept incident", span -> span.getOrDefault("acceptlag.queue.limit", "").equals("16"));
      }
    }
  }

  /** A queue with room for two is full for less than a poll, again and again: no trouble. */
  @ParameterizedTest
  @MethodSource("jdks")
  void aQueueForOneIsFullByChance(Jdk jdk) throws Exception {
    try (HandshakeRun run = HandshakeRun.startAlone(jdk, List.of(), "1", "sleep", "30")) {
      run.come("turns 1 1");
      for (int i = 0; i < 12; i++) {
        run.begin();
        run.come("burst 1");
        run.awaitAccepted(3 * i + 1);
        run.come("burst 2");
        run.awaitAccepted(3 * i + 3);
        run.server().awaitPolls(3, HandshakeRun.SOON);
      }
      assertEquals(0, run.counted("ListenOverflows"));
      assertEquals(
          List.of(),
          run.server().log().stream().filter(line -> line.is("overflow")).toList(),
          () -> run.server().toString());
    }
  }

  /** Trouble that comes and goes within one incident: how long there was any is told, too. */
  @ParameterizedTest
  @MethodSource("jdks")
  void troubleThatComesAndGoes(Jdk jdk) throws Exception {
    int times = 2;
    int stuckMillis = 500;
    int goodMillis = 400;
    try (HandshakeRun run =
        HandshakeRun.startAlone(jdk, List.of(), "50", "sleep", Integer.toString(stuckMillis))) {
      run.come("turns 1 1");
      // Where the machine stands still in between, an incident recovers too early. The next one
      // follows it soon, and therefore waits longer before it recovers.
      for (int i = 1; recovered(run, times).isEmpty() && i <= TURNS_MAX; i++) {
        run.server().send("begin");
        run.come("turns 2 " + (stuckMillis + goodMillis + i));
      }
      LogLine last =
          run.server()
              .awaitLog(
                  "recovery",
                  line -> line.is("recovered") && line.number("delayed") >= times,
                  HandshakeRun.SOON);
      long troubled = last.number("troubled_ms");
      assertTrue(troubled >= stuckMillis, last::toString);
      assertTrue(last.number("duration_ms") > troubled, last::toString);
    }
  }

  private static Optional<LogLine> recovered(HandshakeRun run, int times) {
    return run.server().log().stream()
        .filter(line -> line.is("recovered") && line.number("delayed") >= times)
        .findAny();
  }

  /** Fewer connections would be a remedy as well. */
  @ParameterizedTest
  @MethodSource("jdks")
  void connectionsThatLiveShort(Jdk jdk) throws Exception {
    try (HandshakeRun run = HandshakeRun.start(jdk, folder, List.of(), "60", "costly", "2500")) {
      run.come("turns 1 1");
      run.begin();
      // Counted again after 5 s: at the first line they may be too few.
      run.come("turns 60 9000");
      LogLine slow =
          run.server()
              .awaitLog(
                  "churn", line -> line.sentence().contains("are closed: "), HandshakeRun.SOON);
      assertTrue(
          slow.sentence().contains("let clients or proxies keep connections"), slow::toString);
      if (run.exports()) {
        run.awaitMetric("acceptlag.connection.accepted", run.visits());
        run.awaitSpan(
            "accept incident",
            span -> span.getOrDefault("acceptlag.advice", "").contains("proxies keep connections"));
      }
    }
  }
}
