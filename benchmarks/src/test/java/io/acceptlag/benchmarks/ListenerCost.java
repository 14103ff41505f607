package io.acceptlag.benchmarks;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/** {@code ListenerBenchmark} on each Java, without the agent and with it. */
final class ListenerCost implements Part {
  @Override
  public String title() {
    return "Opening and closing listeners";
  }

  @Override
  public String measure() throws Exception {
    Table table =
        new Table(
            2,
            "Java",
            "listener",
            "open, bind and close without the agent, ns",
            "with it",
            "more",
            "with / without");
    for (Jvm jvm : Jvm.all()) {
      Map<String, Double> without = scores(jvm, Agent.NONE);
      Map<String, Double> with = scores(jvm, Agent.ACCEPTLAG);
      for (String listener : List.of("socket", "channel")) {
        double before = without.get(listener);
        double after = with.get(listener);
        table.row(
            jvm.fullVersion(),
            listener,
            round(before),
            round(after),
            round(after - before),
            String.format(Locale.ROOT, "%.2f", after / before));
      }
    }
    return table
        + "\nNobody connects to them. Tens of thousands a second come and go here, all on ports that the"
        + " kernel gives, so nearly all are gone before the next poll.\n";
  }

  private static Map<String, Double> scores(Jvm jvm, Agent agent) throws Exception {
    // JMH takes no empty list of options; this one is the default.
    String options =
        agent == Agent.NONE ? "-Xshare:auto" : String.join(" ", agent.options()) + "=log=none";
    return HookCost.scoresAtLength(options, jvm, "ListenerBenchmark");
  }

  private static String round(double figure) {
    return String.format(Locale.ROOT, "%.0f", figure);
  }
}
