package io.acceptlag.benchmarks;

import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A trivial server from its start to its end, with each agent in turn. */
final class StartCost implements Part {
  private static final int ROUNDS = 5;
  private static final Pattern TIMES = Pattern.compile("(\\d+)m([\\d.]+)s");

  /** Wall and CPU seconds. */
  private record Cost(double wall, double cpu) {}

  @Override
  public String title() {
    return "Start";
  }

  @Override
  public String measure() throws Exception {
    Table table =
        new Table(
            "Java, cores",
            "agent",
            "wall, s",
            "CPU, s",
            "wall added, s (to reach: 0.2)",
            "CPU added, s",
            "wall added / OpenTelemetry's (0.04)");
    for (Jvm jvm : Jvm.all()) {
      for (int cores : jvm.version() == 17 ? new int[] {2, 1} : new int[] {2}) {
        compare(jvm, cores, table);
      }
    }
    return table
        + "\nMedian of "
        + ROUNDS
        + " rounds, in each of which all run one after another.\n";
  }

  private static void compare(Jvm jvm, int cores, Table table) throws Exception {
    Map<Agent, List<Double>> walls = new EnumMap<>(Agent.class);
    Map<Agent, List<Double>> cpus = new EnumMap<>(Agent.class);
    for (int round = 0; round <= ROUNDS; round++) {
      for (Agent agent : Agent.values()) {
        Cost cost = run(jvm.subject(agent.options(), "TrivialServer", "start"), cores);
        // The first warms the page cache.
        if (round > 0) {
          walls.computeIfAbsent(agent, first -> new ArrayList<>()).add(cost.wall);
          cpus.computeIfAbsent(agent, first -> new ArrayList<>()).add(cost.cpu);
        }
      }
    }
    double wall = Ratios.median(walls.get(Agent.NONE));
    double cpu = Ratios.median(cpus.get(Agent.NONE));
    double reference = Ratios.median(walls.get(Agent.OPENTELEMETRY)) - wall;
    for (Agent agent : Agent.values()) {
      double added = Ratios.median(walls.get(agent)) - wall;
      boolean none = agent == Agent.NONE;
      table.row(
          jvm.fullVersion() + ", " + cores,
          agent.words(),
          seconds(Ratios.median(walls.get(agent))),
          seconds(Ratios.median(cpus.get(agent))),
          none ? "" : seconds(added),
          none ? "" : seconds(Ratios.median(cpus.get(agent)) - cpu),
          none ? "" : seconds(added / reference));
    }
  }

  private static Cost run(List<String> command, int cores) throws Exception {
    List<String> timed = new ArrayList<>(List.of("sh", "-c", "\"$@\" >&2; times", "sh"));
    if (cores == 1) {
      timed.addAll(List.of("taskset", "-c", "0"));
    }
    timed.addAll(command);
    long startNanos = System.nanoTime();
    String children = Program.lastLine(timed);
    double wall = (System.nanoTime() - startNanos) / 1e9;
    Matcher times = TIMES.matcher(children);
    double cpu = 0;
    while (times.find()) {
      cpu += 60 * Integer.parseInt(times.group(1)) + Double.parseDouble(times.group(2));
    }
    if (cpu == 0) {
      throw new IOException("no times in " + children);
    }
    return new Cost(wall, cpu);
  }

  private static String seconds(double figure) {
    return String.format(Locale.ROOT, "%.3f", figure);
  }
}
