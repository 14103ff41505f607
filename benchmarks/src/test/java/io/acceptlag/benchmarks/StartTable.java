package io.acceptlag.benchmarks;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What each agent adds to a start: all of them in turn, round by round. */
final class StartTable {
  private final Table table =
      new Table(
          2,
          "Java, cores",
          "agent",
          "wall, s",
          "CPU, s",
          "wall added, s (to reach: 0.2)",
          "CPU added, s",
          "wall added / OpenTelemetry's (0.04)");

  /** Something that starts, with what may be attached. */
  interface Start {
    Cost with(Agent agent) throws Exception;
  }

  void compare(String what, int rounds, Start start) throws Exception {
    Map<Agent, List<Double>> walls = new EnumMap<>(Agent.class);
    Map<Agent, List<Double>> cpus = new EnumMap<>(Agent.class);
    for (int round = 0; round < rounds; round++) {
      for (Agent agent : Agent.values()) {
        Cost cost = start.with(agent);
        walls.computeIfAbsent(agent, first -> new ArrayList<>()).add(cost.wall());
        cpus.computeIfAbsent(agent, first -> new ArrayList<>()).add(cost.cpu());
      }
    }
    double wall = Ratios.median(walls.get(Agent.NONE));
    double cpu = Ratios.median(cpus.get(Agent.NONE));
    double reference = Ratios.median(walls.get(Agent.OPENTELEMETRY)) - wall;
    for (Agent agent : Agent.values()) {
      double added = Ratios.median(walls.get(agent)) - wall;
      boolean none = agent == Agent.NONE;
      table.row(
          what,
          agent.words(),
          seconds(Ratios.median(walls.get(agent))),
          seconds(Ratios.median(cpus.get(agent))),
          none ? "" : seconds(added),
          none ? "" : seconds(Ratios.median(cpus.get(agent)) - cpu),
          none ? "" : seconds(added / reference));
    }
  }

  private static String seconds(double figure) {
    return String.format(Locale.ROOT, "%.3f", figure);
  }

  @Override
  public String toString() {
    return table.toString();
  }
}
