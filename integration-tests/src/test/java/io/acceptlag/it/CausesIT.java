package io.acceptlag.it;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.jdi.Bootstrap;
import com.sun.jdi.VirtualMachine;
import com.sun.jdi.connect.AttachingConnector;
import com.sun.jdi.connect.Connector;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Plain accept loops and the JDK's HTTP server, stuck in every way that leaves the machine alone:
 * the cause is named, and none but it.
 */
@Execution(ExecutionMode.CONCURRENT)
class CausesIT {
  /** At the thread that accepts, until it is known what it runs. */
  private static final int LOOKS = 5;

  private static final int WAITING = 5;
  private static final int DESCRIPTORS = 80;
  private static final String TROUBLE_MILLIS = "1500";

  @TempDir private static Path folder;
  private static Path keystore;

  @BeforeAll
  static void createKeystore() throws Exception {
    keystore = Keystore.create(folder.resolve("keys.p12"));
  }

  private static Stream<Run> runs(String... variants) {
    return Arrays.stream(variants)
        .flatMap(variant -> Jdks.oldestAndNewest(8).stream().map(jdk -> new Run(variant, jdk)));
  }

  private record Run(String variant, Jdk jdk) {
    AgentJvm.Builder jvm() {
      return AgentJvm.on(jdk).unverified().agent("log=stderr");
    }

    CauseRun startHttp(AgentJvm.Builder builder, String... args) throws Exception {
      return CauseRun.start(
          variant, jdk, builder.main("example.cause.HttpLoop", Workspace.programs()).args(args));
    }

    /**
     * @param args the trouble and what it takes
     */
    CauseRun startLoop(AgentJvm.Builder builder, String... args) throws Exception {
      return CauseRun.startPlainLoop(variant, jdk, builder.args("50"), args);
    }

    @Override
    public String toString() {
      return variant + ", " + jdk;
    }
  }

  static Stream<Run> sleep() {
    return runs("sleep");
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource
  void sleep(Run run) throws Exception {
    String sentence = stickWithTheFirst(run).sentence();
    assertTrue(sentence.endsWith("Find out what the acceptor waits for there."), sentence);
  }

  static Stream<Run> heldLock() {
    return runs("monitor", "lock");
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource
  void heldLock(Run run) throws Exception {
    String sentence = stickWithTheFirst(run).sentence();
    assertTrue(sentence.contains("\"shop-inventory\""), sentence);
    assertTrue(sentence.contains("countStock"), sentence);
  }

  static Stream<Run> outputOfAProcess() {
    return runs("process");
  }

  /** A native method reads it, and so the JVM calls the thread runnable. */
  @ParameterizedTest(name = "{0}")
  @MethodSource
  void outputOfAProcess(Run run) throws Exception {
    String sentence = stickWithTheFirst(run).sentence();
    assertTrue(sentence.contains("SlowProcess.meet"), sentence);
    assertTrue(sentence.contains(", waiting in FileInputStream.read"), sentence);
  }

  private static LogLine stickWithTheFirst(Run run) throws Exception {
    try (CauseRun scenario = run.startLoop(run.jvm(), run.variant, TROUBLE_MILLIS)) {
      scenario.serveOne();
      scenario.troubleBegins();
      // From here on it lasts for a while only.
      scenario.command("begin");
      scenario.connect(WAITING);
      return scenario.assertCause("accept_thread_blocked");
    }
  }

  static Stream<Run> handshake() {
    return runs("handshake");
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource
  void handshake(Run run) throws Exception {
    try (CauseRun scenario = run.startLoop(run.jvm(), "handshake", keystore.toString())) {
      try (Socket client =
          Keystore.trusting(keystore)
              .getSocketFactory()
              .createSocket(scenario.address().getAddress(), scenario.address().getPort())) {
        awaitAnswer(client);
      }
      scenario.troubleBegins();
      List<Socket> silent = scenario.connect(WAITING);
      scenario.awaitIncident();
      for (Socket client : silent) {
        client.close();
      }
      scenario.assertCause("accept_thread_blocked");
    }
  }

  static Stream<Run> blockingLog() {
    return runs("log");
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource
  void blockingLog(Run run) throws Exception {
    Path pipe = folder.resolve("visits-" + run.jdk.version());
    Missing.skipIf("A log that blocks", Launcher.outcome(List.of("mkfifo", pipe.toString())));
    Process reader =
        new ProcessBuilder("sh", "-c", "exec 3< \"$0\"; read line; exec cat <&3", pipe.toString())
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    try (CauseRun scenario = run.startLoop(run.jvm(), "log", pipe.toString())) {
      scenario.serveOne();
      scenario.command("begin");
      scenario.troubleBegins();
      scenario.connect(WAITING);
      scenario.awaitIncident();
      reader.outputWriter().append("read on\n").flush();
      scenario.assertCause("accept_thread_blocked");
    } finally {
      reader.destroyForcibly();
    }
  }

  static Stream<Run> reverseLookup() {
    return runs("dns");
  }

  /** In a mount namespace, where the resolver has no name server but the silent one. */
  @ParameterizedTest(name = "{0}")
  @MethodSource
  void reverseLookup(Run run) throws Exception {
    Missing.skipIf("A reverse lookup", MountNamespace.unavailability());
    String nameServer = "127.77.0." + run.jdk.version();
    Path resolver =
        Files.writeString(
            folder.resolve("resolv.conf-" + run.jdk.version()),
            "nameserver " + nameServer + "\noptions timeout:1 attempts:1\n");
    try (CauseRun scenario =
        run.startLoop(
            run.jvm()
                .launchedBy(
                    MountNamespace.launcher("mount --bind " + resolver + " /etc/resolv.conf")),
            "dns",
            nameServer)) {
      scenario.serveOne();
      scenario.command("begin");
      scenario.troubleBegins();
      for (int i = 0; i < 3; i++) {
        // Of an address that /etc/hosts has no name for.
        scenario.connectFrom(InetAddress.getByName("127.77.1." + i));
      }
      scenario.assertCause("accept_thread_blocked");
    }
  }

  static Stream<Run> slowDatabase() {
    return runs("jdbc");
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource
  void slowDatabase(Run run) throws Exception {
    try (ServerSocket database = new ServerSocket(0, 1, Loopback.ipv4(0).getAddress());
        CauseRun scenario =
            run.startLoop(run.jvm(), "jdbc", Integer.toString(database.getLocalPort()));
        Socket session = database.accept()) {
      InputStream statements = session.getInputStream();
      OutputStream results = session.getOutputStream();
      scenario.connect(1);
      assertEquals(0, statements.read());
      results.write(1);

      scenario.troubleBegins();
      scenario.connect(WAITING);
      scenario.awaitIncident();
      for (int i = 0; i < WAITING; i++) {
        assertEquals(0, statements.read());
        results.write(1);
      }
      scenario.assertCause("accept_thread_blocked");
    }
  }

  static Stream<Run> endedAcceptor() {
    return runs("exception", "heap");
  }

  /** Nothing but closing the listener ends its incident. */
  @ParameterizedTest(name = "{0}")
  @MethodSource
  void endedAcceptor(Run run) throws Exception {
    try (CauseRun scenario = run.startLoop(run.jvm().jvmArgs("-Xmx48m"), run.variant)) {
      scenario.serveOne();
      scenario.command("begin");
      scenario.connect(1);
      scenario.server().awaitStderr("^Exception.* in thread \"shop-acceptor\"", CauseRun.SOON);
      scenario.troubleBegins();
      scenario.connect(WAITING);
      scenario.awaitIncident();
      scenario.command("close");
      scenario.assertCause("acceptor_missing");
    }
  }

  static Stream<Run> acceptorInPool() {
    return runs("pool ended", "pool reused", "pool elsewhere", "pool turns");
  }

  /** The thread lives, but where it is says nothing about what accepts. */
  @ParameterizedTest(name = "{0}")
  @MethodSource
  void acceptorInPool(Run run) throws Exception {
    String trouble = run.variant.substring("pool ".length());
    try (CauseRun scenario =
        CauseRun.start(
            run.variant,
            run.jdk,
            run.jvm().main("example.cause.PoolLoop", Workspace.programs()).args(trouble))) {
      // The agent must have seen in which task it accepts. It looks when somebody has come, and may
      // find it on its way to accept().
      for (int i = 0; i < LOOKS; i++) {
        scenario.serveOne();
        scenario.server().awaitPolls(3, CauseRun.SOON);
      }
      scenario.command("begin");
      scenario.troubleBegins();
      scenario.connect(10);
      scenario.awaitIncident();
      scenario.command("close");
      String cause =
          switch (trouble) {
            case "elsewhere" -> "accept_thread_blocked";
            case "turns" -> "worker_pool_exhausted";
            default -> "acceptor_missing";
          };
      String sentence = scenario.assertCause(cause).sentence();
      String how =
          switch (trouble) {
            case "ended" -> "What accepted here has returned: its thread \"shop-pool\"";
            case "reused" -> "has returned; that thread now does other work";
            case "elsewhere" -> "waits in accept() of another listener";
            default -> "3 of 3 \"shop-pool\" threads are in PoolLoop.printReport, asleep";
          };
      assertTrue(sentence.contains(how), sentence);
    }
  }

  static Stream<Run> stoppedProcess() {
    return runs("sigstop");
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource
  void stoppedProcess(Run run) throws Exception {
    try (CauseRun scenario = run.startLoop(run.jvm(), "none")) {
      scenario.serveOne();
      scenario.troubleBegins();
      try (HeldConnections held =
          HeldConnections.hold(
              scenario.server(),
              List.of(scenario.address(), scenario.address(), scenario.address()),
              Duration.ofMillis(1_500))) {
        assertTrue(held.longestAtLeast(scenario.address().getPort()).toMillis() >= 1_500);
        scenario.assertCause("process_stopped");
      }
    }
  }

  static Stream<Run> frozenGroup() {
    return runs("frozen");
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource
  void frozenGroup(Run run) throws Exception {
    try (ControlGroup group = freezer();
        CauseRun scenario = run.startLoop(run.jvm().launchedBy(group.launcher()), "none")) {
      scenario.serveOne();
      scenario.troubleBegins();
      group.freeze();
      try {
        scenario.connect(WAITING);
        Thread.sleep(Long.parseLong(TROUBLE_MILLIS));
      } finally {
        // A frozen process cannot even be killed.
        group.thaw();
      }
      scenario.assertCause("process_stopped");
    }
  }

  private static ControlGroup freezer() {
    try {
      return ControlGroup.create("freezer");
    } catch (IOException e) {
      throw Missing.skip("A frozen control group", e.toString());
    }
  }

  static Stream<Run> debugger() {
    return runs("debugger");
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource
  void debugger(Run run) throws Exception {
    try (CauseRun scenario =
        run.startLoop(
            run.jvm().jvmArgs("-agentlib:jdwp=transport=dt_socket,server=y,suspend=n,address=0"),
            "none")) {
      String port =
          scenario.server().awaitStdout("dt_socket at address: (\\d+)", CauseRun.SOON).group(1);
      scenario.serveOne();
      VirtualMachine debugged = attach(port);
      scenario.troubleBegins();
      debugged.suspend();
      scenario.connect(WAITING);
      Thread.sleep(Long.parseLong(TROUBLE_MILLIS));
      debugged.resume();
      scenario.assertCause("process_stopped");
    }
  }

  private static VirtualMachine attach(String port) throws Exception {
    AttachingConnector connector =
        Bootstrap.virtualMachineManager().attachingConnectors().stream()
            .filter(candidate -> candidate.transport().name().equals("dt_socket"))
            .findFirst()
            .orElseThrow();
    Map<String, Connector.Argument> arguments = connector.defaultArguments();
    arguments.get("port").setValue(port);
    return connector.attach(arguments);
  }

  static Stream<Run> descriptors() {
    return runs("fds plain", "fds plain german", "fds http", "fds http german");
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource
  void descriptors(Run run) throws Exception {
    AgentJvm.Builder builder =
        run.jvm()
            // The JVM raises the soft limit to the hard one unless it is told not to.
            .jvmArgs("-XX:-MaxFDLimit")
            .launchedBy(
                List.of("sh", "-c", "ulimit -S -n " + DESCRIPTORS + " && exec \"$@\"", "sh"));
    if (run.variant.endsWith("german")) {
      builder.jvmArgs("-Duser.language=de", "-Duser.country=DE").env("LC_ALL", "de_DE.UTF-8");
    }
    boolean http = run.variant.contains("http");
    try (CauseRun scenario =
        http ? run.startHttp(builder, "0", "none") : run.startLoop(builder, "fds", "20")) {
      int served = 0;
      do {
        assertTrue(served++ < DESCRIPTORS, "has descriptors for all");
        scenario.troubleBegins();
      } while (isAnswered(scenario, http ? request(scenario, "/") : scenario.connect(1).get(0)));
      scenario.connect(WAITING);
      scenario.awaitIncident();
      if (http) {
        // Not by leaving: the dispatcher of JDK 8 looks at whoever leaves only after accept(), if
        // its set of keys has them in that order.
        assertEquals("", raiseDescriptors(scenario.server()));
      } else {
        scenario.command("end");
      }
      scenario.assertCause("fd_exhaustion");
    }
  }

  private static String raiseDescriptors(AgentJvm jvm) {
    return Launcher.outcome(
        List.of(
            "prlimit", "--pid", Long.toString(jvm.pid()), "--nofile=" + 10 * DESCRIPTORS + ":"));
  }

  static Stream<Run> blockedDispatcher() {
    return runs("http none", "http pool");
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource
  void blockedDispatcher(Run run) throws Exception {
    try (CauseRun scenario =
        run.startHttp(run.jvm(), "1000", run.variant.substring("http ".length()))) {
      awaitAnswer(request(scenario, "/"));
      scenario.troubleBegins();
      request(scenario, "/slow");
      // Enough to fill the pool and its queue.
      request(scenario, "/slow");
      request(scenario, "/slow");
      scenario.keepConnecting();
      scenario.assertCause("event_loop_blocked");
    }
  }

  static Stream<Run> callerRuns() {
    return runs("callerruns");
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource
  void callerRuns(Run run) throws Exception {
    try (CauseRun scenario = run.startLoop(run.jvm(), "callerruns", "800")) {
      scenario.serveOne();
      scenario.command("begin");
      scenario.troubleBegins();
      scenario.connect(10);
      scenario.awaitIncident();
      scenario.command("end");
      scenario.assertCause("worker_pool_exhausted");
    }
  }

  static Stream<Run> handOver() {
    return runs("handover queue", "handover retry", "handover permit", "handover future");
  }

  /** Whoever would take the next one is named by what it does, whatever its name is. */
  @ParameterizedTest(name = "{0}")
  @MethodSource
  void handOver(Run run) throws Exception {
    String way = run.variant.substring("handover ".length());
    String sentence = handedOver(run, way, "worker_pool_exhausted");
    String how =
        switch (way) {
          case "queue" -> "waits in ArrayBlockingQueue.put";
          case "retry" -> "is asleep: the queue that it puts work into is full";
          case "future" -> "thers keep the acceptor waiting, and ";
          default -> "waits in Semaphore.acquire";
        };
    assertTrue(sentence.contains(how), sentence);
    assertTrue(
        sentence.matches(".*2 of [23] \"shop-worker\" threads are in HandOver.serve, asleep.*"),
        sentence);
  }

  static Stream<Run> handOverToTasks() {
    return runs("handover pooled");
  }

  /** Nothing leads from its threads to what they run, and what refers to the queue measures it. */
  @ParameterizedTest(name = "{0}")
  @MethodSource
  void handOverToTasks(Run run) throws Exception {
    String sentence = handedOver(run, "pooled", "worker_pool_exhausted");
    assertTrue(sentence.contains("waiting in ArrayBlockingQueue.put"), sentence);
    assertTrue(sentence.contains("So the queue is full"), sentence);
    assertFalse(sentence.contains("queue-monitor"), sentence);
  }

  static Stream<Run> ownLimit() {
    return runs("handover limit");
  }

  /** It sleeps, and what it asks before it does so again cannot be seen. */
  @ParameterizedTest(name = "{0}")
  @MethodSource
  void ownLimit(Run run) throws Exception {
    String sentence = handedOver(run, "limit", "accept_thread_blocked");
    assertTrue(sentence.contains("is in HandOver.meet, asleep"), sentence);
    assertTrue(sentence.contains("2 of 2 \"shop-worker\" threads are in HandOver.serve"), sentence);
    assertTrue(sentence.endsWith("If it waits for them, find out what keeps them there."));
  }

  /** The sentence with that cause. */
  private static String handedOver(Run run, String way, String cause) throws Exception {
    try (CauseRun scenario = run.startLoop(run.jvm(), "handover", way, "1500")) {
      scenario.serveOne();
      scenario.command("begin");
      scenario.troubleBegins();
      scenario.connect(10);
      scenario.awaitIncident();
      scenario.command("end");
      return scenario.assertCause(cause).sentence();
    }
  }

  static Stream<Run> asynchronousHandler() {
    return runs("async default", "async fixed", "async cached", "async later");
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource
  void asynchronousHandler(Run run) throws Exception {
    String group = run.variant.substring("async ".length());
    try (CauseRun scenario =
        CauseRun.start(
            run.variant,
            run.jdk,
            run.jvm()
                .main("example.cause.AsyncLoop", Workspace.programs())
                .args(TROUBLE_MILLIS, group))) {
      scenario.serveOne();
      scenario.command("begin");
      scenario.troubleBegins();
      scenario.connect(1 + WAITING);
      scenario.awaitIncident();
      scenario.command("end");
      String sentence = scenario.assertCause("accept_thread_blocked").sentence();
      assertTrue(sentence.contains("AsyncLoop.lookUp"), sentence);
      assertTrue(sentence.contains("Call accept() first"), sentence);
    }
  }

  static Stream<Run> clientsThatLeave() {
    return runs("clients gave up");
  }

  /** They leave while they wait, and the server serves nobody. */
  @ParameterizedTest(name = "{0}")
  @MethodSource
  void clientsThatLeave(Run run) throws Exception {
    try (CauseRun scenario = run.startLoop(run.jvm(), "sleep", TROUBLE_MILLIS)) {
      scenario.serveOne();
      scenario.command("begin");
      scenario.troubleBegins();
      List<Socket> waiting = scenario.connect(1 + WAITING);
      scenario.awaitIncident();
      for (Socket client : waiting) {
        client.close();
      }
      scenario.assertCause("accept_thread_blocked");
      LogLine end = scenario.server().awaitLog("end", line -> line.is("recovered"), CauseRun.SOON);
      assertEquals("clients_gave_up", end.values().get("contributing"), end::toString);
      assertEquals(WAITING, end.number("abandoned"), end::toString);
    }
  }

  static Stream<Run> nativeListener() {
    return runs("not hooked");
  }

  /** Its queue is watched as well, and gets shorter although no hook has counted an accept. */
  @ParameterizedTest(name = "{0}")
  @MethodSource
  void nativeListener(Run run) throws Exception {
    Path library = folder.resolve("listener-" + run.jdk.version() + ".so");
    Missing.skipIf("A listener of native code", NativeListener.compile(library));
    try (CauseRun scenario =
        CauseRun.start(
            run.variant,
            run.jdk,
            run.jvm()
                .main("example.cause.NativeLoop", Workspace.programs())
                .args(library.toString()))) {
      for (Socket client : scenario.connect(WAITING)) {
        awaitAnswer(client);
      }
      for (Socket client : scenario.connect(WAITING)) {
        awaitAnswer(client);
      }
      LogLine unseen =
          scenario.server().awaitLog("line", line -> line.is("not_hooked"), CauseRun.SOON);
      assertTrue(unseen.sentence().contains("waits and the age"), unseen::toString);
      scenario.command("begin");
      scenario.troubleBegins();
      List<Socket> waiting = scenario.connect(WAITING);
      scenario.awaitIncident();
      scenario.command("end");
      for (Socket client : waiting) {
        awaitAnswer(client);
      }
      scenario.assertCause("not_hooked");
    }
  }

  static Stream<Run> lateStart() {
    return runs("starting");
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource
  void lateStart(Run run) throws Exception {
    try (CauseRun scenario = run.startLoop(run.jvm(), "starting", "2500")) {
      scenario.troubleBegins();
      scenario.connect(WAITING);
      String sentence = scenario.assertCause("starting").sentence();
      assertTrue(
          Pattern.compile(
                  "Thread \"main\", which bound it [\\d.]+ s ago, is in .*LateStart\\.start\\b.*, asleep")
              .matcher(sentence)
              .find(),
          sentence);
    }
  }

  private static Socket request(CauseRun scenario, String path) throws IOException {
    Socket client = scenario.connect(1).get(0);
    client
        .getOutputStream()
        .write(("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n").getBytes(US_ASCII));
    return client;
  }

  private static void awaitAnswer(Socket client) throws IOException {
    assertTrue(client.getInputStream().read() >= 0);
  }

  /** Waits until it is, or until for a second no descriptor was left by which it could be. */
  private static boolean isAnswered(CauseRun scenario, Socket client) throws Exception {
    Path descriptors = Path.of("/proc", Long.toString(scenario.server().pid()), "fd");
    long[] lastFreeNanos = {System.nanoTime()};
    Await.until(
        CauseRun.SOON,
        () -> {
          long nowNanos = System.nanoTime();
          lastFreeNanos[0] = count(descriptors) < DESCRIPTORS ? nowNanos : lastFreeNanos[0];
          return client.getInputStream().available() > 0
              || nowNanos - lastFreeNanos[0] > 1_000_000_000;
        },
        () -> scenario.server().failure("does not answer, and has descriptors"));
    return client.getInputStream().available() > 0;
  }

  private static long count(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.count();
    }
  }
}
