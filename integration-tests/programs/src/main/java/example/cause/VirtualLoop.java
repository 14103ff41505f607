package example.cause;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/**
 * Accepts on a virtual thread, and answers each connection with a byte. Arguments: for how long a
 * carrier is held once trouble has begun, and by what: "pinned", "initialising" or "computing". Or
 * "sleeping": the acceptor itself, with no carrier held.
 *
 * <p>On standard input: "begin", from when on it is so, and "end", from when on no carrier is held.
 * The end of the input ends the program. Run with two carriers.
 */
public final class VirtualLoop {
  private static final int CARRIERS = 2;

  private static long heldMillis;
  private static volatile boolean sleeps;
  private static volatile boolean over;
  private static final CountDownLatch held = new CountDownLatch(CARRIERS);
  private static final List<Thread> holders = new ArrayList<>();

  private VirtualLoop() {}

  public static void main(String[] args) throws Exception {
    heldMillis = Long.parseLong(args[0]);
    ServerSocket listener = new ServerSocket(0, 50, Loopback.ipv4());
    startVirtual(() -> acceptAll(listener));
    System.out.println("READY " + listener.getLocalPort());
    BufferedReader commands =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
    for (String line = commands.readLine(); line != null; line = commands.readLine()) {
      if (line.equals("begin")) {
        begin(args[1]);
      } else if (line.equals("end")) {
        end();
      }
      System.out.println("DONE " + line);
    }
    System.exit(0);
  }

  private static void begin(String how) throws Exception {
    if (how.equals("sleeping")) {
      sleeps = true;
      return;
    }
    holders.add(startVirtual(() -> hold(how, () -> Hats.count++)));
    holders.add(startVirtual(() -> hold(how, () -> Shoes.count++)));
    held.await();
  }

  private static void end() {
    over = true;
    for (Thread holder : holders) {
      holder.interrupt();
    }
  }

  private static void hold(String how, Runnable initialise) {
    switch (how) {
      case "pinned":
        synchronized (new Object()) {
          countStock();
        }
        break;
      case "initialising":
        initialise.run();
        break;
      default:
        sumUp();
    }
  }

  private static int countStock() {
    held.countDown();
    try {
      Thread.sleep(heldMillis);
    } catch (InterruptedException e) {
      // The end of the trouble.
    }
    return 0;
  }

  private static void sumUp() {
    held.countDown();
    long end = System.nanoTime() + heldMillis * 1_000_000;
    while (System.nanoTime() - end < 0 && !over) {}
  }

  private static void acceptAll(ServerSocket listener) {
    try {
      while (true) {
        Socket connection = listener.accept();
        if (sleeps) {
          countStock();
        }
        connection.getOutputStream().write(0);
      }
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Java 21 and newer. */
  private static Thread startVirtual(Runnable work) throws Exception {
    return (Thread) Thread.class.getMethod("startVirtualThread", Runnable.class).invoke(null, work);
  }

  private static final class Hats {
    static int count = countStock();
  }

  private static final class Shoes {
    static int count = countStock();
  }
}
