package io.acceptlag.benchmarks.subject;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;

/** Answers each byte by one, at all addresses, on one thread. Prints READY and its port. */
public final class EchoServer {
  private static final int BACKLOG = 1000;

  private EchoServer() {}

  public static void main(String[] args) throws Exception {
    Selector selector = Selector.open();
    ServerSocketChannel listener = ServerSocketChannel.open();
    listener.bind(new InetSocketAddress(0), BACKLOG);
    listener.configureBlocking(false);
    listener.register(selector, SelectionKey.OP_ACCEPT);
    System.out.println("READY " + listener.socket().getLocalPort());
    ByteBuffer one = ByteBuffer.allocate(1);
    while (true) {
      selector.select();
      for (SelectionKey key : selector.selectedKeys()) {
        if (key.isAcceptable()) {
          SocketChannel accepted = listener.accept();
          accepted.configureBlocking(false);
          accepted.register(selector, SelectionKey.OP_READ);
        } else {
          answer((SocketChannel) key.channel(), one);
        }
      }
      selector.selectedKeys().clear();
    }
  }

  private static void answer(SocketChannel client, ByteBuffer one) throws Exception {
    one.clear();
    if (client.read(one) < 0) {
      client.close();
      return;
    }
    one.flip();
    client.write(one);
  }
}
