package io.acceptlag.it;

import static java.util.stream.Collectors.joining;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * Each way in which the JDK accepts a connection, on each JDK: every wait is measured, and once.
 *
 * <p>One JVM per JDK opens a listener for each path. It is stopped while clients connect to all of
 * them, so that the true waits are known without knowing the path.
 */
@Execution(ExecutionMode.CONCURRENT)
class JdkAcceptPathsIT {
  private static final Duration SOON = Duration.ofSeconds(20);
  private static final Duration HOLD = Duration.ofMillis(500);

  private static final List<TcpPath> TCP_PATHS =
      List.of(
          new TcpPath("serversocket", 8, 5),
          new TcpPath("serversocket-subclass", 8, 5),
          new TcpPath("channel-blocking", 8, 5),
          new TcpPath("channel-selector", 8, 5),
          new TcpPath("channel-socket-accept", 8, 5),
          new TcpPath("channel-socket-accept-timeout", 8, 5),
          new TcpPath("async-future", 8, 5),
          new TcpPath("async-handler", 8, 5),
          new TcpPath("virtual-thread", 21, 5),
          new TcpPath("virtual-thread-channel", 21, 5),
          new TcpPath("two-acceptors", 8, 5),
          new TcpPath("two-acceptors-channel", 8, 5),
          // More, because the kernel chooses the listener: so both get some, but once in 512 runs.
          new TcpPath("reuseport", 9, 10),
          new TcpPath("ipv4", 8, 5),
          new TcpPath("ipv6", 8, 5),
          new TcpPath("dual-stack", 8, 5),
          // Last, because its handshakes take long, which would loosen the others' upper bounds.
          new TcpPath("sslserversocket", 8, 5));

  private static final int UNIX_DOMAIN_SINCE = 16;

  @TempDir private static Path folder;
  private static Path keystore;
  private static SSLContext tls;
  private static boolean hasIpv6;

  @BeforeAll
  static void prepare() throws Exception {
    keystore = Keystore.create(folder.resolve("keystore.p12"));
    tls = Keystore.trusting(keystore);
    hasIpv6 = hasIpv6();
    if (!hasIpv6) {
      Missing.tell("The path ipv6, and half of dual-stack", "there is no IPv6 here");
    }
  }

  @TestFactory
  Stream<DynamicContainer> everyWaitIsMeasuredOnce() {
    return Jdks.all().stream()
        .map(jdk -> dynamicContainer(jdk.toString(), Stream.of(jdk).flatMap(this::testsOn)));
  }

  private Stream<DynamicTest> testsOn(Jdk jdk) {
    try {
      return playOn(jdk).stream();
    } catch (Exception e) {
      throw new AssertionError(jdk + ": " + e, e);
    }
  }

  /** Plays the whole scene, and then gives a test for each thing that is to be said about it. */
  private static List<DynamicTest> playOn(Jdk jdk) throws Exception {
    List<TcpPath> paths =
        TCP_PATHS.stream()
            .filter(path -> path.since <= jdk.version())
            .filter(path -> hasIpv6 || !path.name.equals("ipv6"))
            .toList();
    boolean unixDomain = jdk.version() >= UNIX_DOMAIN_SINCE;
    try (AgentJvm jvm = start(jdk, paths, unixDomain)) {
      StartLine.assertWatchesAllPaths(jvm);
      Map<TcpPath, List<InetSocketAddress>> addresses = new LinkedHashMap<>();
      for (TcpPath path : paths) {
        addresses.put(path, path.awaitAddresses(jvm));
      }

      Map<TcpPath, Duration> prompt = new LinkedHashMap<>();
      for (TcpPath path : paths) {
        prompt.put(path, path.connectAndExchange(addresses.get(path).get(0)));
      }
      exchangeOutsideTcp(jvm, unixDomain);
      List<MeasuredWaits> waits = holdAndAnswer(jdk, jvm, addresses, prompt);
      exchangeOutsideTcp(jvm, unixDomain);
      if (unixDomain) {
        jvm.awaitLog("line about Unix-domain sockets", JdkAcceptPathsIT::isOfUnixDomain, SOON);
      }

      MeasuredWaits.awaitRecovery(jvm, waits, SOON);
      jvm.send("quit");
      int exitCode = jvm.exitCode(SOON);

      List<DynamicTest> tests = new ArrayList<>();
      for (int i = 0; i < waits.size(); i++) {
        TcpPath path = paths.get(i);
        MeasuredWaits waitsOfPath = waits.get(i);
        tests.add(dynamicTest(path.name, () -> waitsOfPath.assertTold(jvm)));
        tests.add(dynamicTest(path.name + " accepts", () -> path.assertAccepted(jvm)));
      }
      tests.add(
          dynamicTest(
              "Unix-domain sockets are not watched, which is said once",
              () ->
                  assertEquals(
                      unixDomain ? 1 : 0,
                      jvm.log().stream().filter(JdkAcceptPathsIT::isOfUnixDomain).count())));
      tests.add(dynamicTest("nothing else is told of", () -> assertNoOtherListener(jvm, waits)));
      tests.add(dynamicTest("the JVM is quiet", () -> assertQuiet(jvm)));
      tests.add(dynamicTest("the JVM ends well", () -> assertEquals(0, exitCode, jvm::toString)));
      return tests;
    }
  }

  private static boolean isOfUnixDomain(LogLine line) {
    return line.level().equals("INFO")
        && line.sentence().startsWith("Unix-domain server sockets are not watched");
  }

  private static AgentJvm start(Jdk jdk, List<TcpPath> paths, boolean unixDomain) {
    AgentJvm.Builder builder =
        AgentJvm.on(jdk)
            .agent(MeasuredWaits.AGENT_ARGS)
            .expectTrouble()
            .jvmArgs("-Dkeystore=" + keystore)
            .main("example.accept.AcceptPaths", Workspace.programs());
    paths.forEach(path -> builder.args(path.name));
    if (unixDomain) {
      builder.args("unix-domain");
    }
    return builder.args("custom-socketimpl").start();
  }

  private static List<MeasuredWaits> holdAndAnswer(
      Jdk jdk,
      AgentJvm jvm,
      Map<TcpPath, List<InetSocketAddress>> addresses,
      Map<TcpPath, Duration> prompt)
      throws Exception {
    List<InetSocketAddress> all = addresses.values().stream().flatMap(List::stream).toList();
    List<MeasuredWaits> waits = new ArrayList<>();
    try (HeldConnections held = HeldConnections.hold(jvm, all, HOLD)) {
      for (TcpPath path : addresses.keySet()) {
        int port = addresses.get(path).get(0).getPort();
        Duration atMost = Duration.ZERO;
        for (HeldConnections.Held connection : held.to(port)) {
          path.exchange(connection.socket());
          Duration wait = connection.atMostUntilNow();
          atMost = wait.compareTo(atMost) > 0 ? wait : atMost;
        }
        waits.add(
            new MeasuredWaits(
                jdk + ", " + path.name,
                path.listener(port),
                path.connections,
                held.longestAtLeast(port),
                atMost,
                prompt.get(path)));
      }
    }
    return waits;
  }

  /** Uses the listeners that the agent has to leave alone. */
  private static void exchangeOutsideTcp(AgentJvm jvm, boolean unixDomain) throws Exception {
    if (unixDomain) {
      String file = jvm.awaitStdout("READY unix-domain (\\S+) unix", SOON).group(1);
      try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(file))) {
        channel.write(ByteBuffer.wrap(new byte[] {42}));
        ByteBuffer answer = ByteBuffer.allocate(1);
        channel.read(answer);
        assertEquals(42, answer.get(0));
      }
    }
    jvm.send("connect custom-socketimpl");
    jvm.awaitStdout("ANSWERED custom-socketimpl", SOON);
  }

  private static void assertNoOtherListener(AgentJvm jvm, List<MeasuredWaits> waits) {
    Set<String> others = new TreeSet<>();
    for (LogLine line : jvm.log()) {
      String listener = line.values().get("listener");
      if (listener != null && waits.stream().noneMatch(known -> known.isTheirs(line))) {
        others.add(listener);
      }
    }
    assertEquals(Set.of(), others, jvm::toString);
  }

  private static void assertQuiet(AgentJvm jvm) {
    assertEquals("", jvm.jvmWarnings().stream().collect(joining("\n")));
  }

  private static boolean hasIpv6() {
    try (ServerSocket socket = new ServerSocket()) {
      socket.bind(Loopback.ipv6(0));
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /**
   * A path of the program AcceptPaths that is TCP.
   *
   * @param since the first JDK that has it
   * @param connections to hold
   */
  private record TcpPath(String name, int since, int connections) {
    /** As many as there are connections to make. */
    List<InetSocketAddress> awaitAddresses(AgentJvm jvm) throws InterruptedException {
      var ready = jvm.awaitStdout("READY " + name + " (\\d+) (\\w+)", SOON);
      int port = Integer.parseInt(ready.group(1));
      List<InetSocketAddress> addresses = new ArrayList<>();
      for (int i = 0; i < connections; i++) {
        boolean overIpv6 =
            switch (ready.group(2)) {
              case "ipv6" -> true;
              case "dual" -> hasIpv6 && i % 2 == 1;
              default -> false;
            };
        addresses.add(overIpv6 ? Loopback.ipv6(port) : Loopback.ipv4(port));
      }
      return addresses;
    }

    /** As the agent writes it. */
    String listener(int port) {
      return switch (name) {
        case "ipv6" -> "[::1]:" + port;
        case "dual-stack" -> "[::]:" + port;
        default -> "127.0.0.1:" + port;
      };
    }

    /** Tells how long it took. */
    Duration connectAndExchange(InetSocketAddress address) throws IOException {
      long start = System.nanoTime();
      try (Socket socket = new Socket()) {
        socket.connect(address);
        exchange(socket);
      }
      return Duration.ofNanos(System.nanoTime() - start);
    }

    /** Sends a byte, and fails if it does not come back. */
    void exchange(Socket socket) throws IOException {
      socket.setSoTimeout((int) SOON.toMillis());
      try (Socket connection = name.startsWith("ssl") ? secured(socket) : socket) {
        connection.getOutputStream().write(42);
        assertEquals(42, connection.getInputStream().read(), name);
      }
    }

    private static Socket secured(Socket socket) throws IOException {
      return tls.getSocketFactory().createSocket(socket, "localhost", socket.getPort(), true);
    }

    /** That the application got each connection, and got it once. */
    void assertAccepted(AgentJvm jvm) {
      long accepted =
          jvm.stdout().lines().stream()
              .filter(line -> line.startsWith("ACCEPTED " + name + " "))
              .count();
      int prompt = 1;
      assertEquals(prompt + connections, accepted, jvm::toString);
    }
  }
}
