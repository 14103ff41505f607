package io.acceptlag.benchmarks;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What CI runs: two minutes, on Java 17 and 25, to see that nothing has become much dearer. What
 * has a bound fails above twice that, and what should be none where it is one. A part that fails is
 * measured once more, since a machine that others use as well may have been slow just then.
 */
final class ShortVersion {
  private static final int PAIRS = 30;
  private static final int PAIRS_THAT_TELL = 23;
  private static final long WARM_UP_MILLIS = 1_500;
  private static final long COUNTED_MILLIS = 100;
  private static final int LOSS_PERCENT = 1;

  private static final int STARTS = 5;
  private static final long MEMORY_LOAD_MILLIS = 3_000;
  private static final int LISTENERS = 1000;
  private static final int SETTLE_SECONDS = 30;

  /**
   * A thread that only reads the kernel's counters as often is the measure: to wake ten times a
   * second costs one machine four times as much as another. It was 2.4 to 4.2 times that.
   */
  private static final double TIMES_A_BARE_READER = 3.5;

  /** Measures something on these, and says what it found. */
  private interface Check {
    List<Finding> on(List<Jvm> jvms) throws Exception;
  }

  private ShortVersion() {}

  /** Whether nothing has failed. */
  static boolean holds() throws Exception {
    Map<String, Check> checks = new LinkedHashMap<>();
    checks.put("jar", jvms -> jar());
    checks.put("hook", ShortVersion::hook);
    checks.put("connections", ShortVersion::connections);
    checks.put("start", ShortVersion::start);
    checks.put("memory", ShortVersion::memory);
    checks.put("sampler", ShortVersion::sampler);
    List<Jvm> jvms = List.of(Jvm.of(17), Jvm.of(25));
    List<Finding> failed = new ArrayList<>();
    for (Map.Entry<String, Check> check : checks.entrySet()) {
      List<Finding> fails = failures(check.getValue().on(jvms));
      if (!fails.isEmpty()) {
        System.out.println("Measures \"" + check.getKey() + "\" once more, since that failed.");
        List<String> failedFirst = fails.stream().map(Finding::what).toList();
        failures(check.getValue().on(jvms)).stream()
            .filter(each -> failedFirst.contains(each.what()))
            .forEach(failed::add);
      }
    }
    for (Finding each : failed) {
      System.err.println("TOO DEAR, measured twice: " + each.sentence() + ".");
    }
    return failed.isEmpty();
  }

  private static List<Finding> failures(List<Finding> findings) {
    findings.forEach(each -> System.out.println(each.sentence()));
    return findings.stream().filter(Finding::fails).toList();
  }

  private static List<Finding> jar() throws Exception {
    return List.of(Finding.cost("the jar", MemoryCost.jarMegabytes(), 6.5, " MB"));
  }

  private static List<Finding> hook(List<Jvm> jvms) throws Exception {
    List<Finding> findings = new ArrayList<>();
    for (Jvm jvm : jvms) {
      Map<String, Double> scores = HookCost.scoresInShort(jvm);
      double healthy = scores.get("healthy");
      double measuring = scores.get("measuring");
      findings.add(
          Finding.cost(
              "the healthy hook beyond an empty one" + on(jvm),
              healthy - scores.get("emptyHook"),
              60,
              " ns"));
      findings.add(
          Finding.cost(
              "the measuring hook / getsockopt" + on(jvm),
              measuring / scores.get("getsockopt"),
              1.2,
              ""));
      findings.add(allocation("healthy", scores, jvm));
      findings.add(allocation("measuring", scores, jvm));
    }
    return findings;
  }

  /** An object has 16 bytes at least: less than one a call is what other threads allocate. */
  private static Finding allocation(String hook, Map<String, Double> scores, Jvm jvm) {
    double bytes = scores.get(hook + ":gc.alloc.rate.norm");
    return new Finding(
        "allocated by the " + hook + " hook" + on(jvm),
        String.format(Locale.ROOT, "%.2f bytes a call", bytes),
        "0",
        "1 byte, which other threads may allocate meanwhile",
        bytes > 1);
  }

  /**
   * A loss of one percent is far below what a second tells from the next, so the median alone says
   * nothing. A loss fails if at least 23 of 30 pairs show more than twice the bound, which pairs
   * that lie around it do three times in a thousand; and in comparison with the slower of two
   * servers without, since two JVMs that do the same differ by a few percent for good.
   */
  private static List<Finding> connections(List<Jvm> jvms) throws Exception {
    List<Finding> findings = new ArrayList<>();
    for (Jvm jvm : jvms) {
      List<Program> programs = new ArrayList<>();
      try {
        for (Agent agent : List.of(Agent.NONE, Agent.ACCEPTLAG, Agent.NONE)) {
          programs.add(Program.start(Server.SERVER_SOCKET.command(jvm, agent.options())));
        }
        List<Integer> ports = new ArrayList<>();
        for (Program program : programs) {
          ports.add(program.awaitPort());
        }
        for (int port : ports) {
          Client.perSecond(port, WARM_UP_MILLIS);
        }
        findings.add(connections(jvm, ports));
      } finally {
        programs.forEach(Program::close);
      }
    }
    return findings;
  }

  private static Finding connections(Jvm jvm, List<Integer> ports) throws Exception {
    Ratios with = new Ratios();
    Ratios control = new Ratios();
    int losses = 0;
    for (int pair = 0; pair < PAIRS; pair++) {
      double bare = Client.perSecond(ports.get(0), COUNTED_MILLIS);
      double watched = Client.perSecond(ports.get(1), COUNTED_MILLIS);
      double bareToo = Client.perSecond(ports.get(2), COUNTED_MILLIS);
      with.add(watched, bare);
      control.add(bareToo, bare);
      if (watched < (1 - 2 * LOSS_PERCENT / 100.0) * Math.min(bare, bareToo)) {
        losses++;
      }
    }
    return new Finding(
        "connections/s of a ServerSocket with the agent / without" + on(jvm),
        with.text() + ", without / without " + control.text(),
        "a loss of " + LOSS_PERCENT + " %",
        "twice that if it shows in "
            + PAIRS_THAT_TELL
            + " of "
            + PAIRS
            + " pairs: it does in "
            + losses,
        losses >= PAIRS_THAT_TELL);
  }

  private static List<Finding> start(List<Jvm> jvms) throws Exception {
    List<Finding> findings = new ArrayList<>();
    for (Jvm jvm : jvms) {
      double without = Double.POSITIVE_INFINITY;
      double with = Double.POSITIVE_INFINITY;
      for (int i = 0; i < STARTS; i++) {
        // The shortest: whatever else runs here makes a start longer, never shorter.
        without = Math.min(without, StartCost.run(jvm, Agent.NONE, 2).wall());
        with = Math.min(with, StartCost.run(jvm, Agent.ACCEPTLAG, 2).wall());
      }
      findings.add(Finding.cost("added to the start" + on(jvm), with - without, 0.2, " s"));
    }
    return findings;
  }

  private static List<Finding> memory(List<Jvm> jvms) throws Exception {
    List<Finding> findings = new ArrayList<>();
    for (Jvm jvm : jvms) {
      try (Program without = MemoryCost.start(jvm, Agent.NONE, Map.of());
          Program with = MemoryCost.start(jvm, Agent.ACCEPTLAG, Map.of())) {
        // All that one thread can, so that the heap is touched to its end in both.
        Client.perSecond(without.awaitPort(), MEMORY_LOAD_MILLIS);
        Client.perSecond(with.awaitPort(), MEMORY_LOAD_MILLIS);
        findings.add(
            Finding.cost(
                "added to what is resident" + on(jvm),
                with.residentMiB() - without.residentMiB(),
                25,
                " MiB"));
      }
    }
    return findings;
  }

  private static List<Finding> sampler(List<Jvm> jvms) throws Exception {
    List<Finding> findings = new ArrayList<>();
    List<List<Double>> polls = SamplerCost.pollMicros(jvms, SETTLE_SECONDS, List.of(1, LISTENERS));
    for (int i = 0; i < jvms.size(); i++) {
      double one = polls.get(i).get(0);
      double many = polls.get(i).get(1);
      findings.add(
          Finding.cost(
              String.format(
                  Locale.ROOT,
                  "the sampler with one listener, %.2f %% of a core, / a thread that only reads the"
                      + " kernel's counters%s",
                  SamplerCost.percentOfCore(one),
                  on(jvms.get(i))),
              one / SamplerCost.yardstickMicros(polls.get(i)),
              TIMES_A_BARE_READER,
              ""));
      findings.add(
          Finding.cost(
              "the sampler for each listener and poll beyond the first" + on(jvms.get(i)),
              (many - one) / (LISTENERS - 1),
              3,
              " µs"));
    }
    return findings;
  }

  private static String on(Jvm jvm) {
    return " on Java " + jvm.version();
  }
}
