package io.acceptlag.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * What lies in monitoring/, against a real Prometheus that holds a real incident. Profile
 * "monitoring": to build Prometheus takes minutes.
 */
@Execution(ExecutionMode.SAME_THREAD)
@EnabledIfSystemProperty(named = "monitoring", matches = "true")
class PrometheusIT {
  private static final Duration SOON = Duration.ofSeconds(60);
  private static final int ROOM = 5;
  private static final Path MONITORING = Path.of("../monitoring");

  /** Of other incidents than this one, or of several. */
  private static final Set<String> OTHERS = Set.of("AcceptlagUnserved", "AcceptlagIncidentsOften");

  @Test
  void everyQueryReturnsWhatTheIncidentWas(@TempDir Path folder) throws Exception {
    Missing.skipIf("Prometheus", Prometheus.unavailability());
    try (Prometheus prometheus = Prometheus.start(folder)) {
      try (AgentJvm jvm = shop(prometheus.endpoint())) {
        int port = awaitShop(jvm);
        List<Socket> clients = stick(jvm, port);
        awaitOpen(prometheus);
        Set<String> silent = new TreeSet<>(silent(prometheus, queries()));
        assertAlerts(prometheus, port);
        release(jvm, clients);
        Await.until(
            "the incident is counted",
            SOON,
            () -> !nothing(prometheus.query("acceptlag_incident_count_total > 0")));
        awaitTwoMoreExports(prometheus);
        silent.retainAll(silent(prometheus, queries()));
        assertEquals(Set.of(), silent, "these have nothing to show, in an incident and after it");
        assertFalse(
            nothing(prometheus.query("increase(acceptlag_incident_count_total[1m]) > 0")),
            "the first incident of its kind has to be an increase");
        assertTrue(nothing(prometheus.query("acceptlag_incident_open > 0")), "is over");
        assertSeriesOfAListener(prometheus, port);
        jvm.send("quit");
        assertEquals(0, jvm.exitCode(SOON), jvm::toString);
      }
    }
  }

  @Test
  void theCollectorHandsOnTheSame(@TempDir Path folder) throws Exception {
    Missing.skipIf("Prometheus", Prometheus.unavailability());
    Missing.skipIf("A collector", Collector.unavailability());
    try (Prometheus prometheus = Prometheus.start(folder);
        Collector collector =
            Collector.startForwarding(folder, prometheus.endpoint() + "/v1/metrics");
        AgentJvm jvm = shop(collector.endpoint("http/protobuf"))) {
      int port = awaitShop(jvm);
      List<Socket> clients = stick(jvm, port);
      awaitOpen(prometheus);
      assertAlerts(prometheus, port);
      release(jvm, clients);
      jvm.send("quit");
      assertEquals(0, jvm.exitCode(SOON), jvm::toString);
    }
  }

  /** Its rules make the names those that come by OTLP. */
  @Test
  void theAlertsTakeWhatJmxExporterGives(@TempDir Path folder) throws Exception {
    Missing.skipIf("Prometheus", Prometheus.unavailability());
    int exporter = FreePort.next();
    AgentJvm.Builder builder =
        AgentJvm.on(Jdks.need(17))
            .unverified()
            .agent("log=stderr,warn.wait=500ms")
            .agent(
                Workspace.jmxExporter(),
                exporter + ":" + Workspace.file("monitoring/jmx/jmx_exporter.yaml"))
            .expectTrouble()
            .main("example.shop.Shop", Workspace.programs());
    try (Prometheus prometheus = Prometheus.scraping(folder, exporter);
        AgentJvm jvm = builder.start()) {
      int port = awaitShop(jvm);
      List<Socket> clients = stick(jvm, port);
      awaitOpen(prometheus);
      assertAlerts(prometheus, port);
      release(jvm, clients);
      jvm.send("quit");
      assertEquals(0, jvm.exitCode(SOON), jvm::toString);
    }
  }

  /** Of incidents of several kinds, which record.py has recorded. */
  @Test
  void promtoolAgrees() throws Exception {
    Missing.skipIf("Prometheus", Prometheus.unavailability());
    String promtool = Prometheus.binary("promtool").toString();
    run(promtool, "check", "rules", "alerts/acceptlag.yaml", "rules/acceptlag.yaml");
    run(promtool, "test", "rules", "tests/acceptlag_test.yaml");
  }

  /** The same files, for whoever builds from mixins. */
  @Test
  void theMixinHasTheSame(@TempDir Path folder) throws Exception {
    Missing.skipIf("Prometheus", Prometheus.unavailability());
    String jsonnet = Prometheus.jsonnet().toString();
    String promtool = Prometheus.binary("promtool").toString();
    String mixin = "(import 'mixin.libsonnet').";
    for (String part : List.of("Alerts", "Rules")) {
      String rules = folder.resolve(part + ".json").toString();
      run(jsonnet, "-o", rules, "-e", mixin + "prometheus" + part);
      assertEquals(
          found(run(promtool, "check", "rules", part.toLowerCase(Locale.ROOT) + "/acceptlag.yaml")),
          found(run(promtool, "check", "rules", rules)));
    }
    assertEquals(
        run(jsonnet, "dashboards/acceptlag.json"),
        run(jsonnet, "-e", mixin + "grafanaDashboards['acceptlag.json']"));
  }

  private static String found(String answer) {
    return first("SUCCESS: (\\d+ rules) found", answer);
  }

  private static String run(String... command) throws IOException, InterruptedException {
    Path log = Files.createTempFile("acceptlag-promtool", ".log");
    try {
      Process process =
          new ProcessBuilder(command)
              .directory(MONITORING.toFile())
              .redirectErrorStream(true)
              .redirectOutput(log.toFile())
              .start();
      boolean ended = process.waitFor(SOON.toSeconds(), TimeUnit.SECONDS);
      process.destroyForcibly();
      String output = Files.readString(log);
      assertTrue(ended && process.exitValue() == 0, () -> List.of(command) + "\n" + output);
      return output;
    } finally {
      Files.delete(log);
    }
  }

  private static AgentJvm shop(String endpoint) {
    return AgentJvm.on(Jdks.need(17))
        .agent("log=stderr,warn.wait=500ms")
        .expectTrouble()
        .main("example.shop.Shop", Workspace.programs())
        .env("OTEL_EXPORTER_OTLP_ENDPOINT", endpoint)
        .env("OTEL_TRACES_EXPORTER", "none")
        .env("OTEL_LOGS_EXPORTER", "none")
        .env("OTEL_SERVICE_NAME", "shop")
        .env("OTEL_METRIC_EXPORT_INTERVAL", "1000")
        .start();
  }

  private static int awaitShop(AgentJvm jvm) throws InterruptedException {
    int port = Integer.parseInt(jvm.awaitStdout("READY (\\d+)", SOON).group(1));
    StartLine.assertWatchesAllPaths(jvm);
    return port;
  }

  /** All that find room, and some that are turned away. */
  private static List<Socket> stick(AgentJvm jvm, int port) throws Exception {
    List<Socket> clients = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      Socket client = new Socket();
      client.connect(Loopback.ipv4(port), (int) SOON.toMillis());
      clients.add(client);
      jvm.awaitStdout("ACCEPTED " + client.getLocalPort() + " ", SOON);
      if (i == 0) {
        jvm.send("stick");
        jvm.awaitStdout("STICKS", SOON);
      }
    }
    for (int i = 0; i < ROOM; i++) {
      Socket client = new Socket();
      client.connect(Loopback.ipv4(port), (int) SOON.toMillis());
      clients.add(client);
    }
    Thread refused =
        new Thread(
            () -> {
              try (Socket client = new Socket()) {
                client.connect(Loopback.ipv4(port), (int) SOON.toMillis());
              } catch (IOException e) {
                // Or taken at last: either will do.
              }
            });
    refused.setDaemon(true);
    refused.start();
    jvm.awaitLog("refusal", line -> line.is("overflow"), SOON);
    return clients;
  }

  private static void release(AgentJvm jvm, List<Socket> clients) throws Exception {
    jvm.send("go on");
    jvm.awaitLog("recovery", line -> line.is("recovered"), SOON);
    for (Socket client : clients) {
      client.close();
    }
  }

  private static void awaitOpen(Prometheus prometheus) throws Exception {
    Await.until(
        "an open incident",
        SOON,
        () ->
            prometheus
                .query("acceptlag_incident_open > 0")
                .contains("\"acceptlag_cause\":\"accept_thread_blocked\""));
    Await.until(
        "the kernel drops",
        SOON,
        () -> !nothing(prometheus.query("increase(acceptlag_packet_dropped_total[1m]) > 0")));
  }

  private static void awaitTwoMoreExports(Prometheus prometheus) throws Exception {
    String before = prometheus.query("timestamp(acceptlag_queue_limit)");
    for (int i = 0; i < 2; i++) {
      String last = before;
      Await.until(
          "an export",
          SOON,
          () -> !prometheus.query("timestamp(acceptlag_queue_limit)").equals(last));
      before = prometheus.query("timestamp(acceptlag_queue_limit)");
    }
  }

  private static void assertAlerts(Prometheus prometheus, int port) throws Exception {
    for (String rule : read("alerts/acceptlag.yaml").split("- alert: ", -1)) {
      String name = rule.lines().findFirst().orElse("");
      if (!name.startsWith("Acceptlag") || OTHERS.contains(name)) {
        continue;
      }
      String query = expressions(rule).get(0);
      boolean mine =
          !rule.contains("acceptlag_cause=\"")
              || rule.contains("acceptlag_cause=\"accept_thread_blocked\"");
      if (!mine) {
        String found = prometheus.query(query);
        assertTrue(nothing(found), () -> rule + found);
      } else {
        // Of a target that has just been slow to answer Prometheus has nothing until the next time.
        String found =
            Await.found(
                SOON,
                () -> Optional.of(prometheus.query(query)).filter(each -> !nothing(each)),
                () -> new AssertionError("nothing of " + rule));
        assertTrue(found.contains("\"acceptlag_cause\":\"accept_thread_blocked\""), found);
        assertTrue(found.contains("\"network_local_port\":\"" + port + "\""), found);
        assertTrue(found.contains("\"job\":\"shop\""), found);
      }
    }
  }

  /** Each costs memory wherever it is kept; docs/monitoring has the number. */
  private static void assertSeriesOfAListener(Prometheus prometheus, int port) throws Exception {
    String count =
        prometheus.query("count({__name__=~\"acceptlag_.*\",network_local_port=\"" + port + "\"})");
    int series = Integer.parseInt(first("\"(\\d+)\"\\]", count));
    System.out.println("Series of a listener after an incident: " + series);
    assertTrue(series <= 60, count);
  }

  private static List<String> queries() throws IOException {
    List<String> queries = new ArrayList<>(expressions(read("rules/acceptlag.yaml")));
    Pattern.compile("\"expr\": \"((?:[^\"\\\\]|\\\\.)*)\"")
        .matcher(read("dashboards/acceptlag.json"))
        .results()
        .map(found -> found.group(1).replace("\\\"", "\""))
        .map(
            query ->
                query
                    .replace("$__rate_interval", "1m")
                    .replace("$job", "shop")
                    .replace("$instance", ".*")
                    .replace("$port", ".*"))
        .forEach(queries::add);
    assertTrue(queries.size() > 20, queries::toString);
    return queries;
  }

  /** Those behind {@code expr:}, on the same line or indented below it. */
  private static List<String> expressions(String rules) {
    return Pattern.compile(" expr: (?:\\|\n((?: {10,}.*\n)+)|(.*)\n)")
        .matcher(rules)
        .results()
        .map(found -> found.group(1) == null ? found.group(2) : found.group(1))
        .toList();
  }

  private static List<String> silent(Prometheus prometheus, List<String> queries)
      throws IOException, InterruptedException {
    List<String> silent = new ArrayList<>();
    for (String query : queries) {
      if (nothing(prometheus.query(query))) {
        silent.add(query);
      }
    }
    return silent;
  }

  private static boolean nothing(String result) {
    return result.equals("[]");
  }

  private static String read(String file) throws IOException {
    return Files.readString(MONITORING.resolve(file));
  }

  private static String first(String regex, String text) {
    return Pattern.compile(regex)
        .matcher(text)
        .results()
        .findFirst()
        .map(found -> found.group(1))
        .orElseThrow(() -> new AssertionError(regex + " in " + text));
  }
}
