package example.unserved;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Semaphore;

/**
 * Has room for as many connections as its argument says, and reads none of them, so that clients
 * wait behind accept first and then before it.
 *
 * <p>Prints {@code READY} and the port. At {@code end} it reads them, then has room for all, and
 * reads those as well. Ends at the end of standard input.
 */
public final class Full {
  private static final Semaphore READS = new Semaphore(0);

  /** Those that have been read. */
  private static final Semaphore READ = new Semaphore(0);

  private Full() {}

  public static void main(String[] args) throws Exception {
    int places = Integer.parseInt(args[0]);
    Semaphore room = new Semaphore(places);
    ServerSocket listener = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
    start("acceptor", () -> acceptAll(listener, room));
    System.out.println("READY " + listener.getLocalPort());
    BufferedReader commands =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
    while ("end".equals(commands.readLine())) {
      READS.release(Integer.MAX_VALUE / 2);
      READ.acquire(places);
      room.release(Integer.MAX_VALUE / 2);
      System.out.println("DONE end");
    }
    System.exit(0);
  }

  private static void acceptAll(ServerSocket listener, Semaphore room) {
    try {
      while (true) {
        room.acquireUninterruptibly();
        Socket accepted = listener.accept();
        start("reader", () -> read(accepted));
      }
    } catch (IOException e) {
      System.exit(1);
    }
  }

  private static void read(Socket accepted) {
    READS.acquireUninterruptibly();
    try {
      accepted.getInputStream().read();
      READ.release();
      accepted.close();
    } catch (IOException e) {
      // The client has left.
    }
  }

  private static void start(String name, Runnable work) {
    Thread thread = new Thread(work, name);
    thread.setDaemon(true);
    thread.start();
  }
}
