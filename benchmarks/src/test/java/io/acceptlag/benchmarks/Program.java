package io.acceptlag.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
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

  private final Process process;
  private final BlockingQueue<Line> lines = new LinkedBlockingQueue<>();

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
      }
    } catch (IOException e) {
      // It was closed.
    }
  }

  /** The next line in which that is found; those before it are dropped. */
  Line await(String regex) throws InterruptedException {
    Pattern wanted = Pattern.compile(regex);
    long endNanos = System.nanoTime() + TimeUnit.SECONDS.toNanos(BOUND_SECONDS);
    while (true) {
      Line line = lines.poll(endNanos - System.nanoTime(), TimeUnit.NANOSECONDS);
      if (line == null) {
        throw new IllegalStateException("no " + regex + " in " + BOUND_SECONDS + " s");
      }
      if (wanted.matcher(line.text).find()) {
        return line;
      }
    }
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

  long threads() throws IOException {
    try (Stream<Path> tasks = Files.list(Path.of("/proc/" + process.pid() + "/task"))) {
      return tasks.count();
    }
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
