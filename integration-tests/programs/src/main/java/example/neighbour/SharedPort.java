package example.neighbour;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketOption;
import java.nio.channels.ServerSocketChannel;

/**
 * Listens on a port that others may listen on too; with "stuck" it accepts nothing, with "twin" it
 * has another socket there that it does not accept from.
 */
public final class SharedPort {
  private SharedPort() {}

  public static void main(String[] args) throws Exception {
    int port = Integer.parseInt(args[0]);
    ServerSocketChannel channel = open(port);
    ServerSocketChannel twin = args[1].equals("twin") ? open(port) : null;
    System.out.println("READY");
    if (args[1].equals("stuck")) {
      // Until this process is ended.
      System.in.read();
      return;
    }
    while (twin == null || twin.isOpen()) {
      channel.accept().close();
    }
  }

  private static ServerSocketChannel open(int port) throws IOException {
    ServerSocketChannel channel = ServerSocketChannel.open();
    share(channel);
    return channel.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 50);
  }

  /** By its name, because StandardSocketOptions has it since Java 9 only. */
  @SuppressWarnings("unchecked")
  private static void share(ServerSocketChannel channel) throws IOException {
    for (SocketOption<?> option : channel.supportedOptions()) {
      if (option.name().equals("SO_REUSEPORT")) {
        channel.setOption((SocketOption<Boolean>) option, true);
      }
    }
  }
}
