package io.acceptlag.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The server hung before the agent was attached, so no accept() was ever seen: who accepts, and why
 * it does not, is found all the same.
 */
class LateAttachIT {
  private static final Duration SOON = Duration.ofSeconds(30);

  /**
   * @param by the words that say how the acceptor was recognised; a part of the sentence
   */
  @ParameterizedTest
  @CsvSource({
    // Its code accepts around the line that it is in; the lock's holder is named.
    "monitor, 8, accept_thread_blocked, shop-inventory",
    "monitor, 25, accept_thread_blocked, shop-inventory",
    // The server's own dispatcher is in its stack.
    "http, 25, event_loop_blocked, com.sun.net.httpserver",
    // The listener is in its selector.
    "pause, 8, paused, not registered for accept",
    // A virtual thread, by its code; and one that waits in accept() for a carrier.
    "sleeping, 25, accept_thread_blocked, VirtualLoop.acceptAll",
    "initialising, 25, carriers_exhausted, VirtualLoop.countStock",
  })
  void namesTheCause(String variant, int version, String cause, String by) throws Exception {
    List<Socket> clients = new ArrayList<>();
    try (AgentJvm jvm = start(variant, Jdks.need(version))) {
      int port = Integer.parseInt(jvm.awaitStdout("READY (\\d+)", SOON).group(1));
      if (!variant.equals("http")) {
        jvm.send("begin");
        jvm.awaitStdout("DONE begin", SOON);
      }
      Pattern stuck = Pattern.compile("\"port\":" + port + ",\"queue\":[2-9],");
      // A server may take several before it reads the first of them. Each look starts a JVM, which
      // asks all others here.
      Await.until(
          "stuck",
          Duration.ofMinutes(2),
          () -> {
            clients.add(connect(port));
            return stuck.matcher(Commands.run(0, "list", "--json")).find();
          });
      Commands.run(0, "attach", Long.toString(jvm.pid()), "log=stderr");
      LogLine told = jvm.awaitLog(cause, line -> cause.equals(line.values().get("cause")), SOON);
      assertTrue(told.sentence().contains(by), told::toString);
      assertEquals(List.of(), jvm.jvmWarnings());
    } finally {
      for (Socket client : clients) {
        client.close();
      }
    }
  }

  /** The JVM has shown it to agents before, and does not list it yet. */
  @ParameterizedTest
  @CsvSource({"8, 3", "25, 4"})
  void aClassThatIsBeingLoadedIsWovenToo(int version, int ofJdk) throws Exception {
    List<String> args = new ArrayList<>();
    args.add("io.netty.channel.unix.Socket");
    args.add("io.netty.channel.unix.FileDescriptor");
    args.add("acceptlag");
    try (Stream<Path> jars = Files.list(Workspace.server("netty41").resolve("libs"))) {
      jars.map(Path::toString).forEach(args::add);
    }
    try (AgentJvm jvm =
        builder(Jdks.need(version))
            .main("example.early.OnItsWay", Workspace.programs())
            .args(args.toArray(String[]::new))
            .start()) {
      jvm.awaitStdout("READY", SOON);
      Commands.run(0, "attach", Long.toString(jvm.pid()), "log=stderr");
      jvm.awaitStdout("LOADED", SOON);
      int all = ofJdk + 1;
      jvm.awaitLog(
          "Netty's class",
          line ->
              line.sentence().contains(" watches " + all + " of " + all + " accept paths")
                  || line.sentence().contains(" also watches Netty epoll "),
          SOON);
    }
  }

  private static Socket connect(int port) throws IOException {
    Socket client = new Socket();
    client.connect(Loopback.ipv4(port), (int) SOON.toMillis());
    client
        .getOutputStream()
        .write("GET /slow HTTP/1.1\r\nHost: shop\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
    return client;
  }

  private static AgentJvm.Builder builder(Jdk jdk) {
    AgentJvm.Builder builder = AgentJvm.on(jdk).unverified();
    return jdk.version() > 8 ? builder.jvmArgs("-XX:+EnableDynamicAgentLoading") : builder;
  }

  private static AgentJvm start(String variant, Jdk jdk) throws IOException {
    AgentJvm.Builder builder = builder(jdk).expectTrouble();
    return switch (variant) {
      case "http" ->
          builder
              .main("example.cause.HttpLoop", Workspace.programs())
              .args("600000", "none")
              .start();
      case "sleeping", "initialising" ->
          builder
              .jvmArgs("-Djdk.virtualThreadScheduler.parallelism=2")
              .main("example.cause.VirtualLoop", Workspace.programs())
              .args("600000", variant)
              .start();
      case "pause" ->
          builder.main("example.cause.SelectorLoop", Workspace.programs()).args("pause").start();
      default -> {
        AgentJvm jvm =
            builder
                .main("example.cause.PlainLoop", Workspace.programs())
                .args("50", variant, "600000")
                .start();
        jvm.send("listen");
        yield jvm;
      }
    };
  }
}
