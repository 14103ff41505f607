package example.cause;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;

/**
 * Accepts in thread "shop-selector", which waits in a selector, and answers each connection with a
 * byte. The argument is what it does between "begin" and "end" on standard input: "pause" has its
 * listener ask for no connections; "leave" lets it wait in another selector, while the listener's
 * goes on asking; "skip" has it not accept, though it is told of them. The end of the input ends
 * the program.
 */
public final class SelectorLoop {
  private static volatile boolean elsewhere;
  private static volatile boolean skips;

  private SelectorLoop() {}

  public static void main(String[] args) throws Exception {
    ServerSocketChannel listener = ServerSocketChannel.open();
    listener.bind(new InetSocketAddress(Loopback.ipv4(), 0), 50);
    listener.configureBlocking(false);
    Selector selector = Selector.open();
    Selector other = Selector.open();
    SelectionKey key = listener.register(selector, SelectionKey.OP_ACCEPT);
    Thread acceptor = new Thread(() -> acceptAll(listener, selector, other), "shop-selector");
    acceptor.setDaemon(true);
    acceptor.start();
    System.out.println("READY " + listener.socket().getLocalPort());
    BufferedReader commands =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
    for (String line = commands.readLine(); line != null; line = commands.readLine()) {
      boolean begins = line.equals("begin");
      if (args[0].equals("skip")) {
        skips = begins;
      } else if (args[0].equals("pause")) {
        key.interestOps(begins ? 0 : SelectionKey.OP_ACCEPT);
      } else {
        elsewhere = begins;
        other.wakeup();
      }
      selector.wakeup();
      System.out.println("DONE " + line);
    }
  }

  private static void acceptAll(ServerSocketChannel listener, Selector own, Selector other) {
    try {
      while (true) {
        if (elsewhere) {
          other.select();
          continue;
        }
        own.select();
        own.selectedKeys().clear();
        SocketChannel connection = elsewhere || skips ? null : listener.accept();
        if (connection != null) {
          connection.write(ByteBuffer.allocate(1));
        }
      }
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
