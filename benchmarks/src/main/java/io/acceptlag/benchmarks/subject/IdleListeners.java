package io.acceptlag.benchmarks.subject;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * Listeners with which nothing happens. For each count of them that is given after the first word,
 * in turn, prints how many microseconds of CPU time the agent's thread took in each tenth of a
 * second, which is one poll: all in one line. Last, in the same seconds, what a thread took that
 * does nothing but read the kernel's counters as often: to wake ten times a second costs one
 * machine four times as much as another.
 */
public final class IdleListeners {
  private static final int BACKLOG = 1000;
  private static final long SETTLE_MILLIS = 6_000;
  private static final long COUNTED_MILLIS = 10_000;
  private static final long POLL_MILLIS = 100;
  private static final String AGENT = "acceptlag";
  private static final String YARDSTICK = "yardstick";

  private IdleListeners() {}

  /**
   * @param args seconds before the first is counted, in which what is polled ten times a second
   *     comes to be compiled; then the counts, in ascending order
   */
  public static void main(String[] args) throws Exception {
    List<ServerSocketChannel> listeners = new ArrayList<>();
    StringBuilder micros = new StringBuilder();
    startYardstick();
    double yardstick = 0;
    for (int i = 1; i < args.length; i++) {
      while (listeners.size() < Integer.parseInt(args[i])) {
        ServerSocketChannel listener = ServerSocketChannel.open();
        listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), BACKLOG);
        listeners.add(listener);
      }
      Thread.sleep(i == 1 ? 1000 * Long.parseLong(args[0]) : SETTLE_MILLIS);
      long before = nanosOf(YARDSTICK);
      micros.append(pollMicros()).append(' ');
      yardstick += (nanosOf(YARDSTICK) - before) / 1e3 / (COUNTED_MILLIS / POLL_MILLIS);
    }
    System.out.println(micros.append(yardstick / (args.length - 1)));
    for (ServerSocketChannel listener : listeners) {
      listener.close();
    }
  }

  static double pollMicros() throws Exception {
    long before = nanosOf(AGENT);
    long startNanos = System.nanoTime();
    Thread.sleep(COUNTED_MILLIS);
    double millis = (System.nanoTime() - startNanos) / 1e6;
    return (nanosOf(AGENT) - before) / 1e3 / (millis / POLL_MILLIS);
  }

  private static void startYardstick() throws IOException {
    RandomAccessFile counters = new RandomAccessFile("/proc/self/net/netstat", "r");
    byte[] text = new byte[16 * 1024];
    Thread thread =
        new Thread(
            () -> {
              try {
                for (; ; ) {
                  LockSupport.parkNanos(POLL_MILLIS * 1_000_000);
                  counters.seek(0);
                  counters.read(text);
                }
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            },
            YARDSTICK);
    thread.setDaemon(true);
    thread.start();
  }

  private static long nanosOf(String thread) throws Exception {
    long nanos = 0;
    try (DirectoryStream<Path> tasks = Files.newDirectoryStream(Paths.get("/proc/self/task"))) {
      for (Path task : tasks) {
        if (read(task.resolve("comm")).equals(thread)) {
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
