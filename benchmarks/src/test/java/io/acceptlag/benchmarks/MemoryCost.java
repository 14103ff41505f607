package io.acceptlag.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** What a server under load holds: resident, heap, classes and threads. */
final class MemoryCost implements Part {
  private static final long LOAD_MINUTES = 5;

  /** To each of the servers, which all run at the same time: what two cores can do beside them. */
  private static final int CONNECTIONS_PER_SECOND = 60;

  private static final List<String> HEAP = List.of("-Xms64m", "-Xmx64m", "-XX:+UseSerialGC");

  /** What is attached, and what is in the environment. */
  private record Variant(String words, Agent agent, Map<String, String> environment) {
    static Variant of(Agent agent) {
      return new Variant(agent.words(), agent, Map.of());
    }
  }

  /** What was found of one. */
  record Memory(double residentMiB, double heapMiB, long classes, List<String> threads) {
    static Memory of(Program program) throws IOException, InterruptedException {
      double resident = program.residentMiB();
      List<String> threads = program.threadNames();
      return new Memory(
          resident, Jcmd.heapMiB(program.pid()), Jcmd.classes(program.pid()), threads);
    }

    /** The threads that are here and not there. */
    List<String> threadsBeyond(Memory other) {
      List<String> beyond = new ArrayList<>(threads);
      other.threads.forEach(beyond::remove);
      return beyond;
    }
  }

  @Override
  public String title() {
    return "Memory";
  }

  @Override
  public String measure() throws Exception {
    try (Collector collector = Collector.start()) {
      return measure(collector.endpoint());
    }
  }

  private static String measure(String endpoint) throws Exception {
    Table table =
        new Table(
            2,
            "Java",
            "agent",
            "resident, MiB",
            "added (to reach: 25; 45 exporting)",
            "threads added (3)",
            "heap after a collection, MiB",
            "added to it",
            "classes loaded",
            "added to them");
    Variant none = Variant.of(Agent.NONE);
    Variant exporting =
        new Variant(
            "acceptlag, exporting",
            Agent.ACCEPTLAG,
            Map.of("OTEL_EXPORTER_OTLP_ENDPOINT", endpoint, "OTEL_METRIC_EXPORT_INTERVAL", "5000"));
    List<Variant> variants =
        List.of(
            none,
            Variant.of(Agent.ACCEPTLAG),
            exporting,
            Variant.of(Agent.OPENTELEMETRY),
            Variant.of(Agent.ELASTIC),
            Variant.of(Agent.DATADOG));
    StringBuilder threads = new StringBuilder();
    Iterator<Memory> all = loaded(variants).iterator();
    for (Jvm jvm : Jvm.all()) {
      List<Memory> found = new ArrayList<>();
      for (int i = 0; i < variants.size(); i++) {
        found.add(all.next());
        row(table, jvm, variants.get(i), found.get(i), i == 0 ? null : found.get(0));
        if (variants.get(i).agent == Agent.ACCEPTLAG) {
          threads.append(
              String.format(
                  "- Java %s, %s: %s\n",
                  jvm.fullVersion(),
                  variants.get(i).words,
                  String.join(", ", found.get(i).threadsBeyond(found.get(0)))));
        }
      }
    }
    return table
        + String.format(
            Locale.ROOT,
            """

            A ServerSocket under load for %d minutes, %d connections/s to each of these JVMs, which all run at the same
            time; heap of 64 MiB. The jar has %.1f MB (at most: 6.5). Threads added, by the 15 characters that the
            kernel keeps of a name:

            %s""",
            LOAD_MINUTES,
            CONNECTIONS_PER_SECOND,
            jarMegabytes(),
            threads);
  }

  static double jarMegabytes() throws IOException {
    return Files.size(Agent.ACCEPTLAG.jar()) / 1e6;
  }

  /** Of each JVM each variant, JVM by JVM. */
  private static List<Memory> loaded(List<Variant> variants) throws Exception {
    List<Program> programs = new ArrayList<>();
    try {
      for (Jvm jvm : Jvm.all()) {
        for (Variant variant : variants) {
          programs.add(start(jvm, variant.agent, variant.environment));
        }
      }
      return afterLoad(programs, TimeUnit.MINUTES.toMillis(LOAD_MINUTES));
    } finally {
      programs.forEach(Program::close);
    }
  }

  static Program start(Jvm jvm, Agent agent, Map<String, String> environment) throws IOException {
    List<String> options = new ArrayList<>(HEAP);
    options.addAll(agent.options());
    return Program.start(Server.SERVER_SOCKET.command(jvm, options), environment);
  }

  /** Of each of them, all loaded at the same time. */
  static List<Memory> afterLoad(List<Program> programs, long millis) throws Exception {
    List<Integer> ports = new ArrayList<>();
    for (Program program : programs) {
      ports.add(program.awaitPort());
    }
    Client.steady(ports, CONNECTIONS_PER_SECOND, millis);
    List<Memory> found = new ArrayList<>();
    for (Program program : programs) {
      found.add(Memory.of(program));
    }
    return found;
  }

  /**
   * @param without null if it is this one
   */
  private static void row(Table table, Jvm jvm, Variant variant, Memory with, Memory without) {
    table.row(
        jvm.fullVersion(),
        variant.words,
        Math.round(with.residentMiB),
        without == null ? "" : Math.round(with.residentMiB - without.residentMiB),
        without == null ? "" : with.threads.size() - without.threads.size(),
        mebibytes(with.heapMiB),
        without == null ? "" : mebibytes(with.heapMiB - without.heapMiB),
        with.classes < 0 ? "" : with.classes,
        without == null || with.classes < 0 || without.classes < 0
            ? ""
            : with.classes - without.classes);
  }

  private static String mebibytes(double figure) {
    return String.format(Locale.ROOT, "%.1f", figure);
  }
}
