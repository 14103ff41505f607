package io.acceptlag.it;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/**
 * A server that is tried, its clients, and what the agent's log has said of it. In a network
 * namespace of its own: a burst moves counters that each listener of a namespace is judged by.
 */
final class FieldRun implements AutoCloseable {
  static final Duration SOON = Duration.ofSeconds(30);

  /** Application servers take half a minute of CPU to start, and the machine may be busy. */
  private static final Duration START_BOUND = Duration.ofMinutes(4);

  /** Of servers that do not choose one themselves. */
  private static final int PORT = 8_080;

  private static final Duration PROBE_EVERY = Duration.ofMillis(500);

  private final FieldServer server;
  private final AgentJvm jvm;
  private final AgentJvm clients;
  private final int port;
  private int answers;
  private long longestProbeMillis;
  private int stdoutBefore;
  private int stderrBefore;

  private FieldRun(FieldServer server, AgentJvm jvm, AgentJvm clients, int port) {
    this.server = server;
    this.jvm = jvm;
    this.clients = clients;
    this.port = port;
  }

  static FieldRun start(FieldServer server, Jdk jdk, Path folder, List<String> settings)
      throws Exception {
    Missing.skipIf("Servers of the field", Netns.unavailability());
    Missing.skipIf(server.name(), server.missing());
    AgentJvm jvm =
        server
            .launch()
            .on(jdk, folder, PORT)
            .jvmArgs(settings.toArray(String[]::new))
            .agent("log=stderr")
            .launchedBy(Netns.launcher())
            .expectTrouble()
            .start();
    try {
      StartLine.assertWatchesAllPaths(jvm);
      boolean printsReady = server.launch().printsReady();
      int port =
          printsReady
              ? Integer.parseInt(jvm.awaitStdout("^READY (\\d+)", START_BOUND).group(1))
              : PORT;
      FieldRun run = new FieldRun(server, jvm, startClients(server, jdk, jvm, port), port);
      if (!printsReady) {
        run.probeUntilReady();
      }
      return run;
    } catch (Throwable e) {
      jvm.abandon();
      throw e;
    }
  }

  private static AgentJvm startClients(FieldServer server, Jdk jdk, AgentJvm jvm, int port)
      throws InterruptedException {
    AgentJvm clients =
        AgentJvm.on(jdk)
            .unverified()
            .main("example.field.Clients", Workspace.programs())
            .args(Integer.toString(port), hex(server.wire().request()), hex(server.wire().answer()))
            .launchedBy(List.of("nsenter", "-n", "-t", Long.toString(jvm.pid())))
            .start();
    clients.awaitStdout("^READY", SOON);
    return clients;
  }

  /** As Kubernetes does, but more often. */
  private void probeUntilReady() throws Exception {
    Await.until(
        START_BOUND,
        () -> {
          long start = System.nanoTime();
          boolean served = clients("visit").equals("true");
          longestProbeMillis =
              Math.max(longestProbeMillis, (System.nanoTime() - start) / 1_000_000);
          if (served) {
            return true;
          }
          Thread.sleep(PROBE_EVERY.toMillis());
          return false;
        },
        () -> jvm.failure("is not ready"));
  }

  AgentJvm jvm() {
    return jvm;
  }

  /** What is said from here on counts. On a busy machine an incident of before may be open. */
  void begin() throws InterruptedException {
    awaitUntil(this::isCalm);
    stdoutBefore = jvm.stdout().lines().size();
    stderrBefore = jvm.stderr().lines().size();
  }

  /** ListenOverflows of the server's network namespace. */
  long overflows() throws IOException {
    List<String> lines =
        Files.readAllLines(Path.of("/proc", Long.toString(jvm.pid()), "net", "netstat"));
    List<String> names = List.of(lines.get(0).split(" ", -1));
    return Long.parseLong(lines.get(1).split(" ", -1)[names.indexOf("ListenOverflows")]);
  }

  /**
   * The lines since then: of this listener, and of none. Application servers print what comes to
   * stderr as a line of their own log, to stdout.
   */
  List<LogLine> said() {
    return lines()
        .filter(line -> !isOfOther(line))
        .filter(line -> !server.isItsNature(line))
        .toList();
  }

  /** The lines since then of the other listeners that it has. */
  List<LogLine> saidOfOthers() {
    return lines().filter(this::isOfOther).toList();
  }

  private boolean isOfOther(LogLine line) {
    return line.values().containsKey("listener") && !line.isOf(port);
  }

  private Stream<LogLine> lines() {
    return Stream.concat(
            jvm.stderr().lines().stream().skip(stderrBefore),
            jvm.stdout().lines().stream().skip(stdoutBefore))
        .map(line -> line.substring(Math.max(0, line.indexOf("[acceptlag] "))))
        .map(line -> line.replaceAll("\u001b\\[\\d*m", ""))
        .flatMap(line -> LogLine.parse(line).stream());
  }

  /** Has the clients do something, and waits until it is done. */
  String clients(String command) throws Exception {
    int wanted = ++answers;
    clients.send(command);
    int[] seen = {0};
    Optional<String> answer =
        clients
            .stdout()
            .await(
                line ->
                    line.startsWith("DONE ") && ++seen[0] == wanted
                        ? Optional.of(line.substring("DONE ".length()))
                        : Optional.empty(),
                SOON.multipliedBy(3));
    return answer.orElseThrow(() -> clients.failure("does not " + command + "; " + jvm));
  }

  /**
   * @return the longest time, in milliseconds, from a connect to the answer, those of probes at its
   *     start included
   */
  long honestLoad(int honest, Duration length) throws Exception {
    String longest = clients("load " + honest + " " + length.toMillis());
    if (!longest.matches("\\d+")) {
      throw jvm.failure(server + " does not serve: " + longest);
    }
    return Math.max(longestProbeMillis, Long.parseLong(longest));
  }

  void hold(int count, String words) throws Exception {
    clients("hold " + count + " " + hex(words));
  }

  /**
   * @return how many of them were not taken at once, and had to come again
   */
  int burst(int count) throws Exception {
    return Integer.parseInt(clients("burst " + count));
  }

  /** Waits until a cause has been named, or the listener has been well again, or for the bound. */
  void awaitCause() throws InterruptedException {
    awaitUntil(() -> said().stream().anyMatch(line -> isNamed(line) || isEnd(line)));
  }

  /** All clients leave, and what was open is closed. */
  void awaitRecovery() throws Exception {
    clients("leave");
    awaitUntil(this::isCalm);
  }

  /** Whether the last incident is over, if there was one. */
  private boolean isCalm() {
    return said().stream()
        .filter(line -> line.values().containsKey("incident"))
        .reduce((earlier, later) -> later)
        .map(FieldRun::isEnd)
        .orElse(true);
  }

  private static void awaitUntil(BooleanSupplier condition) throws InterruptedException {
    long deadline = System.nanoTime() + SOON.toNanos();
    while (System.nanoTime() < deadline && !condition.getAsBoolean()) {
      Thread.sleep(20);
    }
  }

  static boolean isNamed(LogLine line) {
    return line.values().containsKey("cause")
        && !List.of("unknown", "pending").contains(line.values().get("cause"));
  }

  private static boolean isEnd(LogLine line) {
    return line.is("recovered") || line.is("closed");
  }

  private static String hex(String bytes) {
    return HexFormat.of().formatHex(bytes.getBytes(ISO_8859_1));
  }

  @Override
  public void close() {
    try {
      clients.close();
    } finally {
      jvm.close();
    }
  }
}
