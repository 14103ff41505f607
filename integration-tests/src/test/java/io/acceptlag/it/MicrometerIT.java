package io.acceptlag.it;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The figures in the application's own global registry. */
@Execution(ExecutionMode.CONCURRENT)
class MicrometerIT {
  /** With Micrometer 1.9, 1.15 and 1.17. */
  @ParameterizedTest(name = "Spring Boot {0}, JDK {1}")
  @CsvSource({"2, 8", "3, 17", "4, 25"})
  void springBootShowsThemByItself(int boot, int jdk, @TempDir Path folder) throws Exception {
    AgentJvm.Builder builder =
        new RealServer("springboot" + boot, "", jdk)
            .on(Jdks.need(jdk), folder)
            .agent("log=stderr")
            .expectTrouble();
    try (AgentJvm jvm = builder.start()) {
      int port = Integer.parseInt(jvm.awaitStdout("READY (\\d+)", Duration.ofMinutes(3)).group(1));
      InetSocketAddress address = Loopback.ipv4(port);
      try (Socket socket = new Socket()) {
        socket.connect(address);
      }
      String labels =
          "\\{network_local_address=\"127.0.0.1\",network_local_port=\"" + port + "\",?\\} ";
      // Each connection that asks is accepted, too; they need not all be known at once.
      List<Pattern> wanted =
          Stream.of(
                  "acceptlag_connection_accepted_total" + labels + "[1-9]",
                  "acceptlag_queue_limit" + labels + "100.0",
                  "acceptlag_queue_oldest_age_seconds" + labels,
                  "acceptlag_wait_duration_seconds_count" + labels + "[1-9]",
                  "acceptlag_wait_duration_seconds_sum" + labels,
                  "acceptlag_wait_duration_histogram"
                      + labels.replace("\\{", "\\{le=\"\\+Inf\",")
                      + "[1-9]")
              .map(metric -> Pattern.compile("\n" + metric))
              .toList();
      String[] metrics = {""};
      Await.until(
          EchoServer.SOON,
          () -> {
            metrics[0] = get("http://127.0.0.1:" + port + "/actuator/prometheus");
            return wanted.stream().allMatch(metric -> metric.matcher(metrics[0]).find());
          },
          () -> jvm.failure("not all of " + wanted + " in " + metrics[0]));
      jvm.send("quit");
      assertEquals(0, jvm.exitCode(EchoServer.SOON), jvm::toString);
    }
  }

  private static String get(String url) throws IOException, InterruptedException {
    return HttpClient.newHttpClient()
        .send(HttpRequest.newBuilder(URI.create(url)).build(), HttpResponse.BodyHandlers.ofString())
        .body();
  }

  static Stream<Jdk> jdks() {
    return Jdks.orSkip(Jdks.oldestAndNewest(11).stream(), "JDK 11 or newer");
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void wakesNobodyAndHoldsNoLoader(Jdk jdk, @TempDir Path folder) throws Exception {
    Path log = folder.resolve("init.log");
    try (AgentJvm jvm =
        AgentJvm.on(jdk)
            .agent("log=stderr")
            .jvmArgs("-Xlog:class+init=info:file=" + log + ":none")
            .main("example.meters.Redeploy", Workspace.programs())
            .args(Workspace.micrometer().toString())
            .start()) {
      jvm.awaitStdout("READY", EchoServer.SOON);
      StartLine.assertWatchesAllPaths(jvm);
      obey(jvm, "load sleeper");
      obey(jvm, "load shop");
      obey(jvm, "wake shop");
      Await.until("meters", EchoServer.SOON, () -> meters(jvm, "shop") > 5);
      try (Stream<String> lines = Files.lines(log)) {
        assertEquals(
            1,
            lines
                .filter(
                    line -> line.contains("Initializing 'io/micrometer/core/instrument/Metrics'"))
                .count(),
            "the sleeper sleeps");
      }
      obey(jvm, "wake sleeper");
      Await.until("meters", EchoServer.SOON, () -> meters(jvm, "sleeper") > 5);
      obey(jvm, "drop shop");
      jvm.awaitStdout("^COLLECTED$", EchoServer.SOON);
      obey(jvm, "close");
      Await.until("none", EchoServer.SOON, () -> meters(jvm, "sleeper") == 0);
      jvm.send("quit");
      assertEquals(0, jvm.exitCode(EchoServer.SOON), jvm::toString);
    }
  }

  /** The global registry hands a meter on to one member after the other. */
  @Test
  void whatOneRegistryRefusesStaysInNone() throws Exception {
    try (AgentJvm jvm =
        AgentJvm.on(Jdks.oldestAndNewest(8).get(0))
            .agent("log=stderr")
            .expect("Cannot show all figures in Micrometer")
            .main("example.meters.Redeploy", Workspace.programs())
            .args(Workspace.micrometer().toString())
            .start()) {
      jvm.awaitStdout("READY", EchoServer.SOON);
      StartLine.assertWatchesAllPaths(jvm);
      obey(jvm, "load shop");
      obey(jvm, "refuse shop");
      Await.until(
          EchoServer.SOON,
          () -> {
            int all = meters(jvm, "shop");
            return all > 5 && members(jvm).equals(all + " " + all + " " + all);
          },
          () -> jvm.failure("they differ"));
      jvm.awaitStderr(
          "WARN +Cannot show all figures in Micrometer: java.lang.IllegalStateException: "
              + "full of meters; what one registry refuses is in none of them",
          EchoServer.SOON);
      obey(jvm, "close");
      Await.until(
          EchoServer.SOON, () -> members(jvm).equals("0 0 0"), () -> jvm.failure("some stay"));
      jvm.send("quit");
      assertEquals(0, jvm.exitCode(EchoServer.SOON), jvm::toString);
    }
  }

  private static String members(AgentJvm jvm) throws Exception {
    String said = "MEMBERS shop ";
    obey(jvm, "members shop");
    return jvm.stdout().lines().stream()
        .filter(line -> line.startsWith(said))
        .reduce((earlier, later) -> later)
        .orElseThrow()
        .substring(said.length());
  }

  private static int meters(AgentJvm jvm, String application) throws Exception {
    long before = shown(jvm, application).size();
    obey(jvm, "show " + application);
    List<String> all = shown(jvm, application);
    assertEquals(before + 1, all.size());
    String last = all.get(all.size() - 1);
    return Integer.parseInt(last.substring(last.lastIndexOf(' ') + 1));
  }

  private static List<String> shown(AgentJvm jvm, String application) {
    return jvm.stdout().lines().stream()
        .filter(line -> line.startsWith("METERS " + application + " "))
        .toList();
  }

  /** Returns once it is done. */
  private static void obey(AgentJvm jvm, String command) throws Exception {
    String done = "DONE " + command;
    long before = jvm.stdout().lines().stream().filter(done::equals).count();
    jvm.send(command);
    Await.until(
        Duration.ofSeconds(60),
        () -> jvm.stdout().lines().stream().filter(done::equals).count() > before,
        () -> jvm.failure("does not " + command));
  }
}
