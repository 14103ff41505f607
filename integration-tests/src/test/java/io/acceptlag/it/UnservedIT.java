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
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAccumulator;
import java.util.regex.MatchResult;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Servers that accept at once and read late: whether what is said of it is true. */
class UnservedIT {
  private static final Duration SOON = Duration.ofSeconds(30);
  private static final int WARN_MILLIS = 200;
  private static final int POLL_MILLIS = 100;

  /** Of the kernel's clock, at HZ=100. */
  private static final int TICK_MILLIS = 10;

  /** By which a poll may be late before the agent itself calls it late. */
  private static final int LATE_MILLIS = 50;

  /** Once it has waited for so long, two polls have found it overdue; unless they are late. */
  private static final int TOLD_MILLIS = WARN_MILLIS + 4 * POLL_MILLIS;

  /** Of a hundredth of the connections: until it is reported that they are not read. */
  private static final int HUNDREDTH_MILLIS = 5_000;

  /** So many that the others go on while some of them wait. */
  private static final int VISITORS = 16;

  private static final int ANSWERED_MILLIS = 50;

  private static final int[] DELAYS_MILLIS = {0, 50, 500, 900, 1_500, 2_500, 3_500, 5_000};

  /** Which of these is long enough to be reported each time. */
  private static final int CONTROL = 5;

  @TempDir private Path folder;

  static Stream<Jdk> jdks() {
    return Jdks.oldestAndNewest(8).stream();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("jdks")
  void everyWaitIsTheTrueOne(Jdk jdk) throws Exception {
    assertWaits(jdk, List.of(), new byte[100]);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("jdks")
  void everyWaitIsTheTrueOneByTls(Jdk jdk) throws Exception {
    Path keystore = Keystore.create(folder.resolve("keys.p12"));
    List<String> tls = List.of("tls", keystore.toString());
    assertWaits(jdk, tls, clientHello());
  }

  private static byte[] clientHello() throws GeneralSecurityException, IOException {
    SSLEngine engine = SSLContext.getDefault().createSSLEngine("localhost", 443);
    engine.setUseClientMode(true);
    ByteBuffer hello = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
    engine.wrap(ByteBuffer.allocate(0), hello);
    return Arrays.copyOf(hello.array(), hello.position());
  }

  /** Each delay with each client, all at once. */
  private static void assertWaits(Jdk jdk, List<String> before, byte[] first) throws Exception {
    List<String> args = new ArrayList<>(before);
    for (int i = 0; i < Visit.Client.values().length; i++) {
      for (int delay : DELAYS_MILLIS) {
        args.add(Integer.toString(delay));
      }
    }
    try (AgentJvm jvm =
            readers(jdk, "warn.wait=1h,warn.unserved=" + WARN_MILLIS + "ms", args).start();
        Stalls stalls = new Stalls()) {
      List<Integer> ports = ports(jvm);
      long waitedBefore = jvm.agentWaitedMillis();
      long stalledBefore = stalls.millis();
      List<Visit> visits = new ArrayList<>();
      for (Visit.Client client : Visit.Client.values()) {
        for (int ignored : DELAYS_MILLIS) {
          visits.add(new Visit(client, ports.get(visits.size()), first).start());
        }
      }
      List<Visit> silent =
          visits.stream().filter(each -> each.client() == Visit.Client.NEVER).toList();
      visits.removeAll(silent);
      for (Visit visit : visits) {
        visit.read(jvm);
      }
      long lateMillis =
          LATE_MILLIS + jvm.agentWaitedMillis() - waitedBefore + stalls.millis() - stalledBefore;
      List<String> wrong = new ArrayList<>();
      int told = 0;
      int close = 0;
      for (Visit visit : visits) {
        FirstRead seen = FirstRead.of(visit, jvm, TOLD_MILLIS + lateMillis);
        System.out.println("UnservedIT " + jdk + (before.isEmpty() ? " " : " TLS ") + seen);
        told += seen.isTold() ? 1 : 0;
        close += seen.isTold() && seen.missingMillis() <= sampledMillis(visit) ? 1 : 0;
        if (!seen.isRight(sampledMillis(visit) + lateMillis, TICK_MILLIS)) {
          wrong.add(seen.toString());
        }
      }
      System.out.printf(
          "UnservedIT %s: %d of %d as close as samples show, polls late by up to %d ms%n",
          jdk, close, told, lateMillis);
      assertEquals(List.of(), wrong, jvm::toString);
      assertTrue(told >= visits.size() / 3, jvm::toString);
      assertNothingSaid(jvm, silent, new Visit(Visit.Client.AT_ONCE, ports.get(CONTROL), first));
    }
  }

  /**
   * How much of a wait no sample shows: what comes after the last one, and of data in parts what is
   * before the first one too, because the kernel says only when the last part came.
   */
  private static int sampledMillis(Visit visit) {
    int polls = visit.client() == Visit.Client.IN_PARTS ? 2 : 1;
    return polls * POLL_MILLIS + TICK_MILLIS;
  }

  /**
   * Of clients that never speak, not when they leave either. Once a visitor who comes later has
   * been reported, the agent has looked at them.
   */
  private static void assertNothingSaid(AgentJvm jvm, List<Visit> silent, Visit later)
      throws Exception {
    for (Visit visit : silent) {
      visit.leave();
    }
    for (Visit visit : silent) {
      visit.read(jvm);
    }
    later.start();
    Await.until(
        SOON,
        () ->
            jvm.log().stream()
                    .filter(line -> line.isOf(later.port()) && line.is("unserved"))
                    .count()
                > 1,
        () -> jvm.failure("no later visit"));
    List<Visit> seen =
        silent.stream()
            .filter(visit -> jvm.log().stream().anyMatch(line -> line.isOf(visit.port())))
            .toList();
    assertEquals(List.of(), seen, jvm::toString);
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

  /** Thousands a second; how many is printed. From the first that is not read it has 5 s. */
  @ParameterizedTest(name = "{0}")
  @MethodSource("jdks")
  void findsEachHundredthAmongVeryMany(Jdk jdk) throws Exception {
    try (AgentJvm jvm = start(jdk, "warn.wait=1h", "hundredth");
        Stalls stalls = new Stalls()) {
      int port = ports(jvm).get(0);
      long waitedBefore = jvm.agentWaitedMillis();
      long beginNanos = System.nanoTime();
      AtomicBoolean over = new AtomicBoolean();
      AtomicLong visits = new AtomicLong();
      LongAccumulator stuckNanos = new LongAccumulator(Math::min, Long.MAX_VALUE);
      Set<Socket> kept = ConcurrentHashMap.newKeySet();
      List<Thread> visitors = new ArrayList<>();
      for (int i = 0; i < VISITORS; i++) {
        visitors.add(
            new Thread(
                () -> {
                  while (!over.get()) {
                    try {
                      visit(port, beginNanos, stuckNanos, kept);
                      visits.incrementAndGet();
                    } catch (IOException e) {
                      // No port is left.
                    }
                  }
                }));
      }
      visitors.forEach(Thread::start);
      try {
        LogLine line = line(jvm, port, "unserved");
        long toldNanos = System.nanoTime();
        assertTrue(stuckNanos.get() < Long.MAX_VALUE, () -> "nobody waits: " + line);
        long tookMillis = (toldNanos - beginNanos - stuckNanos.get()) / 1_000_000;
        long lateMillis = LATE_MILLIS + jvm.agentWaitedMillis() - waitedBefore + stalls.millis();
        System.out.printf(
            "UnservedIT %s: a hundredth of %d a second told after %d ms, late by up to %d ms%n",
            jdk, visits.get() * 1_000_000_000 / (toldNanos - beginNanos), tookMillis, lateMillis);
        assertTrue(
            tookMillis <= HUNDREDTH_MILLIS + lateMillis,
            () -> tookMillis + " ms, late by " + lateMillis + " ms: " + line);
        assertTrue(line.number("oldest_ms") <= HUNDREDTH_MILLIS, line::toString);
        assertTrue(line.number("unserved") > 1, line::toString);
      } finally {
        over.set(true);
        for (Thread visitor : visitors) {
          visitor.join();
        }
        for (Socket socket : kept) {
          socket.close();
        }
      }
    }
  }

  /**
   * Connects, sends a byte, and waits for the answer, but not long.
   *
   * @param stuckNanos takes when it has sent, if it gets none
   * @param kept has its connection as long as that is open
   */
  private static void visit(int port, long beginNanos, LongAccumulator stuckNanos, Set<Socket> kept)
      throws IOException {
    Socket socket = connect(port);
    kept.add(socket);
    socket.setSoTimeout(ANSWERED_MILLIS);
    long sentNanos = System.nanoTime() - beginNanos;
    socket.getOutputStream().write(1);
    if (isAnswered(socket)) {
      kept.remove(socket);
      socket.close();
    } else {
      stuckNanos.accumulate(sentNanos);
    }
  }

  /** First behind accept, then in the accept queue, too; both are over at once. */
  @ParameterizedTest(name = "{0}")
  @MethodSource("jdks")
  void troubleInBothQueuesIsOneIncident(Jdk jdk) throws Exception {
    int room = 4;
    AgentJvm.Builder builder =
        AgentJvm.on(jdk)
            .agent("log=stderr,warn.wait=500ms,warn.unserved=500ms")
            .unverified()
            .expectTrouble()
            .main("example.unserved.Full", Workspace.programs())
            .args(Integer.toString(room));
    try (AgentJvm jvm = builder.start()) {
      int port = ports(jvm).get(0);
      List<Socket> clients = speak(room, port);
      LogLine first = line(jvm, port, "unserved");
      assertEquals(room, first.number("unserved"), first::toString);
      clients.addAll(speak(3, port));
      LogLine slow = line(jvm, port, "slow");
      assertEquals(first.number("incident"), slow.number("incident"), slow::toString);
      assertEquals(room, slow.number("unserved"), slow::toString);
      // Not only the first of them has waited long enough to count, either.
      jvm.awaitPolls(5, SOON);
      jvm.send("end");
      LogLine last = line(jvm, port, "recovered");
      assertEquals(first.number("incident"), last.number("incident"), last::toString);
      assertEquals(room, last.number("unserved"), last::toString);
      assertTrue(last.number("duration_ms") >= 1_000, last::toString);
      assertTrue(last.sentence().contains("3 connections waited"), last::toString);
      assertTrue(
          last.sentence()
              .endsWith("Besides, up to 4 connections that were accepted were not read meanwhile."),
          last::toString);
      for (Socket client : clients) {
        client.close();
      }
    }
  }

  private static List<Socket> speak(int clients, int port) throws IOException {
    List<Socket> sockets = new ArrayList<>();
    for (int i = 0; i < clients; i++) {
      Socket socket = connect(port);
      socket.getOutputStream().write(new byte[100]);
      sockets.add(socket);
    }
    return sockets;
  }

  private static boolean isAnswered(Socket socket) {
    try {
      return socket.getInputStream().read() >= 0;
    } catch (IOException e) {
      return false;
    }
  }

  private static AgentJvm start(Jdk jdk, String options, String... does) {
    return readers(jdk, options, List.of(does)).start();
  }

  private static AgentJvm.Builder readers(Jdk jdk, String options, List<String> args) {
    return AgentJvm.on(jdk)
        .agent("log=stderr," + options)
        .unverified()
        .expectTrouble()
        .main("example.unserved.Readers", Workspace.programs())
        .args(args.toArray(new String[0]));
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
}
