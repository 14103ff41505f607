package example.unserved;

import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.channels.Selector;
import java.nio.charset.StandardCharsets;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;

/**
 * Accepts in main, and has a pool of two threads serve what it takes. Only local variables know the
 * pool. What its threads do before they read, the argument says:
 *
 * <pre>
 *   lock     wait for a lock that a thread "holder" keeps
 *   future   wait for a result that nobody brings
 *   permit   wait for one of the sessions of a pool of our own, of which none is left
 *   compute  compute
 *   datagram wait for an answer by UDP that nobody sends
 *   data     accept on a port of their own, to which nobody connects
 *   select   wait in a selector of their own
 *   forget   nothing: what was accepted is kept, and neither read nor closed
 * </pre>
 *
 * <p>Prints {@code READY} and the port. At {@code end} the lock is free, the result is there,
 * sessions are given back, enough has been computed, and what was kept or is waited for is closed.
 * Ends at the end of standard input.
 */
public final class Pooled {
  /** Not closed before the end. */
  private static final Deque<Closeable> KEPT = new ConcurrentLinkedDeque<>();

  private static final Object LOCK = new Object();
  private static final CompletableFuture<String> RESULT = new CompletableFuture<>();
  private static final Semaphore SESSIONS = new Semaphore(0);
  private static volatile boolean computed;

  private Pooled() {}

  public static void main(String[] args) throws Exception {
    String does = args[0];
    CountDownLatch held = new CountDownLatch(1);
    Thread holder = new Thread(() -> hold(held), "holder");
    if (does.equals("lock")) {
      holder.setDaemon(true);
      holder.start();
      held.await();
    }
    start("input", () -> obey(holder));
    ExecutorService pool = Executors.newFixedThreadPool(2);
    ServerSocket listener =
        new ServerSocket(0, 1000, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}));
    System.out.println("READY " + listener.getLocalPort());
    while (true) {
      Socket socket = listener.accept();
      if (does.equals("forget")) {
        KEPT.add(socket);
      } else {
        pool.execute(() -> serve(socket, does));
      }
    }
  }

  private static void hold(CountDownLatch held) {
    synchronized (LOCK) {
      held.countDown();
      sleepForEver();
    }
  }

  private static void sleepForEver() {
    try {
      Thread.sleep(Long.MAX_VALUE);
    } catch (InterruptedException e) {
      // The end.
    }
  }

  private static void serve(Socket socket, String does) {
    load(does);
    try {
      socket.getInputStream().read();
      socket.close();
    } catch (IOException e) {
      // The client has left.
    }
  }

  private static String load(String does) {
    switch (does) {
      case "future":
        return RESULT.join();
      case "permit":
        return borrow();
      case "compute":
        return compute();
      case "datagram":
      case "data":
      case "select":
        return awaitOthers(does);
      default:
        synchronized (LOCK) {
          return does;
        }
    }
  }

  private static String borrow() {
    SESSIONS.acquireUninterruptibly();
    SESSIONS.release();
    return "";
  }

  private static String awaitOthers(String does) {
    try (DatagramSocket answers = new DatagramSocket();
        ServerSocket data = new ServerSocket(0);
        Selector selector = Selector.open()) {
      KEPT.add(answers);
      KEPT.add(data);
      KEPT.add(selector);
      if (computed) {
        return "";
      }
      if (does.equals("datagram")) {
        answers.receive(new DatagramPacket(new byte[1], 1));
      } else if (does.equals("data")) {
        data.accept().close();
      } else {
        selector.select();
      }
    } catch (IOException e) {
      // It was closed.
    }
    return "";
  }

  private static String compute() {
    long sum = 0;
    for (long i = 0; !computed; i++) {
      sum += i * i;
    }
    return Long.toString(sum);
  }

  private static void start(String name, Runnable work) {
    Thread thread = new Thread(work, name);
    thread.setDaemon(true);
    thread.start();
  }

  private static void obey(Thread holder) {
    try {
      BufferedReader commands =
          new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
      while ("end".equals(commands.readLine())) {
        holder.interrupt();
        RESULT.complete("");
        SESSIONS.release();
        computed = true;
        for (Closeable kept : KEPT) {
          kept.close();
        }
        System.out.println("DONE end");
      }
    } catch (IOException e) {
      // Its input has ended.
    }
    System.exit(0);
  }
}
