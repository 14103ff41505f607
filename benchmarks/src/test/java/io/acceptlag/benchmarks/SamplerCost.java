package io.acceptlag.benchmarks;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** CPU time of the agent's thread for each poll of idle listeners. */
final class SamplerCost implements Part {
  private static final int HELD_IN_ONE = 7_000;
  private static final double POLLS_PER_SECOND = 10;
  private static final int READS = 5;
  private static final int SETTLE_SECONDS = 60;

  /**
   * A twentieth of HotSpot's own: what is polled ten times a second is compiled for good after half
   * a minute, and not after ten. CompileThresholdScaling would do the same, but not on Java 8.
   */
  static final List<String> COMPILED_SOON =
      List.of(
          "-XX:Tier3InvocationThreshold=10",
          "-XX:Tier3MinInvocationThreshold=5",
          "-XX:Tier3CompileThreshold=100",
          "-XX:Tier3BackEdgeThreshold=3000",
          "-XX:Tier4InvocationThreshold=250",
          "-XX:Tier4MinInvocationThreshold=30",
          "-XX:Tier4CompileThreshold=750",
          "-XX:Tier4BackEdgeThreshold=2000");

  private static final List<Integer> LISTENERS = List.of(1, 10, 100, 1000);

  @Override
  public String title() {
    return "Sampler";
  }

  @Override
  public String measure() throws Exception {
    Table table =
        new Table(
            3,
            "Java",
            "listeners",
            "open connections in the network namespace",
            "µs a poll",
            "µs a listener and poll beyond the first (to reach: 3)",
            "share of a core (0.1 % with one)",
            "reading /proc/net/tcp and tcp6, µs",
            "ss -ltn, µs");
    List<Jvm> jvms = Jvm.all();
    List<List<Double>> polls = pollMicros(jvms, SETTLE_SECONDS, LISTENERS);
    for (int i = 0; i < jvms.size(); i++) {
      double one = polls.get(i).get(0);
      row(table, jvms.get(i), 1, 0, one, Double.NaN);
      for (int k = 1; k < LISTENERS.size(); k++) {
        int listeners = LISTENERS.get(k);
        double many = polls.get(i).get(k);
        row(table, jvms.get(i), listeners, 0, many, (many - one) / (listeners - 1));
      }
    }
    for (int held : new int[] {500, 3 * HELD_IN_ONE}) {
      withConnections(held, table);
    }
    return table
        + """

        Connections are counted at both their ends. The JVM's thresholds for compiling are set to a twentieth. So
        what is counted after a minute is what a server has after some ten. Before that much of a poll is interpreted,
        and one takes up to three times as long.
        """;
  }

  /**
   * @param held so many connections, each of which is counted at both its ends
   */
  private static void withConnections(int held, Table table) throws Exception {
    Jvm jvm = Jvm.of(17);
    List<Program> holders = new ArrayList<>();
    try {
      for (int left = held; left > 0; left -= HELD_IN_ONE) {
        String count = Integer.toString(Math.min(left, HELD_IN_ONE));
        holders.add(Program.start(jvm.subject(List.of(), "HeldConnections", count)));
        holders.get(holders.size() - 1).await("^READY");
      }
      double one = pollMicros(jvm, SETTLE_SECONDS, List.of(1)).get(0);
      row(table, jvm, 1, 2 * held, one, Double.NaN);
    } finally {
      holders.forEach(Program::close);
    }
  }

  /** All JVMs at once, since each sleeps nearly all the time. */
  static List<List<Double>> pollMicros(List<Jvm> jvms, int settleSeconds, List<Integer> listeners)
      throws Exception {
    ExecutorService executor = Executors.newFixedThreadPool(jvms.size());
    try {
      List<Future<List<Double>>> running = new ArrayList<>();
      for (Jvm jvm : jvms) {
        running.add(executor.submit(() -> pollMicros(jvm, settleSeconds, listeners)));
      }
      List<List<Double>> polls = new ArrayList<>();
      for (Future<List<Double>> each : running) {
        polls.add(each.get());
      }
      return polls;
    } finally {
      executor.shutdownNow();
    }
  }

  /**
   * For each of these counts of listeners, which must ascend, and last for a thread that only reads
   * the kernel's counters.
   */
  private static List<Double> pollMicros(Jvm jvm, int settleSeconds, List<Integer> listeners)
      throws Exception {
    List<String> arguments = new ArrayList<>(List.of(Integer.toString(settleSeconds)));
    listeners.forEach(count -> arguments.add(count.toString()));
    List<String> options = new ArrayList<>(COMPILED_SOON);
    options.addAll(Agent.ACCEPTLAG.options());
    List<String> command = jvm.subject(options, "IdleListeners", arguments.toArray(new String[0]));
    return Arrays.stream(Program.lastLine(command).strip().split(" ", -1))
        .map(Double::valueOf)
        .toList();
  }

  /**
   * @param polls of one JVM
   */
  static double yardstickMicros(List<Double> polls) {
    return polls.get(polls.size() - 1);
  }

  static double percentOfCore(double pollMicros) {
    return pollMicros * POLLS_PER_SECOND / 1e6 * 100;
  }

  private static void row(
      Table table, Jvm jvm, int listeners, int connections, double micros, double each)
      throws Exception {
    table.row(
        jvm.fullVersion(),
        listeners,
        connections,
        round(micros),
        Double.isNaN(each) ? "" : String.format(Locale.ROOT, "%.2f", each),
        String.format(Locale.ROOT, "%.3f %%", percentOfCore(micros)),
        round(read()),
        round(ss()));
  }

  private static double read() throws Exception {
    List<Double> micros = new ArrayList<>();
    for (int i = 0; i < READS; i++) {
      long startNanos = System.nanoTime();
      Files.readAllBytes(Path.of("/proc/net/tcp"));
      Files.readAllBytes(Path.of("/proc/net/tcp6"));
      micros.add((System.nanoTime() - startNanos) / 1e3);
    }
    return Ratios.median(micros);
  }

  private static double ss() throws Exception {
    List<Double> micros = new ArrayList<>();
    for (int i = 0; i < READS; i++) {
      long startNanos = System.nanoTime();
      Program.lastLine(List.of("ss", "-ltn"));
      micros.add((System.nanoTime() - startNanos) / 1e3);
    }
    return Ratios.median(micros);
  }

  private static String round(double micros) {
    return String.format(Locale.ROOT, "%.0f", micros);
  }
}
