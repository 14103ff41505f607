package example.unserved;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.LinkedBlockingDeque;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Listens once for each argument, and hands what it accepts to others in the way that it names.
 * Whoever is to read asks a back end first, which never answers.
 *
 * <pre>
 *   thread    a thread for each connection
 *   virtual   the same, of virtual threads
 *   forkjoin  a ForkJoinPool
 *   deque     a pool with a queue that has two ends
 *   key       a selector finds out who has sent something, and a pool reads
 *   taken     two threads take from a queue
 *   loop      one selector accepts and reads
 *   deadlock  a pool of two threads, each with the lock that the other wants
 *   nobody    a pool whose factory makes no thread
 * </pre>
 *
 * <p>Prints {@code READY} and the ports. At {@code end} the back end answers, and a listener whose
 * connections nobody can serve is closed. Ends at the end of standard input.
 */
public final class Shapes {
  private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();
  private static final int BACKLOG = 1000;

  /** Those who wait for the back end. */
  private static final List<Socket> HELD = new ArrayList<>();

  private static boolean answers;
  private static InetSocketAddress backEnd;

  private Shapes() {}

  public static void main(String[] args) throws Exception {
    ServerSocket silent = new ServerSocket(0, BACKLOG, LOOPBACK);
    start("silent", () -> holdAll(silent));
    backEnd = new InetSocketAddress(LOOPBACK, silent.getLocalPort());
    StringBuilder ports = new StringBuilder("READY");
    List<ServerSocketChannel> hopeless = new ArrayList<>();
    for (String shape : args) {
      ServerSocketChannel listener = ServerSocketChannel.open();
      if (shape.equals("deadlock") || shape.equals("nobody")) {
        hopeless.add(listener);
      }
      listener.bind(new InetSocketAddress(LOOPBACK, 0), BACKLOG);
      ports.append(' ').append(listener.socket().getLocalPort());
      Executor nobody =
          new ThreadPoolExecutor(
              2, 2, 1, TimeUnit.MINUTES, new LinkedBlockingQueue<>(), task -> null);
      // Only what its Runnable refers to leads to a pool without threads.
      start(
          "acceptor of " + shape,
          shape.equals("nobody")
              ? () -> acceptFor(listener, nobody)
              : () -> acceptAll(listener, shape));
    }
    System.out.println(ports);
    BufferedReader commands =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
    while ("end".equals(commands.readLine())) {
      answer();
      for (ServerSocketChannel listener : hopeless) {
        listener.close();
      }
      System.out.println("DONE end");
    }
    System.exit(0);
  }

  private static void holdAll(ServerSocket silent) {
    try {
      while (true) {
        hold(silent.accept());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void hold(Socket asking) throws IOException {
    synchronized (HELD) {
      if (answers) {
        asking.close();
      } else {
        HELD.add(asking);
      }
    }
  }

  /** Those who ask are told that there is nothing, and so are those who ask later. */
  private static void answer() throws IOException {
    synchronized (HELD) {
      answers = true;
      for (Socket asking : HELD) {
        asking.close();
      }
    }
  }

  private static void acceptAll(ServerSocketChannel listener, String shape) {
    try {
      switch (shape) {
        case "thread":
          handOver(listener, work -> start("conn", work));
          break;
        case "virtual":
          Object virtual =
              Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
          handOver(listener, (Executor) virtual);
          break;
        case "forkjoin":
          handOver(listener, new ForkJoinPool(2));
          break;
        case "deque":
          handOver(
              listener,
              new ThreadPoolExecutor(2, 2, 1, TimeUnit.MINUTES, new LinkedBlockingDeque<>()));
          break;
        case "taken":
          BlockingQueue<SocketChannel> queue = new LinkedBlockingQueue<>();
          start("taker-1", () -> takeAll(queue));
          start("taker-2", () -> takeAll(queue));
          while (true) {
            queue.add(listener.accept());
          }
        case "deadlock":
          lockEachOther(listener);
          break;
        case "key":
          select(listener, Executors.newFixedThreadPool(2));
          break;
        default:
          select(listener, work -> work.run());
      }
    } catch (ClosedChannelException e) {
      // It has been told to end.
    } catch (Exception e) {
      e.printStackTrace();
      System.exit(1);
    }
  }

  private static void acceptFor(ServerSocketChannel listener, Executor pool) {
    try {
      handOver(listener, pool);
    } catch (ClosedChannelException e) {
      // It has been told to end.
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void handOver(ServerSocketChannel listener, Executor to) throws IOException {
    while (true) {
      SocketChannel accepted = listener.accept();
      to.execute(() -> serve(accepted));
    }
  }

  private static void takeAll(BlockingQueue<SocketChannel> queue) {
    try {
      while (true) {
        serve(queue.take());
      }
    } catch (InterruptedException e) {
      // Nobody interrupts it.
    }
  }

  private static void select(ServerSocketChannel listener, Executor readers) throws IOException {
    Selector selector = Selector.open();
    listener.configureBlocking(false);
    listener.register(selector, SelectionKey.OP_ACCEPT);
    while (true) {
      selector.select();
      for (SelectionKey key : selector.selectedKeys()) {
        if (key.isAcceptable()) {
          SocketChannel accepted = listener.accept();
          if (accepted != null) {
            accepted.configureBlocking(false);
            accepted.register(selector, SelectionKey.OP_READ);
          }
        } else {
          key.interestOps(0);
          readers.execute(() -> serve((SocketChannel) key.channel()));
        }
      }
      selector.selectedKeys().clear();
    }
  }

  private static void lockEachOther(ServerSocketChannel listener) throws IOException {
    Executor pool = Executors.newFixedThreadPool(2);
    Object one = new Object();
    Object other = new Object();
    for (int i = 0; ; i++) {
      SocketChannel accepted = listener.accept();
      Object first = i % 2 == 0 ? one : other;
      Object second = i % 2 == 0 ? other : one;
      pool.execute(() -> lock(first, second, accepted));
    }
  }

  private static void lock(Object first, Object second, SocketChannel accepted) {
    synchronized (first) {
      try {
        Thread.sleep(500);
      } catch (InterruptedException e) {
        // Nobody interrupts it.
      }
      synchronized (second) {
        serve(accepted);
      }
    }
  }

  private static void serve(SocketChannel accepted) {
    try {
      askBackEnd();
      accepted.read(ByteBuffer.allocate(100));
      accepted.close();
    } catch (IOException e) {
      // The client has left.
    }
  }

  /** With a timeout, as drivers do. */
  private static void askBackEnd() throws IOException {
    try (Socket socket = new Socket()) {
      socket.connect(backEnd);
      socket.setSoTimeout(600_000);
      socket.getInputStream().read();
    }
  }

  private static void start(String name, Runnable work) {
    Thread thread = new Thread(work, name);
    thread.setDaemon(true);
    thread.start();
  }
}
