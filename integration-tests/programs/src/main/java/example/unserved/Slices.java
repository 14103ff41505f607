package example.unserved;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Accepts in main, and has a pool of two threads serve what it takes. Before each connection is
 * read, they {@code compute} or are {@code asleep}, as the first argument says, for as many
 * milliseconds as the second does. These are milliseconds of CPU where they compute: while nothing
 * of the process runs, that work does not get on. Prints {@code WORKS} as it begins with each.
 *
 * <p>Prints {@code READY} and the port. At {@code collect} garbage is collected for two seconds
 * without a pause, in a heap with as many live objects as the third argument says. From {@code end}
 * on they are read at once. Ends at the end of standard input.
 */
public final class Slices {
  private static final int BACKLOG = 1000;
  private static final int ROUNDS = 10_000;
  private static final long COLLECTS_NANOS = 2_000_000_000L;

  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private static volatile long sum;
  private static volatile boolean ended;

  private Slices() {}

  public static void main(String[] args) throws Exception {
    boolean computes = args[0].equals("compute");
    long millis = Long.parseLong(args[1]);
    Entry live = null;
    for (int i = 0; i < Integer.parseInt(args[2]); i++) {
      live = new Entry(live);
    }
    Entry last = live;
    Thread input = new Thread(() -> obey(last), "input");
    input.setDaemon(true);
    input.start();
    ExecutorService pool = Executors.newFixedThreadPool(2);
    ServerSocket listener =
        new ServerSocket(0, BACKLOG, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}));
    System.out.println("READY " + listener.getLocalPort());
    while (true) {
      Socket socket = listener.accept();
      pool.execute(() -> serve(socket, computes, millis));
    }
  }

  private static void serve(Socket socket, boolean computes, long millis) {
    System.out.println("WORKS");
    try {
      if (computes) {
        compute(millis * 1_000_000);
      } else if (!ended) {
        Thread.sleep(millis);
      }
      socket.getInputStream().read();
      socket.close();
    } catch (IOException | InterruptedException e) {
      // The client has left.
    }
  }

  private static void compute(long cpuNanos) {
    long start = THREADS.getCurrentThreadCpuTime();
    while (!ended && THREADS.getCurrentThreadCpuTime() - start < cpuNanos) {
      for (int i = 0; i < ROUNDS; i++) {
        sum = sum * 31 + i;
      }
    }
  }

  private static void collect() {
    long start = System.nanoTime();
    while (System.nanoTime() - start < COLLECTS_NANOS) {
      System.gc();
    }
  }

  private static void obey(Entry live) {
    try {
      BufferedReader commands =
          new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
      for (String line = commands.readLine(); line != null; line = commands.readLine()) {
        if (line.equals("collect")) {
          collect();
        } else {
          ended = true;
        }
        System.out.println("DONE " + line);
      }
    } catch (IOException e) {
      // Its input has ended.
    }
    System.exit(live == null ? 1 : 0);
  }

  /** One of those that each collection has to look at. */
  private static final class Entry {
    private final Entry next;

    private Entry(Entry next) {
      this.next = next;
    }

    @Override
    public String toString() {
      return next == null ? "." : ",";
    }
  }
}
