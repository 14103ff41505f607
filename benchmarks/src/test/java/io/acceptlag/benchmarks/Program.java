package io.acceptlag.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A program that runs until it is closed, and what it says with the time it said it. */
final class Program implements AutoCloseable {
  private static final long BOUND_SECONDS = 120;

  /** A line, and when it came, in System.nanoTime. */
  record Line(String text, long nanos) {}

  private static final double CLOCK_TICKS_PER_SECOND = 100;
  private static final String END = "\0";

  private final Process process;
  private final BlockingQueue<Line> lines = new LinkedBlockingQueue<>();
  private volatile String lastWords = "";

  private Program(Process process) {
    this.process = process;
    Thread reader = new Thread(this::readAll, "output");
    reader.setDaemon(true);
    reader.start();
  }

  static Program start(List<String> command, Map<String, String> environment) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().putAll(environment);
    return new Program(builder.start());
  }

  static Program start(List<String> command) throws IOException {
    return start(command, Map.of());
  }

  /** Runs it to its end, and returns the last line it printed. */
  static String lastLine(List<String> command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException(String.join(" ", command) + ": " + text);
    }
    String[] all = text.strip().split("\n", -1);
    return all[all.length - 1];
  }

  private void readAll() {
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        lines.add(new Line(line, System.nanoTime()));
        lastWords = line.isBlank() ? lastWords : line.strip();
      }
    } catch (IOException e) {
      // It was closed.
    }
    lines.add(new Line(END, System.nanoTime()));
  }

  /** The next line in which that is found; those before it are dropped. */
  Line await(String regex) throws InterruptedException {
    Line line = awaitThatOrEnd(regex);
    if (line.text.equals(END)) {
      throw new IllegalStateException("ended without " + regex + ": " + lastWords);
    }
    return line;
  }

  /** Waits for either. */
  boolean saysBeforeItEnds(String regex) throws InterruptedException {
    return !awaitThatOrEnd(regex).text.equals(END);
  }

  private Line awaitThatOrEnd(String regex) throws InterruptedException {
    Pattern wanted = Pattern.compile(regex);
    long endNanos = System.nanoTime() + TimeUnit.SECONDS.toNanos(BOUND_SECONDS);
    while (true) {
      Line line = lines.poll(endNanos - System.nanoTime(), TimeUnit.NANOSECONDS);
      if (line == null) {
        throw new IllegalStateException("no " + regex + " in " + BOUND_SECONDS + " s");
      }
      if (line.text.equals(END) || wanted.matcher(line.text).find()) {
        return line;
      }
    }
  }

  /** What it has said since it was asked last. */
  List<String> saidSince() {
    List<Line> said = new ArrayList<>();
    lines.drainTo(said);
    return said.stream().map(Line::text).toList();
  }

  /** Its last line that is not blank. */
  String lastWords() {
    return lastWords;
  }

  /** Of {@code READY <port>}, before which other agents may have begun a line of their own. */
  int awaitPort() throws InterruptedException {
    return Integer.parseInt(await("READY \\d+").text.replaceFirst(".*READY (\\d+).*", "$1"));
  }

  double residentMiB() throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc/" + process.pid() + "/status"))) {
      if (line.startsWith("VmRSS:")) {
        return Long.parseLong(line.replaceAll("\\D", "")) / 1024.0;
      }
    }
    throw new IOException("no VmRSS");
  }

  /** Of its threads, as far as the kernel keeps them: 15 characters each. */
  List<String> threadNames() throws IOException {
    List<String> names = new ArrayList<>();
    try (Stream<Path> tasks = Files.list(Path.of("/proc/" + process.pid() + "/task"))) {
      for (Path task : tasks.toList()) {
        names.add(Files.readString(task.resolve("comm")).strip());
      }
    }
    return names;
  }

  /** Of the CPU, so far. */
  double cpuSeconds() throws IOException {
    String stat = Files.readString(Path.of("/proc/" + process.pid() + "/stat"));
    // After the name, which may have blanks: utime and stime are the 14th and 15th of all.
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
    return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / CLOCK_TICKS_PER_SECOND;
  }

  long pid() {
    return process.pid();
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
