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
import org.junit.jupiter.params.provider.MethodSource;

/** The last segment of a handshake meets a full accept queue. */
@Execution(ExecutionMode.CONCURRENT)
class LastAckIT {
  /** Whose last segments are lost at first, so that they come when the queue is full. */
  private static final String LATE = "127.0.0.9";

  /** The SYN-ACK is sent again after 1 s and 3 s, on a full queue, and then after 7 s. */
  private static final String STUCK_MILLIS = "5000";

  @TempDir private Path folder;

  static Stream<Jdk> jdks() {
    return Jdks.oldestAndNewest(8).stream();
  }

  /** The kernel ignores it and sends its SYN-ACK again, until there is room. */
  @ParameterizedTest
  @MethodSource("jdks")
  void theHandshakeTakesLonger(Jdk jdk) throws Exception {
    try (HandshakeRun run =
        HandshakeRun.start(jdk, folder, List.of(), "8", "sleep", STUCK_MILLIS)) {
      fillQueueBeforeLastAcks(run, "burst 1 " + LATE);
      LogLine overflow = run.awaitRefusal();
      LogLine fate = run.awaitLine("refused_clients");
      assertTrue(fate.sentence().contains("the SYN-ACK has come again 5 times"), fate::toString);
      assertTrue(overflow.values().get("clients").contains("127.0.0.1:"), overflow::toString);
      LogLine recovered = run.awaitLine("recovered");
      assertTrue(
          recovered.number("overflows") <= run.counted("ListenOverflows"), recovered::toString);
      if (run.exports()) {
        run.awaitMetric("acceptlag.connection.handshake_delayed", 1);
        assertTrue(run.counted("TCPSynRetrans") > 0);
        var late =
            run.awaitSpan("accept wait", span -> span.get("network.peer.address").equals(LATE));
        assertTrue(
            Integer.parseInt(late.get("acceptlag.handshake.retransmits")) > 0, late::toString);
        assertTrue(Double.parseDouble(late.get("acceptlag.handshake.delay")) > 0.9, late::toString);
        var incident = run.awaitSpan("accept incident", span -> true);
        assertTrue(incident.get("acceptlag.clients").contains("127.0.0.1:"), incident::toString);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void theClientIsReset(Jdk jdk) throws Exception {
    try (HandshakeRun run =
        HandshakeRun.start(
            jdk, folder, List.of("net.ipv4.tcp_abort_on_overflow=1"), "8", "sleep", STUCK_MILLIS)) {
      fillQueueBeforeLastAcks(run, "burst 1 " + LATE);
      run.awaitRefusal();
      LogLine fate = run.awaitLine("refused_clients");
      assertTrue(fate.sentence().contains("reset at once"), fate::toString);
      assertTrue(run.counted("EmbryonicRsts") > 0);
      run.assertRefusalsAreExported();
    }
  }

  /** Of a SYN cookie the kernel keeps nothing: the client believes that it is connected. */
  @ParameterizedTest
  @MethodSource("jdks")
  void cookiesThatComeBackAreLost(Jdk jdk) throws Exception {
    try (HandshakeRun run =
        HandshakeRun.start(
            jdk, folder, List.of("net.ipv4.tcp_syncookies=1"), "8", "sleep", STUCK_MILLIS)) {
      fillQueueBeforeLastAcks(run, "burst 20 " + LATE);
      assertTrue(run.counted("SyncookiesSent") > 0);
      run.come("speak 1");
      LogLine overflow =
          run.server()
              .awaitLog(
                  "ghosts",
                  line -> line.is("overflow") && line.values().containsKey("ghosts_max"),
                  HandshakeRun.SOON);
      long ghosts = overflow.number("ghosts_max");
      assertTrue(
          ghosts <= Math.min(run.counted("SyncookiesRecv"), run.counted("ListenOverflows")),
          overflow::toString);
      if (run.exports()) {
        run.awaitMetric("acceptlag.kernel.syn_cookies_sent", run.counted("SyncookiesSent"));
        var incident =
            run.awaitSpan("accept incident", span -> span.containsKey("acceptlag.ghosts_max"));
        assertTrue(
            Long.parseLong(incident.get("acceptlag.ghosts_max")) >= ghosts, incident::toString);
      }
    }
  }

  private static void fillQueueBeforeLastAcks(HandshakeRun run, String late) throws Exception {
    // A cookie that was sent before the agent looked is not its to count.
    run.awaitWatched(8);
    run.awaitAccepted(0);
    run.loseLastAcks(LATE);
    run.begin();
    // One that the acceptor sticks at.
    run.come("burst 1");
    run.awaitAccepted(1);
    run.come(late);
    run.come("burst 9");
    assertEquals(0, run.counted("ListenOverflows"));
    run.loseNothingMore();
  }
}
