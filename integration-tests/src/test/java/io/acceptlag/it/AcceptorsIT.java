package io.acceptlag.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.MatchResult;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Several acceptors race for the connections of one listener: every long wait is recorded as one,
 * and no short one is. Half of a burst comes right behind healthy traffic, when the listener is
 * known to have been fine a moment ago.
 */
class AcceptorsIT {
  private static final Duration SOON = Duration.ofSeconds(30);
  private static final Duration HOLD = Duration.ofMillis(1_200);

  /** As its option; less a tick of the kernel's, by which waits are counted. */
  private static final Duration WARN_WAIT = Duration.ofMillis(1_000 - 10);

  private static final int ACCEPTORS = 6;
  private static final int BURSTS = 4;
  private static final int BURST = 100;
  private static final int HEALTHY_CLIENTS = 3;
  private static final int HEALTHY_EACH = 200;

  static Stream<Jdk> jdks() {
    return Jdks.oldestAndNewest(8).stream();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("jdks")
  void everyLongWaitIsRecorded(Jdk jdk) throws Exception {
    ExecutorService clients = Executors.newFixedThreadPool(HEALTHY_CLIENTS);
    AtomicInteger late = new AtomicInteger();
    try (AgentJvm jvm =
        AgentJvm.on(jdk)
            .agent("log=stderr,warn.wait=1s")
            .expectTrouble()
            .main("example.measure.RacingAcceptors", Workspace.programs())
            .args(Integer.toString(ACCEPTORS))
            .start()) {
      InetSocketAddress address =
          Loopback.ipv4(Integer.parseInt(jvm.awaitStdout("^READY (\\d+)", SOON).group(1)));
      for (int i = 0; i < BURSTS; i++) {
        for (Future<?> client : healthyClients(clients, address, late)) {
          client.get();
        }
        burst(jvm, address);
      }
      jvm.send("figures");
      MatchResult figures = jvm.awaitStdout("^FIGURES (\\d+) (\\d+) (\\d+) (\\d+)", SOON);
      jvm.send("quit");
      assertEquals(0, jvm.exitCode(SOON), jvm::toString);

      int connections = BURSTS * (BURST + HEALTHY_CLIENTS * HEALTHY_EACH);
      System.out.println(jdk + ": " + connections + " connections, recorded: " + figures.group());
      assertEquals(connections, Integer.parseInt(figures.group(1)), "accepted");
      // Where the machine stood still, healthy clients may have waited as long.
      int delayed = Integer.parseInt(figures.group(2));
      assertTrue(
          delayed >= BURSTS * BURST && delayed <= BURSTS * BURST + late.get(),
          () -> "delayed, and up to " + late + " more: " + figures.group());
      assertEquals(0, Integer.parseInt(figures.group(3)), "unmeasured");
      assertTrue(
          Long.parseLong(figures.group(4)) >= BURSTS * BURST * (HOLD.toMillis() - 10),
          figures::group);
    } finally {
      clients.shutdownNow();
    }
  }

  /**
   * @param late counts those that took so long that they may have waited for warn.wait
   */
  private static List<Future<?>> healthyClients(
      ExecutorService clients, InetSocketAddress address, AtomicInteger late) {
    List<Future<?>> running = new ArrayList<>();
    for (int i = 0; i < HEALTHY_CLIENTS; i++) {
      Callable<Void> client =
          () -> {
            for (int j = 0; j < HEALTHY_EACH; j++) {
              long startNanos = System.nanoTime();
              exchange(new Socket(), address);
              if (System.nanoTime() - startNanos >= WARN_WAIT.toNanos()) {
                late.incrementAndGet();
              }
            }
            return null;
          };
      running.add(clients.submit(client));
    }
    return running;
  }

  private static void burst(AgentJvm jvm, InetSocketAddress address) throws Exception {
    List<Socket> waiting = new ArrayList<>();
    jvm.signal("STOP");
    for (int i = 0; i < BURST; i++) {
      Socket socket = new Socket();
      socket.connect(address, 5_000);
      waiting.add(socket);
    }
    Thread.sleep(HOLD.toMillis());
    jvm.signal("CONT");
    for (Socket socket : waiting) {
      try (socket) {
        awaitByte(socket);
      }
    }
  }

  private static void exchange(Socket socket, InetSocketAddress address) throws IOException {
    try (socket) {
      socket.connect(address, 5_000);
      awaitByte(socket);
    }
  }

  private static void awaitByte(Socket socket) throws IOException {
    socket.setSoTimeout((int) SOON.toMillis());
    assertEquals(0, socket.getInputStream().read());
  }
}
