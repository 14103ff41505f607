package io.acceptlag.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A SYN queue that is full because the last segments of handshakes are lost: it is reported as
 * that, and never as a fault of the application's accept.
 */
@Execution(ExecutionMode.CONCURRENT)
class SynQueueIT {
  private static final String ANYBODY = "127.0.0.1";

  @TempDir private Path folder;

  /** More than its SYN queue holds, by more cookies than are told of. */
  private static final int FLOODING = 85;

  /** Some 20 s. */
  private static final int ROUNDS_MAX = 60;

  /** The kernel's doing does not depend on the JDK: two of the tests on the oldest. */
  static Stream<Jdk> oldest() {
    return Jdks.oldestOrNewest(0, 8).stream();
  }

  static Stream<Jdk> newest() {
    return Jdks.oldestOrNewest(1, 8).stream();
  }

  @ParameterizedTest
  @MethodSource("oldest")
  void synsAreDroppedWithoutCookies(Jdk jdk) throws Exception {
    try (HandshakeRun run =
        HandshakeRun.start(jdk, folder, List.of("net.ipv4.tcp_syncookies=0"), "8", "none")) {
      run.awaitWatched(8);
      long incidents = incidents(run);
      run.loseLastAcks(ANYBODY);
      run.come("burst 40");
      LogLine full = run.awaitLine("syn_queue_full");
      assertEquals("WARN", full.level());
      assertEquals(run.halfOpen(), full.number("half_open"), full::toString);
      assertEquals(full.number("room"), full.number("half_open"), full::toString);
      assertTrue(full.sentence().contains("tcp_syncookies=1"), full::toString);
      long dropped = full.number("dropped");
      assertTrue(dropped > 0 && dropped <= run.counted("TCPReqQFullDrop"), full::toString);
      assertEnds(run, incidents, "dropped", "TCPReqQFullDrop");
      if (run.exports()) {
        run.awaitMetric("acceptlag.kernel.syn_queue_drops", run.counted("TCPReqQFullDrop"));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("newest")
  void cookiesAreSent(Jdk jdk) throws Exception {
    try (HandshakeRun run =
        HandshakeRun.start(jdk, folder, List.of("net.ipv4.tcp_syncookies=1"), "8", "none")) {
      run.awaitWatched(8);
      long incidents = incidents(run);
      run.loseLastAcks(ANYBODY);
      run.come("burst 40");
      LogLine full = run.awaitLine("syn_cookies");
      assertEquals("INFO", full.level());
      assertEquals(run.halfOpen(), full.number("half_open"), full::toString);
      assertEquals(full.number("room"), full.number("half_open"), full::toString);
      assertEnds(run, incidents, "cookies", "TCPReqQFullDoCookies");
      if (run.exports()) {
        run.awaitMetric("acceptlag.kernel.syn_cookies_sent", run.counted("SyncookiesSent"));
      }
    }
  }

  /**
   * Clients far away, and honest: their last segments come late, and with data. They come again and
   * again, because while all is well the counters are read once a second, and the queue is looked
   * at once in five. If that is just when they have spoken, it is not full.
   */
  @ParameterizedTest
  @MethodSource("oldest")
  void cookiesThatComeBackLateAreNoFlood(Jdk jdk) throws Exception {
    try (HandshakeRun run =
        HandshakeRun.startAlone(jdk, List.of("net.ipv4.tcp_syncookies=1"), "64", "none")) {
      run.awaitWatched(64);
      incidents(run);
      run.loseLastAcks(ANYBODY);
      for (int clients = FLOODING; !isToldOfCookies(run); clients++) {
        assertTrue(clients < FLOODING + ROUNDS_MAX, () -> run.server().toString());
        run.come("burst " + clients);
        // As long as their round trip takes.
        run.server().awaitPolls(3, HandshakeRun.SOON);
        // One after the other, so that the accept queue has room for each.
        run.come("speak 1");
      }
      LogLine full = run.awaitLine("syn_cookies");
      assertEquals("INFO", full.level());
      assertTrue(full.number("cookies") >= 20, full::toString);
      assertTrue(2 * full.number("came_back") >= full.number("cookies"), full::toString);
      assertFalse(full.sentence().contains("flood"), full::toString);
    }
  }

  private static boolean isToldOfCookies(HandshakeRun run) {
    return run.server().log().stream().anyMatch(line -> line.is("syn_cookies"));
  }

  /**
   * @param incidents of before: to accept the visitor may have taken a busy machine long
   */
  private static void assertEnds(HandshakeRun run, long incidents, String key, String counter)
      throws Exception {
    assertEquals(
        List.of(), run.server().log().stream().filter(line -> incident(line) > incidents).toList());
    run.loseNothingMore();
    LogLine ended = run.awaitLine("syn_queue_recovered");
    assertEquals("INFO", ended.level());
    long counted = run.counted(counter);
    // Those that come between two readings of the kernel's may be missed.
    assertTrue(ended.number(key) <= counted && 2 * ended.number(key) >= counted, ended::toString);
    if (run.exports()) {
      assertEquals(
          Long.toString(ended.number(key)),
          run.awaitSpan("syn queue full", span -> true).get("acceptlag.syn_queue." + key));
    }
  }

  /** The kernel keeps a quarter for clients that it knows, and counts what it refuses nowhere. */
  @ParameterizedTest
  @MethodSource("oldest")
  void aQuarterIsKeptForOthers(Jdk jdk) throws Exception {
    List<String> settings =
        List.of(
            "net.ipv4.tcp_syncookies=0",
            "net.ipv4.tcp_max_syn_backlog=16",
            "net.ipv4.tcp_no_metrics_save=1");
    try (HandshakeRun run = HandshakeRun.start(jdk, folder, settings, "64", "none")) {
      run.awaitWatched(64);
      long incidents = incidents(run);
      run.loseLastAcks(ANYBODY);
      run.come("burst 40");
      LogLine full = run.awaitLine("syn_queue_full");
      assertEquals(13, full.number("room"), full::toString);
      assertEquals(13, run.halfOpen());
      assertEquals(13, full.number("half_open"), full::toString);
      assertTrue(full.sentence().contains("tcp_max_syn_backlog"), full::toString);
      assertEquals(0, run.counted("TCPReqQFullDrop"));
      assertTrue(full.number("dropped") <= run.counted("ListenDrops"), full::toString);
      assertEnds(run, incidents, "dropped", "ListenDrops");
      if (run.exports()) {
        run.awaitMetric("acceptlag.kernel.listen_drops", run.counted("ListenDrops"));
      }
    }
  }

  /** With 2 every client gets a cookie, whether there is room or not. */
  @ParameterizedTest
  @MethodSource("newest")
  void cookiesForEverybodyMeanNothing(Jdk jdk) throws Exception {
    try (HandshakeRun run =
        HandshakeRun.start(jdk, folder, List.of("net.ipv4.tcp_syncookies=2"), "8", "none")) {
      run.awaitWatched(8);
      long incidents = incidents(run);
      run.loseLastAcks(ANYBODY);
      run.come("burst 40");
      assertTrue(run.counted("SyncookiesSent") > 0);
      if (run.exports()) {
        run.awaitMetric("acceptlag.kernel.syn_cookies_sent", run.counted("SyncookiesSent"));
      }
      assertEquals(
          List.of(),
          run.server().log().stream()
              .filter(line -> line.values().containsKey("event"))
              .filter(line -> incident(line) == 0 || incident(line) > incidents)
              .toList());
    }
  }

  /** The number of the last one so far, which is reported within three polls. */
  private static long incidents(HandshakeRun run) throws Exception {
    run.server().awaitPolls(4, HandshakeRun.SOON);
    return run.server().log().stream().mapToLong(SynQueueIT::incident).max().orElse(0);
  }

  /** 0 where it is of none. */
  private static long incident(LogLine line) {
    return Long.parseLong(line.values().getOrDefault("incident", "0"));
  }
}
