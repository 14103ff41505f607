package example.cause;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Accepts in a task of a pool, and answers each connection with a byte. The argument is what a
 * connection does to it from "begin" on standard input on. "ended": the task ends by an exception,
 * which its Future keeps; "reused": so, and the thread has another task to do; "elsewhere": the
 * task accepts on another listener; "turns": each task accepts one connection, and takes long to
 * serve it. "close" closes the listener. The end of the input ends the program.
 */
public final class PoolLoop {
  /** Longer than any test. */
  private static final long LONG_MILLIS = 120_000;

  private final ServerSocket listener = new ServerSocket(0, 50, Loopback.ipv4());
  private final ServerSocket other = new ServerSocket(0, 50, Loopback.ipv4());
  private final ExecutorService pool;
  private final String trouble;
  private volatile boolean begun;

  private PoolLoop(String trouble) throws IOException {
    this.trouble = trouble;
    pool =
        Executors.newFixedThreadPool(
            trouble.equals("turns") ? 3 : 1,
            task -> {
              Thread thread = new Thread(task, "shop-pool");
              thread.setDaemon(true);
              return thread;
            });
  }

  @SuppressWarnings("FutureReturnValueIgnored") // Which is the trouble.
  public static void main(String[] args) throws Exception {
    PoolLoop loop = new PoolLoop(args[0]);
    if (args[0].equals("turns")) {
      loop.pool.execute(loop::acceptInTurn);
    } else {
      loop.pool.submit(loop::acceptAll);
    }
    System.out.println("READY " + loop.listener.getLocalPort());
    BufferedReader commands =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
    for (String line = commands.readLine(); line != null; line = commands.readLine()) {
      if (line.equals("close")) {
        loop.listener.close();
      } else {
        loop.begun = true;
      }
      System.out.println("DONE " + line);
    }
  }

  private Object acceptAll() throws IOException {
    while (true) {
      meet(listener.accept());
    }
  }

  private void meet(Socket connection) throws IOException {
    if (begun && trouble.equals("elsewhere")) {
      other.accept();
    } else if (begun) {
      if (trouble.equals("reused")) {
        pool.execute(PoolLoop::printReport);
      }
      throw new IllegalArgumentException("unexpected visitor");
    }
    connection.getOutputStream().write(0);
  }

  private void acceptInTurn() {
    try {
      Socket connection = listener.accept();
      pool.execute(this::acceptInTurn);
      if (begun) {
        printReport();
      }
      connection.getOutputStream().write(0);
    } catch (IOException e) {
      // The listener is closed.
    }
  }

  private static void printReport() {
    try {
      Thread.sleep(LONG_MILLIS);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
