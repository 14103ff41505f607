package io.acceptlag.benchmarks.subject;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;

/**
 * Opens so many connections and keeps them as browsers do: those over which a request was answered,
 * or those opened ahead that say nothing. Prints READY; ends with its input.
 */
public final class IdleClients {
  private IdleClients() {}

  /**
   * @param args the last part of the loopback address, each of which has local ports of its own;
   *     the port; how many; whether they are silent
   */
  public static void main(String[] args) throws Exception {
    InetAddress address = InetAddress.getByAddress(new byte[] {127, 0, 0, Byte.parseByte(args[0])});
    InetSocketAddress server = new InetSocketAddress(address, Integer.parseInt(args[1]));
    List<SocketChannel> open = new ArrayList<>();
    boolean silent = Boolean.parseBoolean(args[3]);
    ByteBuffer one = ByteBuffer.allocate(1);
    for (int i = 0; i < Integer.parseInt(args[2]); i++) {
      SocketChannel client = SocketChannel.open(server);
      if (!silent) {
        one.clear();
        client.write(one);
        one.clear();
        client.read(one);
      }
      open.add(client);
    }
    System.out.println("READY " + open.size());
    while (System.in.read() >= 0) {
      // Until the end.
    }
  }
}
