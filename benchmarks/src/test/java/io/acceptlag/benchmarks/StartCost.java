package io.acceptlag.benchmarks;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A trivial server from its start to its end, with each agent in turn. */
final class StartCost implements Part {
  private static final int ROUNDS = 5;
  private static final int ROUNDS_ON_ONE = 3;
  private static final Pattern TIMES = Pattern.compile("(\\d+)m([\\d.]+)s");

  @Override
  public String title() {
    return "Start";
  }

  @Override
  public String measure() throws Exception {
    StartTable table = new StartTable();
    for (Jvm jvm : Jvm.all()) {
      for (Agent agent : Agent.values()) {
        // Warms the page cache.
        run(jvm, agent, 2);
      }
      table.compare(jvm.fullVersion() + ", 2", ROUNDS, agent -> run(jvm, agent, 2));
      table.compare(jvm.fullVersion() + ", 1", ROUNDS_ON_ONE, agent -> run(jvm, agent, 1));
    }
    return table
        + "\nMedian of "
        + ROUNDS
        + " rounds ("
        + ROUNDS_ON_ONE
        + " on one core), in each of which all run one after another.\n";
  }

  static Cost run(Jvm jvm, Agent agent, int cores) throws Exception {
    List<String> timed = new ArrayList<>(List.of("sh", "-c", "\"$@\" >&2; times", "sh"));
    if (cores == 1) {
      timed.addAll(List.of("taskset", "-c", "0"));
    }
    timed.addAll(jvm.subject(agent.options(), "TrivialServer", "start"));
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
}
