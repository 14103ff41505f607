package io.acceptlag.benchmarks.subject;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.util.ArrayList;
import java.util.List;

/**
 * Listeners with which nothing happens. For each count of them that is given after the first word,
 * in turn, prints how many microseconds of CPU time the agent's thread took in each tenth of a
 * second, which is one poll: all in one line.
 */
public final class IdleListeners {
  private static final int BACKLOG = 1000;
  private static final long SETTLE_MILLIS = 6_000;
  private static final long COUNTED_MILLIS = 10_000;
  private static final long POLL_MILLIS = 100;

  private IdleListeners() {}

  /**
   * @param args seconds before the first is counted, in which what is polled ten times a second
   *     comes to be compiled; then the counts, in ascending order
   */
  public static void main(String[] args) throws Exception {
    List<ServerSocketChannel> listeners = new ArrayList<>();
    StringBuilder micros = new StringBuilder();
    for (int i = 1; i < args.length; i++) {
      while (listeners.size() < Integer.parseInt(args[i])) {
        ServerSocketChannel listener = ServerSocketChannel.open();
        listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), BACKLOG);
        listeners.add(listener);
      }
      Thread.sleep(i == 1 ? 1000 * Long.parseLong(args[0]) : SETTLE_MILLIS);
      micros.append(pollMicros()).append(' ');
    }
    System.out.println(micros);
    for (ServerSocketChannel listener : listeners) {
      listener.close();
    }
  }

  static double pollMicros() throws Exception {
    long before = agentNanos();
    long startNanos = System.nanoTime();
    Thread.sleep(COUNTED_MILLIS);
    double millis = (System.nanoTime() - startNanos) / 1e6;
    return (agentNanos() - before) / 1e3 / (millis / POLL_MILLIS);
  }

  private static long agentNanos() throws Exception {
    long nanos = 0;
    try (DirectoryStream<Path> tasks = Files.newDirectoryStream(Paths.get("/proc/self/task"))) {
      for (Path task : tasks) {
        if (read(task.resolve("comm")).equals("acceptlag")) {
          nanos += Long.parseLong(read(task.resolve("schedstat")).split(" ", -1)[0]);
        }
      }
    }
    return nanos;
  }

  private static String read(Path file) throws Exception {
    return new String(Files.readAllBytes(file), java.nio.charset.StandardCharsets.US_ASCII).trim();
  }
}
