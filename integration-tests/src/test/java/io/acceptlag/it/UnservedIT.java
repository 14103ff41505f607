package io.acceptlag.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.MatchResult;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Servers that accept at once and read late: whether what is said of it is true. Truth is
 * System.nanoTime on both sides, which is one clock for the whole machine.
 */
class UnservedIT {
  private static final Duration SOON = Duration.ofSeconds(30);
  private static final int WARN_MILLIS = 200;
  private static final int POLL_MILLIS = 100;

  /** Of the kernel's clock, at HZ=100. */
  private static final int TICK_MILLIS = 10;

  /** What a machine that does other things may take for a poll, or for a thread to run. */
  private static final int SCHEDULING_MILLIS = 150;

  /** From which a wait must be reported: two polls find it overdue. */
  private static final int TOLD_MILLIS = WARN_MILLIS + 4 * POLL_MILLIS + SCHEDULING_MILLIS;

  private static final int[] DELAYS_MILLIS = {0, 50, 500, 900, 1_500, 2_500, 3_500, 5_000};

  @TempDir private Path folder;

  static Stream<Jdk> jdks() {
    return Jdks.oldestAndNewest(8).stream();
  }

  /** What a client does with its connection. */
  private enum Client {
    AT_ONCE,
    /** It speaks a while after it has connected. */
    LATE,
    /** It sends a byte each 100 ms. */
    IN_PARTS,
    /** It sends, and closes its side at once. */
    CLOSING
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("jdks")
  void everyWaitIsTheTrueOne(Jdk jdk) throws Exception {
    assertWaits(jdk, List.of(), new byte[100], Client.values());
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("jdks")
  void everyWaitIsTheTrueOneByTls(Jdk jdk) throws Exception {
    Path keystore = Keystore.create(folder.resolve("keys.p12"));
    List<String> tls = List.of("tls", keystore.toString());
    assertWaits(jdk, tls, clientHello(), Client.AT_ONCE, Client.LATE);
  }

  private static byte[] clientHello() throws GeneralSecurityException, IOException {
    SSLEngine engine = SSLContext.getDefault().createSSLEngine("localhost", 443);
    engine.setUseClientMode(true);
    ByteBuffer hello = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
    engine.wrap(ByteBuffer.allocate(0), hello);
    return Arrays.copyOf(hello.array(), hello.position());
  }

  private void assertWaits(Jdk jdk, List<String> before, byte[] first, Client... clients)
      throws Exception {
    List<String> args = new ArrayList<>(before);
    for (Client ignored : clients) {
      for (int delay : DELAYS_MILLIS) {
        args.add(Integer.toString(delay));
      }
    }
    try (AgentJvm jvm =
        AgentJvm.on(jdk)
            .agent("log=stderr,warn.wait=1h,warn.unserved=" + WARN_MILLIS + "ms")
            .unverified()
            .expectTrouble()
            .main("example.unserved.Readers", Workspace.programs())
            .args(args.toArray(new String[0]))
            .start()) {
      List<Integer> ports = ports(jvm);
      jvm.awaitStderr("resolution", SOON);
      List<Visit> visits = new ArrayList<>();
      for (int i = 0; i < ports.size(); i++) {
        visits.add(new Visit(clients[i / DELAYS_MILLIS.length], ports.get(i), first).start());
      }
      List<String> wrong = new ArrayList<>();
      int told = 0;
      for (Visit visit : visits) {
        long atLeast = visit.atLeastMillis(jvm);
        long atMost = visit.atMostMillis(jvm);
        Optional<LogLine> recovered = visit.recovered(jvm, atLeast);
        told += recovered.isPresent() ? 1 : 0;
        long reported = recovered.map(line -> line.number("oldest_ms")).orElse(0L);
        boolean right =
            recovered.isPresent()
                ? reported <= atMost + TICK_MILLIS + SCHEDULING_MILLIS / 3
                    && reported >= atLeast - POLL_MILLIS - TICK_MILLIS - SCHEDULING_MILLIS
                : atLeast < TOLD_MILLIS;
        System.out.printf(
            "UnservedIT %s %s: %d to %d ms, reported %d%n",
            jdk, visit.client, atLeast, atMost, reported);
        if (!right) {
          wrong.add(visit + ": " + atLeast + " ms, reported " + recovered);
        }
      }
      assertEquals(List.of(), wrong, jvm::toString);
      assertTrue(told >= ports.size() / 3, jvm::toString);
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("jdks")
  void oneThatIsNeverReadIsReported(Jdk jdk) throws Exception {
    try (AgentJvm jvm = start(jdk, "repeat=1s,warn.unserved=500ms", "never");
        Socket silent = connect(ports(jvm).get(0));
        Socket speaking = connect(ports(jvm).get(0))) {
      speaking.getOutputStream().write(new byte[100]);
      LogLine line = line(jvm, ports(jvm).get(0), "unserved");
      assertEquals(1, line.number("unserved"), line::toString);
      assertTrue(line.number("oldest_ms") >= 500, line::toString);
      assertTrue(line.sentence().contains(": 1 connection sent data"), line::toString);
      speaking.shutdownOutput();
      Await.until(
          SOON,
          () ->
              jvm.log().stream()
                  .anyMatch(
                      each ->
                          each.is("unserved")
                              && each.values().getOrDefault("left", "").equals("1")),
          () -> jvm.failure("nobody has left"));
      silent.getOutputStream().write(new byte[100]);
      Await.until(
          SOON,
          () ->
              jvm.log().stream()
                  .anyMatch(each -> each.is("unserved") && each.number("unserved") == 2),
          () -> jvm.failure("not two of them"));
    }
  }

  /**
   * The first listener is the control: when it has been reported twice, the others had the time.
   */
  @ParameterizedTest(name = "{0}")
  @MethodSource("jdks")
  void whatIsNoTroubleIsNotReported(Jdk jdk) throws Exception {
    try (AgentJvm jvm =
        start(
            jdk,
            "warn.wait=1h,repeat=1s,warn.unserved=500ms",
            "never",
            "never",
            "banner",
            "byte",
            "unanswered",
            "0",
            "websocket",
            "longpoll",
            "push",
            "slowly")) {
      List<Integer> ports = ports(jvm);
      List<Socket> sockets = new ArrayList<>();
      for (int port : ports) {
        for (int i = 0; i < 20; i++) {
          sockets.add(connect(port));
        }
      }
      // Those of the second stay silent; one comes and leaves.
      connect(ports.get(1)).close();
      for (Socket socket : sockets) {
        if (socket.getPort() != ports.get(1)) {
          socket.getOutputStream().write(new byte[100]);
        }
      }
      // Kept connections, whose second request is not read.
      Await.until(
          SOON,
          () ->
              jvm.stdout().lines().stream().filter(each -> each.startsWith("READ ")).count() == 20,
          () -> jvm.failure("not read"));
      for (Socket socket : sockets) {
        if (socket.getPort() == ports.get(3)) {
          socket.getOutputStream().write(new byte[100]);
        }
      }
      Await.until(
          SOON,
          () -> jvm.log().stream().filter(each -> each.is("unserved")).count() >= 3,
          () -> jvm.failure("the control is not reported"));
      List<LogLine> others =
          jvm.log().stream()
              .filter(each -> each.values().containsKey("event") && !each.isOf(ports.get(0)))
              .toList();
      assertEquals(List.of(), others, jvm::toString);
      for (Socket socket : sockets) {
        socket.close();
      }
    }
  }

  /** As many as this machine can open. */
  @ParameterizedTest(name = "{0}")
  @MethodSource("jdks")
  void findsEachHundredthAmongVeryMany(Jdk jdk) throws Exception {
    try (AgentJvm jvm = start(jdk, "warn.wait=1h", "hundredth")) {
      int port = ports(jvm).get(0);
      AtomicBoolean over = new AtomicBoolean();
      List<Socket> kept = new ArrayList<>();
      Thread visitors =
          new Thread(
              () -> {
                while (!over.get()) {
                  try {
                    Socket socket = connect(port);
                    socket.setSoTimeout(50);
                    socket.getOutputStream().write(1);
                    if (isAnswered(socket)) {
                      socket.close();
                    } else {
                      kept.add(socket);
                    }
                  } catch (IOException e) {
                    // No port is left.
                  }
                }
              });
      visitors.start();
      try {
        LogLine line = line(jvm, port, "unserved");
        assertTrue(line.number("oldest_ms") <= 5_000, line::toString);
        assertTrue(line.number("unserved") > 1, line::toString);
      } finally {
        over.set(true);
        visitors.join();
        for (Socket socket : kept) {
          socket.close();
        }
      }
    }
  }

  private static boolean isAnswered(Socket socket) {
    try {
      return socket.getInputStream().read() >= 0;
    } catch (IOException e) {
      return false;
    }
  }

  private static AgentJvm start(Jdk jdk, String options, String... does) {
    return AgentJvm.on(jdk)
        .agent("log=stderr," + options)
        .unverified()
        .expectTrouble()
        .main("example.unserved.Readers", Workspace.programs())
        .args(does)
        .start();
  }

  private static List<Integer> ports(AgentJvm jvm) throws InterruptedException {
    MatchResult ready = jvm.awaitStdout("^READY (.*)", SOON);
    jvm.awaitStderr("resolution", SOON);
    return Stream.of(ready.group(1).split(" ", -1)).map(Integer::valueOf).toList();
  }

  private static LogLine line(AgentJvm jvm, int port, String event) throws InterruptedException {
    return Await.found(
        SOON,
        () -> jvm.log().stream().filter(each -> each.isOf(port) && each.is(event)).findFirst(),
        () -> jvm.failure("no " + event + " of " + port));
  }

  private static Socket connect(int port) throws IOException {
    Socket socket = new Socket();
    socket.connect(Loopback.ipv4(port));
    return socket;
  }

  /** One client's. */
  private static final class Visit implements Runnable {
    private final Client client;
    private final int port;
    private final byte[] first;
    private volatile long sendsNanos;
    private volatile long sentNanos;

    /**
     * @param first what it sends first
     */
    Visit(Client client, int port, byte[] first) {
      this.client = client;
      this.port = port;
      this.first = first;
    }

    Visit start() {
      Thread thread = new Thread(this);
      thread.setDaemon(true);
      thread.start();
      return this;
    }

    @Override
    public void run() {
      try (Socket socket = connect(port)) {
        if (client == Client.LATE) {
          Thread.sleep(700);
        }
        sendsNanos = System.nanoTime();
        sentNanos = sendsNanos;
        socket.getOutputStream().write(first);
        sentNanos = System.nanoTime();
        for (int i = 0; client == Client.IN_PARTS && i < 20; i++) {
          Thread.sleep(100);
          socket.getOutputStream().write(1);
        }
        if (client == Client.CLOSING) {
          socket.shutdownOutput();
        }
        socket.getInputStream().read();
      } catch (Exception e) {
        System.out.println("UnservedIT " + this + ": " + e);
      }
    }

    /** From the later of accept and first data to the first read. */
    long atLeastMillis(AgentJvm jvm) throws InterruptedException {
      MatchResult read = read(jvm);
      long sinceNanos = Math.max(Long.parseLong(read.group(1)), sentNanos);
      return Math.max(0, Long.parseLong(read.group(2)) - sinceNanos) / 1_000_000;
    }

    long atMostMillis(AgentJvm jvm) throws InterruptedException {
      MatchResult read = read(jvm);
      long sinceNanos = Math.max(Long.parseLong(read.group(1)), sendsNanos);
      return Math.max(0, Long.parseLong(read.group(3)) - sinceNanos) / 1_000_000;
    }

    private MatchResult read(AgentJvm jvm) throws InterruptedException {
      return jvm.awaitStdout("^READ " + port + " (\\d+) (\\d+) (\\d+)", SOON);
    }

    /** Waited for only where it must come. */
    Optional<LogLine> recovered(AgentJvm jvm, long atLeast) throws InterruptedException {
      if (atLeast >= TOLD_MILLIS) {
        return Optional.of(line(jvm, port, "recovered"));
      }
      return jvm.log().stream().filter(each -> each.isOf(port) && each.is("recovered")).findFirst();
    }

    @Override
    public String toString() {
      return client + " on port " + port;
    }
  }
}
