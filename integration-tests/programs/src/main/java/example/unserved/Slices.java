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
 * Accepts in main, and has a pool of two threads serve what it takes: each connection needs as many
 * milliseconds of CPU as the first argument says, before it is read. While nothing of the process
 * runs, that work does not get on. Prints {@code WORKS} as it begins with each.
 *
 * <p>Prints {@code READY} and the port. At {@code collect} garbage is collected for two seconds
 * without a pause, in a heap with as many live objects as the second argument says. Ends at the end
 * of standard input.
 */
public final class Slices {
  private static final int BACKLOG = 1000;
  private static final int ROUNDS = 10_000;
  private static final long COLLECTS_NANOS = 2_000_000_000L;

  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private static volatile long sum;

  private Slices() {}

  public static void main(String[] args) throws Exception {
    long cpuNanos = Long.parseLong(args[0]) * 1_000_000;
    Entry live = null;
    for (int i = 0; i < Integer.parseInt(args[1]); i++) {
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
      pool.execute(() -> serve(socket, cpuNanos));
    }
  }

  private static void serve(Socket socket, long cpuNanos) {
    System.out.println("WORKS");
    try {
      compute(cpuNanos);
      socket.getInputStream().read();
      socket.close();
    } catch (IOException e) {
      // The client has left.
    }
  }

  private static void compute(long cpuNanos) {
    long start = THREADS.getCurrentThreadCpuTime();
    while (THREADS.getCurrentThreadCpuTime() - start < cpuNanos) {
      for (int i = 0; i < ROUNDS; i++) {
        sum = sum * 31 + i;
      }
    }
  }

  private static void obey(Entry live) {
    try {
      BufferedReader commands =
          new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
      while ("collect".equals(commands.readLine())) {
        long start = System.nanoTime();
        while (System.nanoTime() - start < COLLECTS_NANOS) {
          System.gc();
        }
        System.out.println("DONE collect");
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
