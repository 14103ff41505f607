package io.acceptlag.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** {@code HookBenchmark} on each Java, and the system call that it makes in C. */
final class HookCost implements Part {
  private static final String AGENT =
      "-javaagent:"
          + Agent.ACCEPTLAG.jar().toAbsolutePath()
          + "=log=none,warn.wait=10m,span.wait=10m";

  private static final String C =
      """
      #include <netinet/in.h>
      #include <netinet/tcp.h>
      #include <stdio.h>
      #include <stdlib.h>
      #include <sys/socket.h>
      #include <time.h>

      #define ROUNDS 21

      static int compare(const void *one, const void *other) {
        double difference = *(const double *)one - *(const double *)other;
        return (difference > 0) - (difference < 0);
      }

      static double seconds(void) {
        struct timespec now;
        clock_gettime(CLOCK_MONOTONIC, &now);
        return now.tv_sec + now.tv_nsec / 1e9;
      }

      int main(void) {
        struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
        socklen_t size = sizeof(address);
        int listener = socket(AF_INET, SOCK_STREAM, 0);
        bind(listener, (struct sockaddr *)&address, size);
        listen(listener, 10);
        getsockname(listener, (struct sockaddr *)&address, &size);
        int client = socket(AF_INET, SOCK_STREAM, 0);
        connect(client, (struct sockaddr *)&address, size);
        int connection = accept(listener, NULL, NULL);
        double rounds[ROUNDS];
        for (int round = 0; round < ROUNDS; round++) {
          double start = seconds();
          for (int i = 0; i < 500000; i++) {
            char info[104];
            socklen_t length = sizeof(info);
            getsockopt(connection, IPPROTO_TCP, TCP_INFO, info, &length);
          }
          rounds[round] = (seconds() - start) / 500000 * 1e9;
        }
        qsort(rounds, ROUNDS, sizeof(double), compare);
        printf("%.1f\\n", rounds[ROUNDS / 2]);
        return 0;
      }
      """;

  @Override
  public String title() {
    return "Hook";
  }

  @Override
  public String measure() throws Exception {
    Table table =
        new Table(
            1,
            "Java",
            "nanoTime, ns",
            "empty hook",
            "healthy",
            "measuring",
            "getsockopt, same binding",
            "closing a connection",
            "healthy - empty (to reach: 60)",
            "measuring / getsockopt (1.2)",
            "measuring / C (1.15 from 22 on)",
            "bytes: healthy, measuring (0)");
    double c = inC();
    for (Jvm jvm : Jvm.all()) {
      Map<String, Double> scores = scores(jvm);
      double healthy = scores.get("healthy");
      double measuring = scores.get("measuring");
      table.row(
          jvm.fullVersion(),
          round(scores.get("nanoTime")),
          round(scores.get("emptyHook")),
          round(healthy),
          round(measuring),
          round(scores.get("getsockopt")),
          round(scores.get("closing")),
          round(healthy - scores.get("emptyHook")),
          ratio(measuring / scores.get("getsockopt")),
          ratio(measuring / c),
          round(scores.get("healthy:gc.alloc.rate.norm"))
              + ", "
              + round(scores.get("measuring:gc.alloc.rate.norm")));
    }
    return table
        + "\nIn C the same getsockopt takes "
        + round(c)
        + " ns (the median of 21 rounds).\n\n"
        + "Whether the hook becomes part of accept(), by -XX:+PrintInlining under load of a ServerSocket:\n\n"
        + Inlining.measure()
        + "\nThe last, which asks the kernel, is called only for a connection that may have waited.\n";
  }

  private static double inC() throws Exception {
    Path folder = Files.createTempDirectory("getsockopt");
    Path source = Files.writeString(folder.resolve("getsockopt.c"), C);
    Path program = folder.resolve("getsockopt");
    new ProcessBuilder("cc", "-O2", "-o", program.toString(), source.toString())
        .inheritIO()
        .start()
        .waitFor();
    return Double.parseDouble(Program.lastLine(List.of(program.toString())));
  }

  private static Map<String, Double> scores(Jvm jvm) throws Exception {
    return scoresAtLength(AGENT, jvm, "HookBenchmark");
  }

  /** What needs a bound checked, in a quarter of the time. */
  static Map<String, Double> scoresInShort(Jvm jvm) throws Exception {
    return scores(
        jvm,
        "HookBenchmark.(emptyHook|healthy|measuring|getsockopt)$",
        "-wi",
        "3",
        "-i",
        "3",
        "-w",
        "500ms",
        "-r",
        "500ms");
  }

  /** By benchmark, and after a colon by what was measured besides. */
  private static Map<String, Double> scores(Jvm jvm, String... what) throws Exception {
    return scoresWith(AGENT, jvm, what);
  }

  /** Of those benchmarks, long enough for the page. */
  static Map<String, Double> scoresAtLength(String agents, Jvm jvm, String benchmarks)
      throws Exception {
    return scoresWith(agents, jvm, benchmarks, "-wi", "3", "-i", "5", "-w", "1s", "-r", "1s");
  }

  /** The same, with those agents and options of the JVM. */
  static Map<String, Double> scoresWith(String agents, Jvm jvm, String... what) throws Exception {
    Path result = Files.createTempFile("jmh", ".csv");
    String options =
        agents + (jvm.version() > 8 ? " --add-opens=java.base/sun.nio.ch=ALL-UNNAMED" : "");
    List<String> command = new ArrayList<>(jvm.jmh(what));
    Collections.addAll(
        command,
        "-f",
        "1",
        "-prof",
        "gc",
        "-rf",
        "csv",
        "-rff",
        result.toString(),
        "-jvmArgs",
        options);
    Program.lastLine(command);
    Map<String, Double> scores = new HashMap<>();
    for (String line : Files.readAllLines(result)) {
      String[] cells = line.split(",", -1);
      if (cells.length > 4 && !cells[4].equals("\"Score\"")) {
        scores.put(cells[0].replace("\"", "").replaceFirst(".*Benchmark\\.", ""), score(cells[4]));
      }
    }
    if (scores.isEmpty()) {
      throw new IOException("JMH measured nothing on Java " + jvm.version());
    }
    return scores;
  }

  private static double score(String cell) {
    return cell.equals("NaN") ? 0 : Double.parseDouble(cell);
  }

  private static String round(double figure) {
    return String.format(Locale.ROOT, "%.1f", figure);
  }

  private static String ratio(double figure) {
    return String.format(Locale.ROOT, "%.2f", figure);
  }
}
