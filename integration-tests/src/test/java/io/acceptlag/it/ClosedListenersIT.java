package io.acceptlag.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who closes a listener while clients wait is told; whoever closes one that is idle is not. */
class ClosedListenersIT {
  private static final Duration SOON = Duration.ofSeconds(30);
  private static final List<String> KINDS = List.of("socket", "channel", "selector", "async");

  /** The agent's hook looks for at least 300 ms, and has yet to tell what it finds. */
  private static final long STOPS_IN_TIME_MILLIS = 250;

  private static final int RUNS_MAX = 3;

  private final List<Socket> clients = new ArrayList<>();

  static Stream<Jdk> jdks() {
    return Jdks.oldestAndNewest(8).stream();
  }

  @AfterEach
  void leave() throws IOException {
    for (Socket client : clients) {
      client.close();
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("jdks")
  void thoseWhoWaitedAreCounted(Jdk jdk) throws Exception {
    try (AgentJvm jvm = start(jdk, KINDS)) {
      for (String kind : KINDS) {
        int port = port(jvm, kind);
        connect(port, 2);
        jvm.send("close " + kind);
        jvm.awaitStderr(
            "WARN 127\\.0\\.0\\.1:"
                + port
                + " was closed while 2 clients waited.* Thread \"main\" closed it in"
                + " example\\.close\\.Closing\\.\\S+ \\(Closing\\.java:\\d+\\)\\. .*event=closed"
                + " reset=2$",
            SOON);
      }
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("jdks")
  void anInterruptThatClosesIt(Jdk jdk) throws Exception {
    try (AgentJvm jvm = start(jdk, List.of("channel"))) {
      connect(port(jvm, "channel"), 1);
      jvm.send("interrupted channel");
      jvm.awaitStderr(
          "1 client waited.* Thread \"main\" was interrupted when it called accept\\(\\) in"
              + " \\S*Closing\\.acceptFrom.*event=closed reset=1$",
          SOON);
    }
  }

  /** By a finalizer or a cleaner: no close() is called. */
  @ParameterizedTest(name = "{0}")
  @MethodSource("jdks")
  void theCollectorThatClosesOneWhoseAcceptorHasEnded(Jdk jdk) throws Exception {
    try (AgentJvm jvm = start(jdk, List.of("socket"))) {
      jvm.expect("was closed;");
      int port = port(jvm, "socket");
      connect(port, 5);
      jvm.send("drop socket");
      jvm.awaitStdout("^DROPPED socket", SOON);
      jvm.awaitPolls(SOON);
      jvm.send("collect");
      jvm.awaitStderr(
          "WARN 127\\.0\\.0\\.1:"
              + port
              + " was closed; 3 clients that waited were reset\\."
              + " The garbage collector closed it, because nothing referred to it any more: its acceptor"
              + " \"shop-acceptor\" has ended\\..*event=closed reset=3$",
          SOON);
    }
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(strings = {"nio", "epoll", "iouring"})
  void nettysCountThemToo(String transport, @TempDir Path folder) throws Exception {
    List<Jdk> jdks = Jdks.oldestAndNewest(8);
    AgentJvm.Builder builder =
        new RealServer("netty42", transport, 8)
            .on(jdks.get(jdks.size() - 1), folder)
            .agent("log=stderr,warn.wait=60s")
            .expect("was closed while", "WARNING: ");
    try (AgentJvm jvm = builder.start()) {
      int port = Integer.parseInt(jvm.awaitStdout("^READY (\\d+)", SOON).group(1));
      StartLine.assertWatchesAllPaths(jvm);
      jvm.send("pause");
      jvm.awaitStdout("^DONE pause", SOON);
      long waiting = connectUntilTheyWait(jvm, port);
      jvm.send("stop");
      jvm.awaitStderr(
          "WARN 127\\.0\\.0\\.1:"
              + port
              + " was closed while "
              + waiting
              + " clients waited.* Thread \"\\S+\" closed it in .*event=closed reset="
              + waiting
              + "$",
          SOON);
      assertEquals(0, jvm.exitCode(SOON), jvm::toString);
    }
  }

  /**
   * Its event loop may go on for a moment after it was told to stop, and io_uring takes all that
   * come meanwhile.
   *
   * @return how many wait
   */
  private long connectUntilTheyWait(AgentJvm jvm, int port) throws Exception {
    SocketTable sockets = SocketTable.of(jvm.pid());
    Await.until(
        SOON,
        () -> {
          connect(port, 5);
          // At the JVM's end it waits for the close of those listeners only where it has seen
          // clients.
          jvm.awaitPolls(SOON);
          long before = waiting(sockets, port);
          jvm.awaitPolls(SOON);
          return before >= 4 && waiting(sockets, port) == before;
        },
        () -> jvm.failure("nobody waits, " + sockets));
    return waiting(sockets, port);
  }

  private static long waiting(SocketTable sockets, int port) throws IOException {
    return sockets.at(port, SocketTable.ESTABLISHED) - sockets.accepted(port);
  }

  /** The agent's own hook runs at the same time as the one that closes it. */
  @ParameterizedTest(name = "{0}")
  @MethodSource("jdks")
  void inAShutdownHook(Jdk jdk) throws Exception {
    int run = 1;
    while (!isToldInAShutdownHook(jdk)) {
      run++;
      assertTrue(run <= RUNS_MAX, "the hook closes late each time");
    }
  }

  /**
   * @return false if the hook closed it so late that the agent's may have been over
   */
  private boolean isToldInAShutdownHook(Jdk jdk) throws Exception {
    try (AgentJvm jvm = start(jdk, List.of("channel"))) {
      connect(port(jvm, "channel"), 3);
      jvm.awaitPolls(SOON);
      jvm.send("exit channel");
      assertEquals(0, jvm.exitCode(SOON), jvm::toString);
      String stoppedMillis = jvm.awaitStdout("^STOPPED channel (\\d+)", SOON).group(1);
      if (Long.parseLong(stoppedMillis) > STOPS_IN_TIME_MILLIS) {
        return false;
      }
      jvm.awaitStderr("3 clients waited.* Thread \"stopping\" closed it .*reset=3$", SOON);
      return true;
    }
  }

  /** A line would be a surprise. */
  @ParameterizedTest(name = "{0}")
  @MethodSource("jdks")
  void silenceWhereNobodyWaits(Jdk jdk) throws Exception {
    try (AgentJvm jvm =
        AgentJvm.on(jdk)
            .agent("log=stderr,warn.wait=60s")
            .main("example.close.Closing", Workspace.programs())
            .args(KINDS.toArray(new String[0]))
            .start()) {
      for (String kind : KINDS) {
        jvm.send("close " + kind);
        jvm.awaitStdout("^CLOSED " + kind, SOON);
      }
      jvm.send("churn 200");
      jvm.awaitStdout("^CHURNED", SOON);
      jvm.awaitPolls(SOON);
      jvm.send("exit socket");
      assertEquals(0, jvm.exitCode(SOON), jvm::toString);
    }
  }

  private static AgentJvm start(Jdk jdk, List<String> kinds) throws InterruptedException {
    AgentJvm jvm =
        AgentJvm.on(jdk)
            .agent("log=stderr,warn.wait=60s")
            .expect("was closed while")
            .main("example.close.Closing", Workspace.programs())
            .args(kinds.toArray(new String[0]))
            .start();
    jvm.awaitStderr("acceptlag .* watches", SOON);
    return jvm;
  }

  private static int port(AgentJvm jvm, String kind) throws InterruptedException {
    return Integer.parseInt(jvm.awaitStdout("^READY " + kind + " (\\d+)", SOON).group(1));
  }

  private void connect(int port, int number) throws IOException {
    for (int i = 0; i < number; i++) {
      clients.add(new Socket(Loopback.ipv4(port).getAddress(), port));
    }
  }
}
