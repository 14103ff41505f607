package example.silence;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;

/**
 * Listens on as many ports as the second argument says, from the first one on, and accepts on all
 * of them with one selector; answers each connection with a byte and closes it. Ends at the end of
 * standard input.
 */
public final class ManyPorts {
  private ManyPorts() {}

  public static void main(String[] args) throws Exception {
    int first = Integer.parseInt(args[0]);
    Selector selector = Selector.open();
    for (int port = first; port < first + Integer.parseInt(args[1]); port++) {
      ServerSocketChannel listener = ServerSocketChannel.open();
      listener.bind(new InetSocketAddress(Loopback.ipv4(1), port), 100);
      listener.configureBlocking(false);
      listener.register(selector, SelectionKey.OP_ACCEPT);
    }
    Thread acceptor = new Thread(() -> acceptAll(selector), "acceptor");
    acceptor.setDaemon(true);
    acceptor.start();
    System.out.println("READY " + first);
    while (System.in.read() >= 0) {}
  }

  private static void acceptAll(Selector selector) {
    try {
      while (true) {
        selector.select();
        for (SelectionKey ready : selector.selectedKeys()) {
          try (SocketChannel connection = ((ServerSocketChannel) ready.channel()).accept()) {
            if (connection != null) {
              connection.write(ByteBuffer.wrap(new byte[] {0}));
            }
          }
        }
        selector.selectedKeys().clear();
      }
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
