package io.acceptlag.it;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A burst that is over before any sample: its remedy is the server's own key all the same. */
@Execution(ExecutionMode.CONCURRENT)
class ServerKeysIT {
  private static final int AT_ONCE = 400;
  private static final int BURSTS_MAX = 5;
  private static final Pattern ADVICE = Pattern.compile("aise .* (to at least|above) \\d");

  /** For what servers leave behind. */
  @TempDir private static Path folder;

  static Stream<Run> runs() {
    return Stream.of(
        new Run(
            new RealServer("tomcat9", "nio", 8),
            true,
            List.of("-Dconnector.acceptCount=5"),
            List.of(),
            "acceptCount of the <Connector>",
            "Tomcat/9."),
        new Run(
            new RealServer("jetty12", "", 17),
            false,
            List.of("-Djetty.acceptQueueSize=5"),
            List.of(),
            "ServerConnector.setAcceptQueueSize",
            "Jetty/12."),
        new Run(
            new RealServer("springboot2", "", 8),
            true,
            List.of("-XX:TieredStopAtLevel=1"),
            List.of("--server.tomcat.accept-count=5"),
            "server.tomcat.accept-count",
            "Spring-Boot/2."),
        new Run(
            new RealServer("springboot4", "", 17),
            false,
            List.of("-XX:TieredStopAtLevel=1"),
            List.of("--server.tomcat.accept-count=5"),
            "server.tomcat.accept-count",
            "Spring-Boot/4."));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("runs")
  void theRemedyOfABurstIsTheServersOwnKey(Run run) throws Exception {
    AgentJvm.Builder builder =
        run.server
            .on(run.jdk(), folder)
            .agent("log=stderr")
            .jvmArgs(run.jvmArgs.toArray(String[]::new))
            .args(run.args.toArray(String[]::new));
    try (CauseRun scenario = CauseRun.start(run + " burst", run.jdk(), builder)) {
      // Or the burst would meet a server that has not begun to accept.
      run.server.connectAndExchange(scenario.address());
      LogLine advice = null;
      for (int i = 1; advice == null && i <= BURSTS_MAX; i++) {
        List<SocketChannel> burst = burst(scenario.address());
        advice = adviceOrRecovery(scenario.server(), i);
        for (SocketChannel client : burst) {
          client.close();
        }
      }
      assertTrue(advice != null, () -> "no backlog advised: " + scenario.server());
      assertTrue(advice.sentence().contains("aise " + run.key + " "), advice::toString);
      assertTrue(
          advice.values().getOrDefault("server", "").startsWith(run.product), advice::toString);
    }
  }

  private static List<SocketChannel> burst(InetSocketAddress address) throws IOException {
    List<SocketChannel> clients = new ArrayList<>();
    for (int i = 0; i < AT_ONCE; i++) {
      SocketChannel client = SocketChannel.open();
      client.configureBlocking(false);
      client.connect(address);
      clients.add(client);
    }
    return clients;
  }

  /** On a busy machine the first bursts may be of another cause; each is an incident. */
  private static LogLine adviceOrRecovery(AgentJvm server, int bursts) throws InterruptedException {
    AtomicInteger recovered = new AtomicInteger();
    LogLine line =
        server.awaitLog(
            "advice or recovery",
            each ->
                ADVICE.matcher(each.sentence()).find()
                    || (each.is("recovered") && recovered.incrementAndGet() >= bursts),
            CauseRun.SOON);
    return line.is("recovered") ? null : line;
  }

  /**
   * @param oldest whether on the oldest JDK that it runs on, or the newest
   * @param key as its users spell it
   * @param product what the value of {@code server} begins with
   */
  private record Run(
      RealServer server,
      boolean oldest,
      List<String> jvmArgs,
      List<String> args,
      String key,
      String product) {
    Jdk jdk() {
      List<Jdk> jdks = Jdks.oldestAndNewest(server.since());
      return jdks.get(oldest ? 0 : jdks.size() - 1);
    }

    @Override
    public String toString() {
      return server.name() + ", " + jdk();
    }
  }
}
