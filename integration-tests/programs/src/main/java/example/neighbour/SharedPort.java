package example.neighbour;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketOption;
import java.nio.channels.ServerSocketChannel;

/** Listens on a port that others may listen on too; with "stuck" it accepts nothing. */
public final class SharedPort {
  private SharedPort() {}

  public static void main(String[] args) throws Exception {
    ServerSocketChannel channel = ServerSocketChannel.open();
    share(channel);
    channel.bind(
        new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(args[0])), 50);
    System.out.println("READY");
    if (args[1].equals("stuck")) {
      // Until this process is ended.
      System.in.read();
      return;
    }
    while (true) {
      channel.accept().close();
    }
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
