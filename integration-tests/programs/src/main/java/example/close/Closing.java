package example.close;

import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.channels.AsynchronousServerSocketChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/**
 * Opens a listener of each kind named on the command line, which accepts nothing, and prints {@code
 * READY <kind> <port>}.
 *
 * <p>On standard input: {@code close <kind>} closes it; {@code interrupted <kind>} has an
 * interrupted thread accept from it; {@code exit <kind>} ends the program, whose shutdown hook
 * closes it and prints {@code STOPPED <kind>} and for how many milliseconds the program had been
 * ending by then; {@code drop <kind>} has a thread accept two connections from it and end, forgets
 * it, and prints {@code DROPPED}; {@code collect} collects garbage and prints {@code COLLECTED};
 * {@code churn <number>} opens as many after one another, accepts a connection from each, and
 * prints {@code CHURNED}. The end of the input ends the program.
 */
public final class Closing {
  private static final int BACKLOG = 50;
  private static final int COLLECTIONS = 3;

  private final Map<String, Closeable> listeners = new HashMap<>();

  private Closing() {}

  public static void main(String[] kinds) throws Exception {
    Closing program = new Closing();
    for (String kind : kinds) {
      System.out.println("READY " + kind + " " + program.open(kind));
    }
    program.obey();
  }

  private int open(String kind) throws IOException {
    InetSocketAddress any =
        new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), 0);
    switch (kind) {
      case "socket":
        ServerSocket socket = new ServerSocket();
        socket.bind(any, BACKLOG);
        listeners.put(kind, socket);
        return socket.getLocalPort();
      case "async":
        AsynchronousServerSocketChannel async = AsynchronousServerSocketChannel.open();
        async.bind(any, BACKLOG);
        listeners.put(kind, async);
        return ((InetSocketAddress) async.getLocalAddress()).getPort();
      default:
        ServerSocketChannel channel = ServerSocketChannel.open();
        channel.bind(any, BACKLOG);
        listeners.put(kind, kind.equals("selector") ? selected(channel) : channel);
        return channel.socket().getLocalPort();
    }
  }

  /** Closed for good once its selector has looked. */
  private static Closeable selected(ServerSocketChannel channel) throws IOException {
    Selector selector = Selector.open();
    channel.configureBlocking(false);
    channel.register(selector, SelectionKey.OP_ACCEPT);
    return () -> {
      channel.close();
      selector.selectNow();
    };
  }

  private void obey() throws Exception {
    BufferedReader commands =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = commands.readLine(); line != null; line = commands.readLine()) {
      String[] words = line.split(" ", -1);
      switch (words[0]) {
        case "close":
          shutDown(words[1]);
          System.out.println("CLOSED " + words[1]);
          break;
        case "interrupted":
          Thread.currentThread().interrupt();
          acceptFrom((ServerSocketChannel) listeners.get(words[1]));
          Thread.interrupted();
          break;
        case "drop":
          drop(words[1]);
          System.out.println("DROPPED " + words[1]);
          break;
        case "collect":
          collect();
          break;
        case "churn":
          churn(Integer.parseInt(words[1]));
          System.out.println("CHURNED");
          break;
        default:
          long endsNanos = System.nanoTime();
          Thread hook = new Thread(() -> stop(words[1], endsNanos), "stopping");
          Runtime.getRuntime().addShutdownHook(hook);
          return;
      }
    }
  }

  /** The thread does not refer to the listener, which would then last as long as the thread. */
  private void drop(String kind) throws InterruptedException {
    Thread acceptor = new Thread(() -> acceptTwo(kind), "shop-acceptor");
    acceptor.start();
    acceptor.join();
  }

  private void acceptTwo(String kind) {
    Closeable listener = listeners.remove(kind);
    try {
      for (int i = 0; i < 2; i++) {
        if (listener instanceof ServerSocket) {
          ((ServerSocket) listener).accept().close();
        } else {
          ((ServerSocketChannel) listener).accept().close();
        }
      }
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void collect() {
    for (int i = 0; i < COLLECTIONS; i++) {
      System.gc();
      System.runFinalization();
    }
    System.out.println("COLLECTED");
  }

  private void stop(String kind, long endsNanos) {
    shutDown(kind);
    long millis = (System.nanoTime() - endsNanos) / 1_000_000;
    System.out.println("STOPPED " + kind + " " + millis);
  }

  private void shutDown(String kind) {
    Closeable listener = listeners.get(kind);
    if (listener == null) {
      return;
    }
    try {
      listener.close();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void acceptFrom(ServerSocketChannel channel) {
    try {
      channel.accept();
    } catch (IOException expected) {
      // It is closed.
    }
  }

  private static void churn(int listeners) throws IOException {
    InetAddress loopback = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
    for (int i = 0; i < listeners; i++) {
      try (ServerSocket listener = new ServerSocket(0, BACKLOG, loopback);
          Socket client = new Socket(loopback, listener.getLocalPort());
          Socket accepted = listener.accept()) {
        // No TIME_WAIT, or ports run out.
        accepted.setSoLinger(true, 0);
        client.setSoLinger(true, 0);
      }
    }
  }
}
