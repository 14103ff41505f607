package example.unserved;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * Serves none of its connections, or not each tenth, and has threads beside that only seem to have
 * them. The argument says which:
 *
 * <pre>
 *   mail      a pool of the server's that has its own work; three threads take from a list
 *   audit     a pool that gets each connection too; each has a thread of its own, which waits for a
 *             lock
 *   registry  threads that read their own connections, and know a list of all
 *   stages    two threads that take connections from a queue, and three that take from another
 *   gauge     a thread that measures the queue from which nobody takes any more
 *   cached    a pool whose threads read their own connections, and which queues nothing
 * </pre>
 *
 * <p>Prints {@code READY} and the port. At {@code end} all that waits goes on, and all connections
 * are closed. Ends at the end of standard input.
 */
public final class Beside implements Runnable {
  private static final Deque<Socket> ACCEPTED = new ConcurrentLinkedDeque<>();
  private static final CountDownLatch END = new CountDownLatch(1);
  private static final Object LOCK = new Object();

  private final String how;
  private final ServerSocket listener;
  private final ExecutorService executor;
  private final ArrayDeque<Socket> list = new ArrayDeque<>();
  private final BlockingQueue<Socket> queue = new LinkedBlockingQueue<>();
  private final BlockingQueue<String> results = new LinkedBlockingQueue<>();
  private final ConcurrentLinkedDeque<Socket> registry = new ConcurrentLinkedDeque<>();

  private Beside(String how, ServerSocket listener) {
    this.how = how;
    this.listener = listener;
    executor =
        how.equals("cached")
            ? Executors.newCachedThreadPool()
            : Executors.newFixedThreadPool(1, task -> new Thread(task, how));
  }

  public static void main(String[] args) throws Exception {
    ServerSocket listener =
        new ServerSocket(0, 1000, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}));
    Beside server = new Beside(args[0], listener);
    server.startThreads();
    start("acceptor", server);
    System.out.println("READY " + listener.getLocalPort());
    BufferedReader commands =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
    while ("end".equals(commands.readLine())) {
      END.countDown();
      for (Socket accepted : ACCEPTED) {
        accepted.close();
      }
      System.out.println("DONE end");
    }
    System.exit(0);
  }

  private void startThreads() throws InterruptedException {
    switch (how) {
      case "mail":
        for (int i = 0; i < 3; i++) {
          executor.execute(Beside::awaitEnd);
          start("server", this::serveList);
        }
        break;
      case "audit":
        CountDownLatch held = new CountDownLatch(1);
        start("holder", () -> hold(held));
        held.await();
        break;
      case "stages":
        start("parse-1", this::parseAll);
        start("parse-2", this::parseAll);
        for (int i = 0; i < 3; i++) {
          start("render-" + i, this::renderAll);
        }
        break;
      case "gauge":
        start("gauge", () -> measure(queue));
        break;
      default:
    }
  }

  @Override
  public void run() {
    try {
      for (int count = 1; ; count++) {
        Socket accepted = listener.accept();
        ACCEPTED.add(accepted);
        handOver(accepted, count % 10 == 0);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void handOver(Socket accepted, boolean tenth) {
    switch (how) {
      case "mail":
        synchronized (list) {
          list.add(accepted);
          list.notifyAll();
        }
        break;
      case "audit":
        executor.execute(() -> audit(accepted));
        start("conn", () -> readLocked(accepted));
        break;
      case "registry":
        registry.addFirst(accepted);
        if (!tenth) {
          ConcurrentLinkedDeque<Socket> all = registry;
          start("conn", () -> readAndLeave(accepted, all));
        }
        break;
      case "cached":
        if (!tenth) {
          executor.execute(() -> readAll(accepted));
        }
        break;
      default:
        queue.add(accepted);
    }
  }

  private void serveList() {
    while (true) {
      Socket next;
      synchronized (list) {
        while (list.isEmpty()) {
          try {
            list.wait();
          } catch (InterruptedException e) {
            return;
          }
        }
        next = list.removeFirst();
      }
      awaitEnd();
      readAll(next);
    }
  }

  private void parseAll() {
    try {
      while (true) {
        Socket next = queue.take();
        awaitEnd();
        readAll(next);
        results.add("parsed");
      }
    } catch (InterruptedException e) {
      // Nobody interrupts it.
    }
  }

  private void renderAll() {
    try {
      while (true) {
        System.out.println(results.take());
      }
    } catch (InterruptedException e) {
      // Nobody interrupts it.
    }
  }

  private static void measure(BlockingQueue<Socket> queue) {
    awaitEnd();
    System.out.println(queue.size());
  }

  private static void audit(Socket accepted) {
    System.out.println(accepted.getPort());
    awaitEnd();
  }

  private static void readLocked(Socket accepted) {
    synchronized (LOCK) {
      readAll(accepted);
    }
  }

  private static void readAndLeave(Socket accepted, Deque<Socket> all) {
    readAll(accepted);
    all.remove(accepted);
  }

  private static void readAll(Socket accepted) {
    try {
      while (accepted.getInputStream().read(new byte[1000]) >= 0) {}
    } catch (IOException e) {
      // It was closed.
    }
  }

  private static void hold(CountDownLatch held) {
    synchronized (LOCK) {
      held.countDown();
      awaitEnd();
    }
  }

  private static void awaitEnd() {
    try {
      END.await();
    } catch (InterruptedException e) {
      // Nobody interrupts it.
    }
  }

  private static void start(String name, Runnable work) {
    Thread thread = new Thread(work, name);
    thread.setDaemon(true);
    thread.start();
  }
}
