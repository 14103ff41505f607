package io.acceptlag.benchmarks.subject;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;

/** Holds so many connections to itself until its input ends. */
public final class HeldConnections {
  private static final int BACKLOG = 100;

  private HeldConnections() {}

  public static void main(String[] args) throws Exception {
    ServerSocketChannel listener = ServerSocketChannel.open();
    listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), BACKLOG);
    List<SocketChannel> ends = new ArrayList<>();
    for (int i = 0; i < Integer.parseInt(args[0]); i++) {
      ends.add(SocketChannel.open(listener.getLocalAddress()));
      ends.add(listener.accept());
    }
    System.out.println("READY " + ends.size());
    while (System.in.read() >= 0) {
      // Until the end.
    }
  }
}
