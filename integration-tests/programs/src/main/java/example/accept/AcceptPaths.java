package example.accept;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Opens a listener for each accept path named on the command line and sends back the first byte of
 * every connection.
 *
 * <p>Prints {@code READY <path> <address> <family>} for each path, where the address is a port, or
 * a file for {@code unix-domain}; and {@code ACCEPTED <path> <count>} for each connection.
 *
 * <p>Reads commands from standard input: {@code stick <path> <ms>} makes the path's acceptors wait
 * that long before each later accept and prints {@code STICKS <path> <ms>}. {@code hold <path> <n>}
 * makes them wait from when they have accepted that many and prints {@code HOLDS <path> <n>}, until
 * {@code release <path> 0}. {@code connect custom-socketimpl} makes a connection that only this JVM
 * can make and prints {@code ANSWERED custom-socketimpl}. {@code quit} or the end of the input ends
 * the program.
 */
public final class AcceptPaths {
  private static final ExecutorService connectionThreads =
      Executors.newCachedThreadPool(
          task -> {
            Thread thread = new Thread(task, "connection");
            thread.setDaemon(true);
            return thread;
          });

  private final Map<String, AcceptLoop> loops = new LinkedHashMap<>();

  private AcceptPaths() {}

  public static void main(String[] paths) throws Exception {
    AcceptPaths program = new AcceptPaths();
    for (String path : paths) {
      program.start(AcceptPath.named(path));
    }
    program.obey();
  }

  private void start(AcceptPath path) throws Exception {
    AcceptLoop loop = new AcceptLoop(path);
    loops.put(path.label(), loop);
    loop.start();
  }

  private void obey() throws IOException {
    BufferedReader commands =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    String line;
    while ((line = commands.readLine()) != null && !line.equals("quit")) {
      String[] words = line.split(" ", -1);
      AcceptLoop loop = loops.get(words[1]);
      if (words[0].equals("stick")) {
        loop.stickMillis = Long.parseLong(words[2]);
        System.out.println("STICKS " + words[1] + " " + words[2]);
      } else if (words[0].equals("hold")) {
        loop.holdsFrom = Integer.parseInt(words[2]);
        System.out.println("HOLDS " + words[1] + " " + words[2]);
      } else if (words[0].equals("release")) {
        loop.holdsFrom = Integer.MAX_VALUE;
      } else if (words[0].equals("connect")) {
        if (!LibrarySocketImpl.isEchoed()) {
          throw new IOException("wrong answer");
        }
        System.out.println("ANSWERED " + words[1]);
      } else {
        throw new IllegalArgumentException(line);
      }
    }
  }

  /** The acceptor threads of one path. */
  private static final class AcceptLoop {
    private final AcceptPath path;
    private final AtomicInteger accepted = new AtomicInteger();

    private volatile long stickMillis;
    private volatile int holdsFrom = Integer.MAX_VALUE;

    AcceptLoop(AcceptPath path) {
      this.path = path;
    }

    void start() throws Exception {
      Listener[] listeners = path.open();
      for (Listener listener : listeners) {
        for (int i = 0; i < path.acceptorsPerListener(); i++) {
          path.startThread(path.label() + "-acceptor", () -> acceptForEver(listener));
        }
      }
      // All listeners of a path share an address.
      System.out.println("READY " + path.label() + " " + listeners[0].address());
    }

    private void acceptForEver(Listener listener) {
      try {
        for (; ; ) {
          stick();
          Connection connection = listener.accept();
          System.out.println("ACCEPTED " + path.label() + " " + accepted.incrementAndGet());
          connectionThreads.execute(() -> echo(connection));
        }
      } catch (Exception e) {
        e.printStackTrace();
        System.exit(1);
      }
    }

    private void stick() throws InterruptedException {
      if (stickMillis > 0) {
        Thread.sleep(stickMillis);
      }
      while (accepted.get() >= holdsFrom) {
        Thread.sleep(10);
      }
    }

    private static void echo(Connection connection) {
      try (InputStream in = connection.in();
          OutputStream out = connection.out()) {
        int first = in.read();
        if (first >= 0) {
          out.write(first);
          out.flush();
        }
      } catch (IOException e) {
        // Clients may leave at any time.
      }
    }
  }
}
