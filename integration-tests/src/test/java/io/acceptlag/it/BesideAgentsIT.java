package io.acceptlag.it;

import static io.acceptlag.it.EchoServer.SOON;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.tools.attach.VirtualMachine;
import io.acceptlag.it.BesideAgent.Surroundings;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.management.MBeanServerConnection;
import javax.management.ObjectName;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A servlet in Tomcat under another agent and ours: its answers, our figures, the other's effect,
 * and what either says. CI tries three that others of its tests have not; {@code -Pagents} tries
 * all, in each order, and writes docs/other-agents.md.
 */
@Execution(ExecutionMode.CONCURRENT)
class BesideAgentsIT {
  private static final boolean ALL = Boolean.getBoolean("agents.all");
  private static final String WANTED = System.getProperty("agents.wanted", "");
  private static final Duration STARTS = Duration.ofMinutes(3);
  private static final int PROMPT = 5;
  private static final int HELD = 3;

  /** Words that show trouble, of any agent. */
  private static final Pattern TROUBLE =
      Pattern.compile("error|exception|warn|fail|severe", Pattern.CASE_INSENSITIVE);

  /**
   * What New Relic logs below WARN, of each class and call: which of it depends on the order of its
   * threads, and the names in it match anything.
   */
  private static final Pattern DETAIL =
      Pattern.compile(" com\\.newrelic\\S* (INFO|FINE|FINER|FINEST|DEBUG):");

  /** What follows a line that has an exception. */
  private static final Pattern OF_A_TRACE =
      Pattern.compile(
          "^(\\s+at |Caused by: |\\s*\\.\\.\\. \\d+ |\\s*Suppressed: |[\\w.$]+(Exception|Error)\\b)");

  /** What our weaving could do to it, told at whatever level. */
  private static final Pattern BY_US =
      Pattern.compile(
          "acceptlag|VerifyError|ClassFormatError|NoClassDefFoundError|LinkageError"
              + "|ClassCircularityError|IncompatibleClassChangeError|UnmodifiableClassException");

  /** What the JVM prints on standard error from 21 on. */
  static final Pattern LOADED_LATER =
      Pattern.compile("WARNING: (A Java agent has been|If a serviceability tool|Dynamic loading)");

  private static final Pattern VARIES =
      Pattern.compile("[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|\\d+|@[0-9a-f]+|/tmp/\\S*");

  private record Run(BesideAgent agent, Jdk jdk, Order order) {
    @Override
    public String toString() {
      return agent + ", ours " + order.words + ", " + jdk;
    }
  }

  private enum Order {
    FIRST("first"),
    LAST("last"),
    ATTACHED("attached later");

    private final String words;

    Order(String words) {
      this.words = words;
    }
  }

  static Stream<Run> runs() {
    return Jdks.orSkip(
        BesideAgents.ALL.stream()
            .filter(agent -> ALL || agent.inCi())
            .filter(agent -> Pattern.compile(WANTED).matcher(agent.name()).find())
            .flatMap(agent -> jdks(agent).flatMap(jdk -> orders(agent, jdk))),
        "JDK 8 or 25");
  }

  private static Stream<Jdk> jdks(BesideAgent agent) {
    return Stream.of(8, 17, 25)
        .filter(
            version ->
                version >= agent.since() && version <= agent.until() && (ALL || version != 17))
        .flatMap(version -> Jdks.of(version).stream());
  }

  private static Stream<Run> orders(BesideAgent agent, Jdk jdk) {
    return Stream.of(Order.values())
        .filter(order -> ALL || order == (jdk.version() == 8 ? Order.LAST : Order.ATTACHED))
        .map(order -> new Run(agent, jdk, order));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("runs")
  void eachDoesItsWork(Run run, @TempDir Path folder) throws Exception {
    try {
      tryBoth(run, folder, troubleAlone(run, folder));
    } catch (Exception | AssertionError e) {
      BesideTable.add(run.agent, run.jdk, run.order.words, e.toString().split("\n", 2)[0]);
      throw e;
    }
    BesideTable.add(run.agent, run.jdk, run.order.words, "");
  }

  @AfterAll
  static void writePage() throws IOException {
    String page = System.getProperty("agents.page", "");
    if (ALL && WANTED.isEmpty() && !page.isEmpty()) {
      BesideTable.writeInto(Path.of(page));
    }
  }

  private static void tryBoth(Run run, Path folder, Set<String> alone) throws Exception {
    try (AgentBackend backend = new AgentBackend()) {
      Surroundings with = new Surroundings(run.jdk, folder, backend, FreePort.next());
      AgentJvm.Builder builder = program(run);
      String ours = "-javaagent:" + Workspace.agentJar() + "=log=stderr,telemetry=none";
      List<String> options = new ArrayList<>(run.agent.setUp().options(with));
      if (run.order == Order.FIRST) {
        options.add(0, ours);
      } else if (run.order == Order.LAST) {
        options.add(ours);
      }
      try (AgentJvm jvm = builder.jvmArgs(options.toArray(String[]::new)).start()) {
        int port = Integer.parseInt(jvm.awaitStdout("READY (\\d+)", STARTS).group(1));
        if (run.order == Order.ATTACHED) {
          get(port);
          jvm.expect(LOADED_LATER.pattern());
          jvm.attach("log=stderr,telemetry=none");
        }
        StartLine.assertWatchesAllPaths(jvm);
        if (run.order == Order.ATTACHED) {
          // It may be accepted by a call that began before, whose code is the old one.
          get(port);
        }
        for (int i = 0; i < PROMPT; i++) {
          get(port);
        }
        assertFiguresOf(jvm, port, run.order == Order.ATTACHED ? 1 : 0);
        run.agent.effect().assertSeen(jvm, with);
        if (!jvm.hasEnded()) {
          jvm.send("quit");
          assertEquals(0, jvm.exitCode(SOON), jvm::toString);
        }
        Set<String> more =
            trouble(jvm, line -> !line.contains("event=") && !LOADED_LATER.matcher(line).find());
        more.removeAll(alone);
        assertEquals(Set.of(), more, jvm::toString);
      }
    }
  }

  private static AgentJvm.Builder program(Run run) {
    Path tomcat = Workspace.server("tomcat9");
    return AgentJvm.on(run.jdk)
        .unverified()
        .expectTrouble()
        .expect(run.agent.expected().toArray(String[]::new))
        .main(
            run.agent.main(),
            tomcat.resolve("classes"),
            tomcat.resolve("libs/*"),
            Workspace.programs());
  }

  /** What it says without us. */
  private static Set<String> troubleAlone(Run run, Path folder) throws Exception {
    try (AgentBackend backend = new AgentBackend()) {
      Path own = Files.createDirectory(folder.resolve("alone"));
      Surroundings with = new Surroundings(run.jdk, own, backend, FreePort.next());
      String[] options = run.agent.setUp().options(with).toArray(String[]::new);
      try (AgentJvm jvm = program(run).expect(".*").jvmArgs(options).start()) {
        int port = Integer.parseInt(jvm.awaitStdout("READY (\\d+)", STARTS).group(1));
        for (int i = 0; i < PROMPT; i++) {
          get(port);
        }
        // Loads classes of the JDK, about which some agents print lines.
        manage(jvm).close();
        run.agent.effect().assertSeen(jvm, with);
        if (!jvm.hasEnded()) {
          jvm.send("quit");
          jvm.exitCode(SOON);
        }
        return trouble(jvm, line -> true);
      }
    }
  }

  private static Set<String> trouble(AgentJvm jvm, Predicate<String> wanted) {
    return Stream.of(jvm.stdout(), jvm.stderr())
        .flatMap(output -> told(output.lines()).stream())
        .filter(line -> TROUBLE.matcher(line).find())
        .filter(wanted)
        .map(line -> VARIES.matcher(line).replaceAll("#"))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** Without details and their traces, unless they may come of us. */
  private static List<String> told(List<String> lines) {
    List<String> told = new ArrayList<>();
    boolean isDetail = false;
    for (String line : lines) {
      isDetail = DETAIL.matcher(line).find() || (isDetail && OF_A_TRACE.matcher(line).find());
      if (!isDetail || BY_US.matcher(line).find()) {
        told.add(line);
      }
    }
    return told;
  }

  /** Connections that waited, and each that was accepted while we were there. */
  private static void assertFiguresOf(AgentJvm jvm, int port, int uncertain) throws Exception {
    try (HeldConnections held =
        HeldConnections.hold(
            jvm, Collections.nCopies(HELD, Loopback.ipv4(port)), Duration.ofMillis(700))) {
      for (HeldConnections.Held connection : held.to(port)) {
        get(connection.socket());
      }
    }
    // On a busy host others may have waited before, in an incident of their own.
    Await.until(SOON, () -> delayed(jvm, port) >= HELD, () -> jvm.failure("not as many as waited"));
    try (JMXConnector connector = manage(jvm)) {
      assertAccepted(jvm, connector.getMBeanServerConnection(), port, uncertain);
    }
  }

  @SuppressWarnings("BanJNDI") // the address is that of a JVM of our own
  private static JMXConnector manage(AgentJvm jvm) throws Exception {
    VirtualMachine machine = VirtualMachine.attach(Long.toString(jvm.pid()));
    try {
      return JMXConnectorFactory.connect(new JMXServiceURL(machine.startLocalManagementAgent()));
    } finally {
      machine.detach();
    }
  }

  private static long delayed(AgentJvm jvm, int port) {
    return jvm.log().stream()
        .filter(line -> line.is("recovered") && line.isOf(port))
        // Not so where accepted connections were not served in time.
        .filter(line -> line.values().containsKey("delayed"))
        .mapToLong(line -> line.number("delayed"))
        .sum();
  }

  private static void assertAccepted(
      AgentJvm jvm, MBeanServerConnection beans, int port, int uncertain) throws Exception {
    ObjectName listener = new ObjectName("io.acceptlag:type=Listener,port=" + port);
    Await.until("bean", SOON, () -> beans.isRegistered(listener));
    long accepted = PROMPT + HELD;
    AtomicLong counted = new AtomicLong();
    Await.until(
        SOON,
        () -> {
          counted.set((Long) beans.getAttribute(listener, "ConnectionsAccepted"));
          return counted.get() >= accepted && counted.get() <= accepted + uncertain;
        },
        () -> jvm.failure("counted " + counted + " accepts instead of " + accepted));
  }

  private static void get(int port) throws IOException {
    try (Socket socket = new Socket()) {
      InetSocketAddress address = Loopback.ipv4(port);
      socket.connect(address);
      get(socket);
    }
  }

  private static void get(Socket socket) throws IOException {
    socket.setSoTimeout((int) STARTS.toMillis());
    socket
        .getOutputStream()
        .write("GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".getBytes(US_ASCII));
    String answer = new String(socket.getInputStream().readAllBytes(), US_ASCII);
    assertTrue(answer.startsWith("HTTP/1.1 200") && answer.contains("ok"), answer);
  }
}
