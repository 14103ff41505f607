package io.acceptlag.benchmarks;

import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What is resident after some load, and how many threads there are. */
final class MemoryCost implements Part {
  private static final long LOAD_MILLIS = 10_000;
  private static final int RUNS = 2;

  @Override
  public String title() {
    return "Memory";
  }

  @Override
  public String measure() throws Exception {
    HttpServer collector =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    collector.createContext(
        "/",
        exchange -> {
          exchange.getRequestBody().readAllBytes();
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    collector.start();
    try {
      return measure("http://127.0.0.1:" + collector.getAddress().getPort());
    } finally {
      collector.stop(0);
    }
  }

  private static String measure(String endpoint) throws Exception {
    Table table =
        new Table(
            "Java",
            "agent",
            "resident, MiB",
            "added (to reach: 25; 45 exporting)",
            "threads added (3)");
    Map<String, String> exporting =
        Map.of("OTEL_EXPORTER_OTLP_ENDPOINT", endpoint, "OTEL_METRIC_EXPORT_INTERVAL", "5000");
    for (Jvm jvm : Jvm.all()) {
      double[] none = resident(jvm, Agent.NONE, Map.of());
      for (Agent agent : Agent.values()) {
        double[] with = agent == Agent.NONE ? none : resident(jvm, agent, Map.of());
        row(table, jvm, agent.words(), with, none);
        if (agent == Agent.ACCEPTLAG) {
          row(table, jvm, "acceptlag, exporting", resident(jvm, agent, exporting), none);
        }
      }
    }
    return table
        + "\n"
        + "A ServerSocket under load for "
        + LOAD_MILLIS / 1000
        + " s, heap of 64 MiB, the lower of two runs. The jar has "
        + String.format(Locale.ROOT, "%.1f", Files.size(Agent.ACCEPTLAG.jar()) / 1e6)
        + " MB (to reach: 8).\n";
  }

  private static void row(Table table, Jvm jvm, String name, double[] with, double[] none) {
    table.row(
        jvm.fullVersion(),
        name,
        Math.round(with[0]),
        with == none ? "" : Math.round(with[0] - none[0]),
        with == none ? "" : Math.round(with[1] - none[1]));
  }

  private static double[] resident(Jvm jvm, Agent agent, Map<String, String> environment)
      throws Exception {
    List<Double> found = new ArrayList<>();
    double threads = 0;
    for (int i = 0; i < RUNS; i++) {
      List<String> options = new ArrayList<>(List.of("-Xms64m", "-Xmx64m", "-XX:+UseSerialGC"));
      options.addAll(agent.options());
      try (Program server =
          Program.start(jvm.subject(options, "TrivialServer", "serve"), environment)) {
        ConnectionsPerSecond.perSecond(server.awaitPort(), LOAD_MILLIS);
        found.add(server.residentMiB());
        threads = server.threads();
      }
    }
    return new double[] {found.stream().mapToDouble(each -> each).min().orElseThrow(), threads};
  }
}
