package io.acceptlag.benchmarks;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Runs a server for long, with a black box in a file and telemetry to a collector that fails, and
 * prints what the agent takes meanwhile. Arguments: minutes, accepts at most, and a version of
 * Java. Fails where accepts are lost, or what should stay as it is grows.
 */
public final class Soak {
  private static final int HEAP_GROWS_MAX_MIB = 16;
  private static final int THREADS_GROW_MAX = 10;
  private static final int DESCRIPTORS_GROW_MAX = 24;

  /** A line an incident each four seconds, its end, the overflow's, and the collector's. */
  private static final int LINES_PER_SECOND_MAX = 4;

  /** More than any sentence and its pairs; the collector answers at far greater length. */
  private static final int LINE_MAX = 1_000;

  private static final int NATIVE_GROWS_MAX_MIB = 24;

  private static final int BOX_MAX_MIB = 2;

  private Soak() {}

  public static void main(String[] args) throws Exception {
    long seconds = Math.round(60 * Double.parseDouble(args.length > 0 ? args[0] : "30"));
    String acceptsMax = args.length > 1 ? args[1] : "100000000";
    Jvm jvm = Jvm.of(args.length > 2 ? Integer.parseInt(args[2]) : 17);
    List<String> options = new ArrayList<>(Agent.ACCEPTLAG.options());
    Path folder = Files.createTempDirectory("soak");
    Path box = folder.resolve("box");
    options.set(0, options.get(0) + "=log=stderr,blackbox=" + box);
    options.add("-Xmx256m");
    options.add("-XX:NativeMemoryTracking=summary");
    try (FailingCollector collector = FailingCollector.start();
        Program program =
            Program.start(
                jvm.subject(options, "Soaked", Long.toString(seconds), acceptsMax),
                Map.of(
                    "OTEL_EXPORTER_OTLP_ENDPOINT", collector.endpoint(),
                    "OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf",
                    "OTEL_METRIC_EXPORT_INTERVAL", "1000",
                    "OTEL_EXPORTER_OTLP_TIMEOUT", "3000"))) {
      boolean held = watch(program, seconds);
      long boxBytes = Files.size(box);
      Files.delete(box);
      Files.delete(folder);
      boolean small = holds("bytes of the black box's file", boxBytes, BOX_MAX_MIB << 20);
      System.exit(held && small ? 0 : 1);
    }
  }

  private static boolean watch(Program program, long seconds) throws Exception {
    Table table =
        new Table(
            1,
            "s",
            "accepts",
            "counted",
            "heap, MiB",
            "beyond the heap, MiB",
            "resident, MiB",
            "threads",
            "files",
            "lines");
    long deadlineNanos = System.nanoTime() + TimeUnit.SECONDS.toNanos(2 * seconds + 60);
    long lines = 0;
    int longestLine = 0;
    long[] first = null;
    long[] last = null;
    long firstNativeMiB = -1;
    long lastNativeMiB = -1;
    String end = null;
    while (end == null && System.nanoTime() < deadlineNanos) {
      Thread.sleep(100);
      for (String line : program.saidSince()) {
        if (line.startsWith("[acceptlag]")) {
          lines++;
          longestLine = Math.max(longestLine, line.length());
        } else if (line.startsWith("ROW ")) {
          last = numbers(line);
          // The first rows are of a JVM that warms up.
          lastNativeMiB = Jcmd.nativeMiB(program.pid());
          if (first == null && last[0] >= seconds / 3) {
            first = last;
            firstNativeMiB = lastNativeMiB;
          }
          table.row(
              last[0],
              last[1],
              last[2],
              last[3] / 1024,
              lastNativeMiB,
              Math.round(program.residentMiB()),
              last[4],
              last[5],
              lines);
        } else if (line.startsWith("END ")) {
          end = line;
        }
      }
    }
    if (end == null || first == null || last == null) {
      System.out.println("It did not come to its end: " + program.lastWords());
      return false;
    }
    System.out.println(end);
    long[] counts = numbers(end);
    // The server is quiet by then: one too many is as wrong as one too few.
    boolean allCounted = holds("accepts that are not counted", counts[0] - counts[1], 0);
    boolean countedOnce = holds("accepts that are counted twice", counts[1] - counts[0], 0);
    boolean heap = holds("MiB of heap more", (last[3] - first[3]) / 1024, HEAP_GROWS_MAX_MIB);
    boolean beyond =
        holds("MiB beyond the heap more", lastNativeMiB - firstNativeMiB, NATIVE_GROWS_MAX_MIB);
    boolean threads = holds("threads more", last[4] - first[4], THREADS_GROW_MAX);
    boolean descriptors = holds("descriptors more", last[5] - first[5], DESCRIPTORS_GROW_MAX);
    boolean quiet = holds("lines a second", lines / Math.max(1, seconds), LINES_PER_SECOND_MAX);
    boolean brief = holds("characters of a line", longestLine, LINE_MAX);
    return allCounted && countedOnce && heap && beyond && threads && descriptors && quiet && brief;
  }

  private static boolean holds(String what, long figure, long bound) {
    if (figure > bound) {
      System.out.println(figure + " " + what + ", where " + bound + " may be");
    }
    return figure <= bound;
  }

  private static long[] numbers(String line) {
    String[] words = line.split(" ", -1);
    long[] numbers = new long[words.length - 1];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = Long.parseLong(words[i + 1]);
    }
    return numbers;
  }
}
