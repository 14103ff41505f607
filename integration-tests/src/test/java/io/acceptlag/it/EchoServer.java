package io.acceptlag.it;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The program AcceptPaths in a forked JVM, as an application whose work must come out complete:
 * each connection is accepted once and answered, and the JVM ends well.
 */
final class EchoServer implements AutoCloseable {
  static final Duration SOON = Duration.ofSeconds(30);

  private static final int STICKS_MILLIS = 400;

  /** What is done meanwhile. */
  interface Step {
    void run() throws Exception;
  }

  private final AgentJvm jvm;
  private final Map<String, Integer> ports = new HashMap<>();
  private final Map<String, Integer> connections = new HashMap<>();

  private EchoServer(AgentJvm jvm) {
    this.jvm = jvm;
  }

  /** Starts {@code example.accept.AcceptPaths}, and opens the paths that are named. */
  static EchoServer start(AgentJvm.Builder builder, String... paths) throws InterruptedException {
    return startMain(builder, "example.accept.AcceptPaths", paths);
  }

  /** As {@link #start}, by a program that runs AcceptPaths. */
  static EchoServer startMain(AgentJvm.Builder builder, String mainClass, String... paths)
      throws InterruptedException {
    return start(builder.main(mainClass, Workspace.programs()), List.of(paths));
  }

  /** As {@link #start}, from a jar that has AcceptPaths. */
  static EchoServer startFrom(Path jar, AgentJvm.Builder builder, String... paths)
      throws InterruptedException {
    return start(builder.main("example.accept.AcceptPaths", jar), List.of(paths));
  }

  private static EchoServer start(AgentJvm.Builder builder, List<String> paths)
      throws InterruptedException {
    AgentJvm jvm = builder.args(paths.toArray(String[]::new)).start();
    EchoServer server = new EchoServer(jvm);
    try {
      for (String path : paths) {
        String port = jvm.awaitStdout("READY " + path + " (\\d+) ", SOON).group(1);
        server.ports.put(path, Integer.valueOf(port));
      }
    } catch (Throwable e) {
      jvm.abandon();
      throw e;
    }
    return server;
  }

  AgentJvm jvm() {
    return jvm;
  }

  int port(String path) {
    return ports.get(path);
  }

  /** Connects to every path, and fails unless the byte that is sent comes back. */
  void exchange() throws IOException {
    for (String path : ports.keySet()) {
      try (Socket socket = connect(path)) {
        expectEcho(socket);
      }
    }
  }

  /** Makes the path's acceptor stick while connections wait, and sees them all answered. */
  void stick(String path) throws Exception {
    jvm.expectTrouble();
    jvm.send("stick " + path + " " + STICKS_MILLIS);
    jvm.awaitStdout("STICKS " + path + " " + STICKS_MILLIS, SOON);
    List<Socket> waiting = new ArrayList<>();
    try {
      for (int i = 0; i < 3; i++) {
        waiting.add(connect(path));
      }
      for (Socket socket : waiting) {
        expectEcho(socket);
      }
    } finally {
      for (Socket socket : waiting) {
        socket.close();
      }
      jvm.send("stick " + path + " 0");
    }
  }

  /**
   * Has connections wait until something was done, however long that takes, and sees them all
   * answered.
   */
  void holdWhile(String path, int waiting, Step step) throws Exception {
    jvm.expectTrouble();
    int accepted = connections.getOrDefault(path, 0) + 1;
    jvm.send("hold " + path + " " + accepted);
    jvm.awaitStdout("HOLDS " + path + " " + accepted, SOON);
    List<Socket> sockets = new ArrayList<>();
    try {
      // The last that is accepted: its accept() may have begun already.
      try (Socket last = connect(path)) {
        expectEcho(last);
      }
      for (int i = 0; i < waiting; i++) {
        sockets.add(connect(path));
      }
      step.run();
      jvm.send("release " + path + " 0");
      for (Socket socket : sockets) {
        expectEcho(socket);
      }
    } finally {
      for (Socket socket : sockets) {
        socket.close();
      }
    }
  }

  /**
   * Has connections wait until the agent has warned of that, however late it comes to look, and
   * sees them all answered.
   */
  LogLine holdAndAwaitWarning(String path) throws Exception {
    holdWhile(path, 2, () -> awaitWarning(path));
    return awaitWarning(path);
  }

  LogLine awaitWarning(String path) throws InterruptedException {
    return jvm.awaitLog(
        "warning of " + path,
        line -> line.is("slow") && line.isOf(port(path)) && line.level().equals("WARN"),
        SOON);
  }

  private Socket connect(String path) throws IOException {
    Socket socket = new Socket();
    socket.connect(Loopback.ipv4(port(path)), (int) SOON.toMillis());
    socket.setSoTimeout((int) SOON.toMillis());
    connections.merge(path, 1, Integer::sum);
    return socket;
  }

  private static void expectEcho(Socket socket) throws IOException {
    socket.getOutputStream().write(42);
    assertEquals(42, socket.getInputStream().read());
  }

  /** Ends it, and fails unless its work is complete. */
  void quit() throws IOException, InterruptedException {
    jvm.send("quit");
    assertEquals(0, jvm.exitCode(SOON), jvm::toString);
    connections.forEach(
        (path, expected) ->
            assertEquals(
                (long) expected,
                jvm.stdout().lines().stream()
                    .filter(line -> line.startsWith("ACCEPTED " + path + " "))
                    .count(),
                jvm::toString));
  }

  @Override
  public void close() {
    jvm.close();
  }
}
