package io.acceptlag.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whether the wait recorded of a connection is the one it had, for hundreds of them between 0 and 3
 * s, whatever the client did meanwhile.
 *
 * <p>The truth comes from System.nanoTime on both sides, which is one clock for the whole machine.
 * It is a range: the handshake ended while the client's connect() was under way, and the agent read
 * the wait while the server's accept() was.
 *
 * <p>The kernel tells a wait in ticks, so what is allowed is one tick: the one that had not come
 * yet when the handshake ended. Where ticks come late, that one may be longer than the others.
 */
class AccuracyIT {
  private static final Duration SOON = Duration.ofSeconds(20);
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(3);

  /** So long before the acceptor wakes up all clients have come, on a machine that is not busy. */
  private static final Duration BEFORE_IT_WAKES = Duration.ofMillis(200);

  private static final int CONNECTIONS_AT_ONCE = 165;
  private static final int PROMPT_CONNECTIONS = 20;
  private static final double SCHEDULING_MILLIS = 2;
  private static final int ATTEMPTS = 3;

  static Stream<Jdk> jdks() {
    Set<Jdk> jdks = new LinkedHashSet<>(Jdks.oldestAndNewest(8));
    Jdks.of(21).ifPresent(jdks::add);
    return jdks.stream();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("jdks")
  void everyRecordedWaitIsTheTrueOne(Jdk jdk) throws Exception {
    // Small backlogs are all that kernels before 5.4 give: then several rounds.
    int atOnce = Math.min(CONNECTIONS_AT_ONCE, somaxconn() - 1);
    int rounds = (CONNECTIONS_AT_ONCE + atOnce - 1) / atOnce;
    try (AgentJvm jvm =
            AgentJvm.on(jdk)
                .agent("log=stderr,warn.wait=1h,span.wait=1ms")
                .expectTrouble()
                .main("example.measure.TimedAccepts", Workspace.programs())
                .args(Integer.toString(atOnce + 1))
                .start();
        LateTicks ticks = new LateTicks()) {
      String port = jvm.awaitStdout("^READY (\\d+)", SOON).group(1);
      Door door = new Door(Loopback.ipv4(Integer.parseInt(port)), ticks);
      double tickMillis = Long.parseLong(jvm.awaitStderr("resolution (\\d+) ms", SOON).group(1));

      List<Truth> truths = new ArrayList<>();
      for (int i = 0; i < PROMPT_CONNECTIONS; i++) {
        truths.add(door.connect(Client.PROMPT, Cause.NONE));
      }
      awaitAll(jvm, truths);
      for (int round = 0; round < rounds; round++) {
        truths.addAll(whileStopped(jvm, door, atOnce));
        truths.addAll(whileAsleep(jvm, door, atOnce));
      }
      List<Measured> measured = new ArrayList<>();
      for (Truth truth : truths) {
        measured.add(truth.measured(jvm));
      }
      jvm.send("quit");
      assertEquals(0, jvm.exitCode(SOON), jvm::toString);

      print(jdk, tickMillis, measured);
      assertTrue(measured.size() >= 300, () -> measured.size() + " connections");
      assertTrue(measured.stream().anyMatch(one -> one.trueMillis() > 2_900), "no long wait");
      List<Measured> wrong = measured.stream().filter(one -> !one.isRight(tickMillis)).toList();
      assertEquals(List.of(), wrong, jdk::toString);
      List<Measured> surprising = measured.stream().filter(one -> !one.isTold(atOnce + 1)).toList();
      assertEquals(List.of(), surprising, jdk::toString);
    }
  }

  private static List<Truth> whileStopped(AgentJvm jvm, Door door, int connections)
      throws Exception {
    jvm.signal("STOP");
    List<Truth> truths = connectOneByOne(door, connections, Cause.STOPPED, LONGEST_WAIT);
    long stillStopped = System.nanoTime();
    jvm.signal("CONT");
    truths.forEach(truth -> truth.notBefore = stillStopped);
    awaitAll(jvm, truths);
    return truths;
  }

  /** Again if the acceptor woke up before all clients had come and had done what they do. */
  private static List<Truth> whileAsleep(AgentJvm jvm, Door door, int connections)
      throws Exception {
    for (int attempt = 1; ; attempt++) {
      List<Truth> truths = onceWhileAsleep(jvm, door, connections);
      long actedNanos = System.nanoTime();
      awaitAll(jvm, truths);
      // The first of them was accepted before it fell asleep.
      if (truths.get(1).acceptBeganNanos(jvm) > actedNanos || attempt == ATTEMPTS) {
        return truths;
      }
    }
  }

  private static List<Truth> onceWhileAsleep(AgentJvm jvm, Door door, int connections)
      throws Exception {
    long slept = count(jvm, "SLEEPS");
    long told = count(jvm, "TOLD");
    jvm.send("sleep " + LONGEST_WAIT.toMillis());
    awaitMore(jvm, "TOLD", told);
    // It falls asleep after this one, if it has not done so after an earlier one just now.
    List<Truth> truths = new ArrayList<>();
    truths.add(door.connect(Client.PROMPT, Cause.NONE));
    awaitMore(jvm, "SLEEPS", slept);
    Duration within = LONGEST_WAIT.minus(BEFORE_IT_WAKES);
    truths.addAll(connectOneByOne(door, connections, Cause.ASLEEP, within));
    return truths;
  }

  private static long count(AgentJvm jvm, String line) {
    return jvm.stdout().lines().stream().filter(line::equals).count();
  }

  private static void awaitMore(AgentJvm jvm, String line, long than) throws InterruptedException {
    AtomicLong seen = new AtomicLong();
    Optional<String> found =
        jvm.stdout()
            .await(
                text ->
                    text.equals(line) && seen.incrementAndGet() > than
                        ? Optional.of(text)
                        : Optional.empty(),
                SOON);
    if (found.isEmpty()) {
      throw jvm.failure("no more " + line);
    }
  }

  /** Spread over the time, so that the waits are. What a client does, it does a little later. */
  private static List<Truth> connectOneByOne(
      Door door, int connections, Cause cause, Duration within) throws Exception {
    List<Truth> truths = new ArrayList<>();
    long start = System.nanoTime();
    int later = 7;
    for (int i = 0; i < connections; i++) {
      truths.add(door.connect(Client.WAITING[i % Client.WAITING.length], cause));
      if (i >= later) {
        truths.get(i - later).act();
      }
      long next = start + within.toNanos() * (i + 1) / connections;
      long millis = (next - System.nanoTime()) / 1_000_000;
      if (millis > 0) {
        Thread.sleep(millis);
      }
    }
    for (Truth last : truths.subList(connections - later, connections)) {
      last.act();
    }
    for (int i = 0; i < truths.size(); i++) {
      truths.get(i).behind = truths.size() - 1 - i;
    }
    return truths;
  }

  private static void awaitAll(AgentJvm jvm, List<Truth> truths) throws Exception {
    for (Truth truth : truths) {
      truth.measured(jvm);
    }
  }

  private static int somaxconn() throws IOException {
    // Not Files.readString: it begins with a byte alone, and that is all the kernel then gives.
    try (BufferedReader file = Files.newBufferedReader(Path.of("/proc/sys/net/core/somaxconn"))) {
      return Integer.parseInt(file.readLine());
    }
  }

  private static void print(Jdk jdk, double tickMillis, List<Measured> measured) {
    Map<String, List<Measured>> kinds = new TreeMap<>();
    for (Measured one : measured) {
      kinds.computeIfAbsent(one.kind(), kind -> new ArrayList<>()).add(one);
    }
    StringBuilder table = new StringBuilder();
    line(
        table, "Accept waits on %s, milliseconds; one tick of the kernel is %.0f", jdk, tickMillis);
    line(
        table,
        "%-22s %4s  %17s  %17s  %s",
        "kind",
        "n",
        "true min..max",
        "measured min..max",
        "error min/median/max, beyond the true range at most");
    for (Map.Entry<String, List<Measured>> kind : kinds.entrySet()) {
      List<Measured> all = kind.getValue();
      double[] errors = all.stream().mapToDouble(Measured::errorMillis).sorted().toArray();
      line(
          table,
          "%-22s %4d  %7.1f ..%7.1f  %7d ..%7d  %+5.1f / %+5.1f / %+5.1f, %.1f",
          kind.getKey(),
          all.size(),
          all.stream().mapToDouble(Measured::trueMillis).min().orElseThrow(),
          all.stream().mapToDouble(Measured::trueMillis).max().orElseThrow(),
          all.stream().mapToLong(Measured::recordedMillis).min().orElseThrow(),
          all.stream().mapToLong(Measured::recordedMillis).max().orElseThrow(),
          errors[0],
          errors[errors.length / 2],
          errors[errors.length - 1],
          all.stream().mapToDouble(Measured::beyondMillis).max().orElseThrow());
    }
    System.out.print(table);
  }

  private static void line(StringBuilder table, String format, Object... values) {
    table.append(String.format(Locale.ROOT, format, values)).append(System.lineSeparator());
  }

  /** Why it waited. */
  private enum Cause {
    NONE,
    STOPPED,
    ASLEEP
  }

  /** What the client does while it waits. */
  private enum Client {
    PROMPT,
    SILENT,
    DATA,
    FIN,
    DATA_AND_FIN,
    RST;

    static final Client[] WAITING = {SILENT, DATA, FIN, DATA_AND_FIN, RST};

    boolean leaves() {
      return this == FIN || this == DATA_AND_FIN || this == RST;
    }
  }

  /**
   * The server's port. A client that resets its connection frees its own port, and the next one may
   * have it while the first still waits: so connections are told apart by port and order.
   */
  private static final class Door {
    private final InetSocketAddress address;
    private final LateTicks ticks;
    private final Map<Integer, Integer> usesByPort = new HashMap<>();

    private Door(InetSocketAddress address, LateTicks ticks) {
      this.address = address;
      this.ticks = ticks;
    }

    private Truth connect(Client client, Cause cause) throws IOException {
      Socket socket = new Socket();
      long tick = KernelTicks.lastNanos();
      long start = System.nanoTime();
      socket.connect(address, 5_000);
      long connected = System.nanoTime();
      int uses = usesByPort.merge(socket.getLocalPort(), 1, Integer::sum);
      return new Truth(client, cause, socket, uses, ticks, tick, start, connected);
    }
  }

  /** One connection, from its client's side. */
  private static final class Truth {
    private final Client client;
    private final Cause cause;
    private final Socket socket;
    private final int port;
    private final int useOfPort;
    private final LateTicks ticks;
    private final long tickNanos;
    private final long startNanos;
    private final long connectedNanos;

    /** It was not accepted before this. */
    private long notBefore = Long.MIN_VALUE;

    /** How many came after it before it was accepted. */
    private int behind;

    /**
     * @param useOfPort 1 for the first connection from its port
     * @param tickNanos the last tick before it began
     */
    Truth(
        Client client,
        Cause cause,
        Socket socket,
        int useOfPort,
        LateTicks ticks,
        long tickNanos,
        long startNanos,
        long connectedNanos) {
      this.client = client;
      this.cause = cause;
      this.socket = socket;
      this.port = socket.getLocalPort();
      this.useOfPort = useOfPort;
      this.ticks = ticks;
      this.tickNanos = tickNanos;
      this.startNanos = startNanos;
      this.connectedNanos = connectedNanos;
    }

    void act() throws IOException {
      if (client == Client.DATA || client == Client.DATA_AND_FIN) {
        socket.getOutputStream().write(new byte[100]);
      }
      if (client == Client.FIN || client == Client.DATA_AND_FIN) {
        socket.shutdownOutput();
      }
      if (client == Client.RST) {
        socket.setSoLinger(true, 0);
        socket.close();
      }
    }

    /** When its accept() was called. */
    long acceptBeganNanos(AgentJvm jvm) throws InterruptedException {
      return Long.parseLong(accepted(jvm)[0]);
    }

    /** Waits until it has been accepted. */
    Measured measured(AgentJvm jvm) throws Exception {
      String[] figures = accepted(jvm);
      socket.close();
      long before = Long.parseLong(figures[0]);
      long after = Long.parseLong(figures[1]);
      return new Measured(
          client,
          cause,
          port,
          Math.max(0, Math.max(before, notBefore) - connectedNanos) / 1e6,
          (after - startNanos) / 1e6,
          (after - connectedNanos) / 1e6,
          (startNanos - tickNanos) / 1e6,
          ticks.oldestMillis(after),
          Long.parseLong(figures[2]),
          figures[3],
          figures[4].equals("1"),
          figures[5],
          Integer.parseInt(figures[6]),
          Integer.parseInt(figures[7]),
          Integer.parseInt(figures[8]),
          behind);
    }

    private String[] accepted(AgentJvm jvm) throws InterruptedException {
      AtomicInteger uses = new AtomicInteger();
      Optional<String[]> accepted =
          jvm.stdout()
              .await(
                  line ->
                      line.startsWith("ACCEPTED " + port + " ")
                              && uses.incrementAndGet() == useOfPort
                          ? Optional.of(line.split(" ", -1))
                          : Optional.empty(),
                  SOON.plus(LONGEST_WAIT));
      if (accepted.isEmpty()) {
        throw jvm.failure("does not accept port " + port);
      }
      return Arrays.copyOfRange(accepted.get(), 2, accepted.get().length);
    }
  }

  /**
   * @param atLeastMillis the true wait's range
   * @param trueMillis from connect()'s return to accept()'s
   * @param sinceTickMillis so old was the last tick before its connect() began
   * @param lateTickMillis so old a tick was the last one about when it was accepted
   * @param recordedMillis as the agent has it
   * @param describedPort the client's, in what the agent keeps of a slow accept; -1 without it
   * @param queueLength likewise
   */
  private record Measured(
      Client client,
      Cause cause,
      int port,
      double atLeastMillis,
      double atMostMillis,
      double trueMillis,
      double sinceTickMillis,
      double lateTickMillis,
      long recordedMillis,
      String unmeasured,
      boolean gone,
      String resent,
      int describedPort,
      int queueLength,
      int queueLimit,
      int behind) {

    String kind() {
      return (cause + " " + client).toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    double errorMillis() {
      return recordedMillis - trueMillis;
    }

    /** How far outside of the range. */
    double beyondMillis() {
      return Math.max(0, Math.max(atLeastMillis - recordedMillis, recordedMillis - atMostMillis));
    }

    /**
     * Within one tick, however late that came. A zero says less: shorter than two, since a wait
     * that is known to be short is not measured.
     */
    boolean isRight(double tickMillis) {
      double oldest = recordedMillis > atMostMillis ? sinceTickMillis : lateTickMillis;
      double allowed = recordedMillis == 0 ? 2 * tickMillis : Math.max(tickMillis, oldest);
      return unmeasured.equals("0") && beyondMillis() <= allowed + SCHEDULING_MILLIS;
    }

    /** Whether the rest of what the agent has of it is right as well. */
    boolean isTold(int backlog) {
      if (recordedMillis == 0) {
        return true;
      }
      boolean clientKnown = client == Client.RST || describedPort == port;
      boolean queueKnown = cause == Cause.NONE || (queueLength == behind && queueLimit == backlog);
      return gone == client.leaves() && resent.equals("0") && clientKnown && queueKnown;
    }
  }
}
