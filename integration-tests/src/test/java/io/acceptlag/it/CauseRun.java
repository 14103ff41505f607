package io.acceptlag.it;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A server in trouble, its clients, and what the agent's log names as the cause: first, and at the
 * end. What was logged, and what was judged, is kept in {@code target/causes}.
 *
 * <p>The trouble is one of the accept queue; behind accept where the scenario {@linkplain
 * CauseOutcome#isBehindAccept says so}.
 */
final class CauseRun implements AutoCloseable {
  static final Duration SOON = Duration.ofSeconds(30);

  /** Spring Boot takes ten seconds of CPU to start, and the machine may be busy. */
  private static final Duration START_BOUND = Duration.ofMinutes(3);

  /** Less than any accept wait that is reported. */
  private static final Duration PROMPT = Duration.ofMillis(150);

  /** Until a connection that had to wait is reported, and one or two to spare. */
  private static final int POLLS_TO_REPORT = 6;

  private static final Path KEPT = Path.of("target", "causes");

  /** Whether each leaves a black box too, for the page of its cause to be looked at. */
  private static final boolean KEEPS_BOXES = Boolean.getBoolean("causes.boxes");

  private final String scenario;
  private final Jdk jdk;
  private final AgentJvm server;
  private final InetSocketAddress address;
  private final List<Socket> clients = new ArrayList<>();
  private final Map<LogLine, Long> toldNanos = new ConcurrentHashMap<>();
  private long incidentsBefore;
  private int linesBefore;
  private long troubleNanos;

  private CauseRun(String scenario, Jdk jdk, AgentJvm server, InetSocketAddress address) {
    this.scenario = scenario;
    this.jdk = jdk;
    this.server = server;
    this.address = address;
    server.expectTroubleOf(address.getPort());
    Thread clock = new Thread(this::stampLines, "lines of " + scenario);
    clock.setDaemon(true);
    clock.start();
  }

  private void stampLines() {
    try {
      server.stderr().await(this::stamp, Duration.ofMinutes(5));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Optional<LogLine> stamp(String line) {
    LogLine.parse(line).ifPresent(told -> toldNanos.putIfAbsent(told, System.nanoTime()));
    return Optional.empty();
  }

  /**
   * @param builder of a program that prints READY and its port
   */
  static CauseRun start(String scenario, Jdk jdk, AgentJvm.Builder builder)
      throws IOException, InterruptedException {
    AgentJvm server = recorded(scenario, jdk, builder).start();
    try {
      StartLine.assertWatchesAllPaths(server);
      return awaitReady(scenario, jdk, server);
    } catch (Throwable e) {
      server.abandon();
      throw e;
    }
  }

  /**
   * Of {@code example.cause.PlainLoop}, which listens when it is told to.
   *
   * @param args its backlog and its trouble
   */
  static CauseRun startPlainLoop(String scenario, Jdk jdk, AgentJvm.Builder builder, String... args)
      throws IOException, InterruptedException {
    AgentJvm server =
        recorded(scenario, jdk, builder)
            .main("example.cause.PlainLoop", Workspace.programs())
            .args(args)
            .start();
    try {
      StartLine.assertWatchesAllPaths(server);
      server.send("listen");
      return awaitReady(scenario, jdk, server);
    } catch (Throwable e) {
      server.abandon();
      throw e;
    }
  }

  private static AgentJvm.Builder recorded(String scenario, Jdk jdk, AgentJvm.Builder builder)
      throws IOException {
    Path file = kept(scenario, jdk, ".evidence").toAbsolutePath();
    Files.deleteIfExists(file);
    return withBox(scenario, jdk, builder).env("ACCEPTLAG_RECORD", file.toString());
  }

  /** Lets it leave a black box if that is wanted, in {@code target/causes}. */
  static AgentJvm.Builder withBox(String scenario, Jdk jdk, AgentJvm.Builder builder)
      throws IOException {
    if (KEEPS_BOXES) {
      Path box = kept(scenario, jdk, ".box").toAbsolutePath();
      Files.deleteIfExists(box);
      builder.env("ACCEPTLAG_BLACKBOX", box.toString());
    }
    return builder;
  }

  /** Lets some seconds of the time after it into the box, too. */
  static void finishBox() throws InterruptedException {
    if (KEEPS_BOXES) {
      Thread.sleep(3000);
    }
  }

  private static Path kept(String scenario, Jdk jdk, String extension) throws IOException {
    Files.createDirectories(KEPT);
    return KEPT.resolve(scenario.replace(' ', '-') + "-" + jdk.version() + extension);
  }

  private static CauseRun awaitReady(String scenario, Jdk jdk, AgentJvm server)
      throws InterruptedException {
    int port = Integer.parseInt(server.awaitStdout("^READY (\\d+)", START_BOUND).group(1));
    return new CauseRun(scenario, jdk, server, Loopback.ipv4(port));
  }

  AgentJvm server() {
    return server;
  }

  InetSocketAddress address() {
    return address;
  }

  /** For {@link AgentJvm.Builder#launchedBy}: in the server's network namespace. */
  List<String> network() {
    return List.of("nsenter", "-n", "-t", Long.toString(server.pid()));
  }

  /** ListenOverflows of the server's network namespace. */
  long overflows() throws IOException {
    List<String> lines =
        Files.readAllLines(Path.of("/proc", Long.toString(server.pid()), "net", "netstat"));
    List<String> names = List.of(lines.get(0).split(" ", -1));
    return Long.parseLong(lines.get(1).split(" ", -1)[names.indexOf("ListenOverflows")]);
  }

  /** Connections that stay until the run is closed. */
  List<Socket> connect(int count) throws IOException {
    List<Socket> connected = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Socket client = new Socket();
      clients.add(client);
      connected.add(client);
      client.connect(address, (int) SOON.toMillis());
      client.setSoTimeout((int) SOON.toMillis());
    }
    return connected;
  }

  /** A client that is served before the trouble; as {@link #serve}. */
  void serveOne() throws Exception {
    serve(
        () -> {
          if (connect(1).get(0).getInputStream().read() < 0) {
            throw server.failure("does not answer");
          }
        });
  }

  /**
   * Clients come that are served before the trouble. If that took so long that some may have had to
   * wait, this returns when the agent has reported it, so that it is not taken for the trouble.
   */
  void serve(EchoServer.Step clientsCome) throws Exception {
    long startNanos = System.nanoTime();
    clientsCome.run();
    if (System.nanoTime() - startNanos >= PROMPT.toNanos()) {
      server.awaitPolls(POLLS_TO_REPORT, SOON);
    }
  }

  /** One connection after the other for a while, so that some come while the server is stuck. */
  void keepConnecting() throws IOException, InterruptedException {
    for (int i = 0; i < 10; i++) {
      connect(1);
      Thread.sleep(20);
    }
  }

  /** One more, from an address of this host's own. */
  void connectFrom(InetAddress own) throws IOException {
    Socket client = new Socket();
    clients.add(client);
    client.bind(new InetSocketAddress(own, 0));
    client.connect(address, (int) SOON.toMillis());
  }

  /** All clients leave. */
  void disconnect() throws IOException {
    for (Socket client : clients) {
      client.close();
    }
  }

  /** Sends a command to the program, and waits until it has been obeyed. */
  void command(String command) throws IOException, InterruptedException {
    long before = done(command);
    server.send(command);
    Optional<String> done =
        server
            .stdout()
            .await(
                line ->
                    line.equals("DONE " + command) && done(command) > before
                        ? Optional.of(line)
                        : Optional.empty(),
                SOON);
    if (done.isEmpty()) {
      throw server.failure("does not " + command);
    }
  }

  private long done(String command) {
    return server.stdout().lines().stream().filter(("DONE " + command)::equals).count();
  }

  /**
   * From here on connections wait; what the agent says of earlier ones does not count. On a busy
   * machine they may have waited, too, and their incident must be over.
   */
  void troubleBegins() throws InterruptedException {
    incidentsBefore =
        server.log().stream()
            .filter(this::isOfItsKind)
            .mapToLong(CauseRun::incident)
            .max()
            .orElse(0);
    if (incidentsBefore > 0) {
      server.awaitLog(
          "recovery",
          line ->
              line.values().containsKey("incident")
                  && incident(line) == incidentsBefore
                  && !isOpen(line),
          SOON);
    }
    linesBefore = server.log().size();
    troubleNanos = System.nanoTime();
  }

  /**
   * Waits until an incident has opened and the search for its cause is over, and fails without one.
   * If the trouble ended sooner, a busy machine's agent would not have seen enough of it.
   */
  void awaitIncident() throws InterruptedException {
    server.awaitLog("incident", line -> isTold(line) && (!isOpen(line) || !isPending(line)), SOON);
  }

  /** Waits until a cause has been named, and fails without one. */
  void awaitVerdict() throws InterruptedException {
    server.awaitLog("cause", line -> isTold(line) && isOpen(line) && isVerdict(cause(line)), SOON);
  }

  /**
   * Waits for the end of the incident, and fails unless its cause was named and is this one.
   *
   * @return the line that named it first
   */
  LogLine assertCause(String expected) throws IOException, InterruptedException {
    LogLine first = server.awaitLog("incident", line -> isTold(line) && isOpen(line), SOON);
    long incident = incident(first);
    LogLine named =
        server.awaitLog(
            "cause",
            line -> isOf(line, incident) && (!isOpen(line) || isVerdict(cause(line))),
            SOON);
    LogLine end = server.awaitLog("recovery", line -> isOf(line, incident) && !isOpen(line), SOON);
    keepLog();
    finishBox();
    String told =
        !isOpen(named)
            ? "unknown"
            : cause(named).equals(cause(end)) ? cause(end) : cause(named) + ">" + cause(end);
    CauseTable.add(scenario, jdk, expected, told, isOpen(named) ? tellMillis(named) : -1);
    if (!told.equals(expected)) {
      throw server.failure(this + ": expected " + expected + ", told " + told);
    }
    return named;
  }

  /** Fails if the agent has reported an incident since, or has written more than one line. */
  void assertNoIncident() throws IOException {
    List<LogLine> since = server.log().stream().skip(linesBefore).toList();
    List<LogLine> incidents = since.stream().filter(this::isOfItsKind).toList();
    keepLog();
    CauseTable.add(
        scenario, jdk, "none", incidents.isEmpty() ? "none" : cause(incidents.get(0)), -1);
    if (!incidents.isEmpty() || since.size() > 1) {
      throw server.failure(this + ": tells of " + since);
    }
  }

  private long tellMillis(LogLine line) {
    long now = System.nanoTime();
    return (toldNanos.getOrDefault(line, now) - troubleNanos) / 1_000_000;
  }

  private boolean isTold(LogLine line) {
    return line.isOf(address.getPort()) && isOfItsKind(line) && incident(line) > incidentsBefore;
  }

  private boolean isOf(LogLine line, long incident) {
    return isTold(line) && incident(line) == incident;
  }

  /**
   * What waits to be accepted and what was accepted and is not served are told by lines of their
   * own, and the cause of the other ones is another test's.
   */
  private boolean isOfItsKind(LogLine line) {
    return line.values().containsKey("incident")
        && isBehindAccept(line) == CauseOutcome.isBehindAccept(scenario);
  }

  /** As the last line says that tells of trouble, up to that one. */
  private boolean isBehindAccept(LogLine line) {
    boolean behind = line.is("unserved");
    for (LogLine each : server.log()) {
      if (each.values().containsKey("incident") && incident(each) == incident(line)) {
        behind = each.is("unserved") || (behind && !each.is("slow") && !each.is("overflow"));
      }
      if (each.equals(line)) {
        break;
      }
    }
    return behind;
  }

  private static long incident(LogLine line) {
    return line.number("incident");
  }

  private static boolean isOpen(LogLine line) {
    return !line.is("recovered") && !line.is("closed");
  }

  private static boolean isPending(LogLine line) {
    return cause(line).equals("pending");
  }

  private static boolean isVerdict(String cause) {
    return !cause.equals("unknown") && !cause.equals("pending");
  }

  private static String cause(LogLine line) {
    return line.values().getOrDefault("cause", "unknown");
  }

  private void keepLog() throws IOException {
    Files.write(kept(scenario, jdk, ".log"), server.log().stream().map(LogLine::toString).toList());
  }

  @Override
  public String toString() {
    return scenario + ", " + jdk;
  }

  @Override
  public void close() throws IOException {
    disconnect();
    server.close();
  }
}
