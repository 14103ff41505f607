package io.acceptlag.benchmarks;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What the extension of the OpenTelemetry agent costs an accept: off, on, and on while the client
 * of a slow accept has not been met again. All three beside that agent.
 */
final class RequestTraceCost implements Part {
  private static final Path EXTENSION =
      Path.of("opentelemetry-extension", "target", "acceptlag-opentelemetry.jar");

  @Override
  public String title() {
    return "In the request's own trace";
  }

  @Override
  public String measure() throws Exception {
    Table table =
        new Table(
            1,
            "Java",
            "healthy accept without the extension, ns",
            "with it",
            "with / without (to reach: 1.0)",
            "with it, after a slow accept",
            "that / without");
    for (Jvm jvm : Jvm.all()) {
      double without = healthy(jvm, "HookBenchmark.healthy", "");
      double with = healthy(jvm, "HookBenchmark.healthy", extension());
      double after = healthy(jvm, "AfterSlowBenchmark.healthy", extension());
      table.row(
          jvm.fullVersion(),
          String.format(Locale.ROOT, "%.0f", without),
          String.format(Locale.ROOT, "%.0f", with),
          String.format(Locale.ROOT, "%.2f", with / without),
          String.format(Locale.ROOT, "%.0f", after),
          String.format(Locale.ROOT, "%.1f", after / without));
    }
    return table
        + "\nAfter a slow accept each further one asks for its peer, a system call. It does so"
        + " until a request has claimed the wait, for two minutes at most.\n";
  }

  private static String extension() {
    return " -Dotel.javaagent.extensions=" + EXTENSION.toAbsolutePath();
  }

  private static double healthy(Jvm jvm, String benchmark, String more) throws Exception {
    List<String> agents = new ArrayList<>();
    agents.add("-javaagent:" + Agent.ACCEPTLAG.jar().toAbsolutePath() + "=log=none,telemetry=otlp");
    agents.addAll(Agent.OPENTELEMETRY.options());
    Map<String, Double> scores =
        HookCost.scoresAtLength(String.join(" ", agents) + more, jvm, benchmark + "$");
    return scores.get("healthy");
  }
}
