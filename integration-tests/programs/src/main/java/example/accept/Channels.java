package example.accept;

import java.io.File;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ProtocolFamily;
import java.net.ServerSocket;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.net.SocketTimeoutException;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;

/** Listeners of {@code ServerSocketChannel}. */
final class Channels {
  private static final int BACKLOG = 50;

  private Channels() {}

  static Listener blocking() throws IOException {
    return new BlockingListener(bound(ServerSocketChannel.open(), Loopback.ipv4(0)), "ipv4");
  }

  static Listener selector() throws IOException {
    return new SelectorListener(bound(ServerSocketChannel.open(), Loopback.ipv4(0)));
  }

  /** {@code channel.socket().accept()}, waiting at most that long in each call; 0: for ever. */
  static Listener adaptor(int timeoutMillis) throws IOException {
    ServerSocket adaptor = bound(ServerSocketChannel.open(), Loopback.ipv4(0)).socket();
    adaptor.setSoTimeout(timeoutMillis);
    return new AdaptorListener(adaptor);
  }

  /** Two listeners on one port, between which the kernel shares the connections. */
  static Listener[] reusePort() throws Exception {
    // By reflection: Java 9 and newer.
    @SuppressWarnings("unchecked")
    SocketOption<Boolean> reusePort =
        (SocketOption<Boolean>) StandardSocketOptions.class.getField("SO_REUSEPORT").get(null);
    ServerSocketChannel first = ServerSocketChannel.open().setOption(reusePort, true);
    ServerSocketChannel second = ServerSocketChannel.open().setOption(reusePort, true);
    bound(first, Loopback.ipv4(0));
    bound(second, Loopback.ipv4(first.socket().getLocalPort()));
    return new Listener[] {
      new BlockingListener(first, "ipv4"), new BlockingListener(second, "ipv4")
    };
  }

  /**
   * A socket of family AF_INET, which only Java 15 and newer make on a host that has IPv6. The
   * other paths' 127.0.0.1 lies in AF_INET6.
   */
  static Listener ipv4() throws Exception {
    ServerSocketChannel channel =
        Double.parseDouble(System.getProperty("java.specification.version")) < 15
            ? ServerSocketChannel.open()
            : open(StandardProtocolFamily.INET);
    return new BlockingListener(bound(channel, Loopback.ipv4(0)), "ipv4");
  }

  static Listener ipv6() throws IOException {
    return new BlockingListener(bound(ServerSocketChannel.open(), Loopback.ipv6(0)), "ipv6");
  }

  static Listener dualStack() throws IOException {
    return new BlockingListener(
        bound(ServerSocketChannel.open(), new InetSocketAddress(0)), "dual");
  }

  static Listener unixDomain() throws Exception {
    File file = File.createTempFile("accept", ".sock");
    if (!file.delete()) {
      throw new IOException("cannot delete " + file);
    }
    file.deleteOnExit();
    return new UnixListener(boundTo(file), file);
  }

  private static ServerSocketChannel boundTo(File file) throws Exception {
    // By reflection: Java 16 and newer.
    Object address =
        Class.forName("java.net.UnixDomainSocketAddress")
            .getMethod("of", String.class)
            .invoke(null, file.getPath());
    return open(StandardProtocolFamily.valueOf("UNIX")).bind((SocketAddress) address);
  }

  private static ServerSocketChannel open(ProtocolFamily family) throws Exception {
    // By reflection: Java 15 and newer.
    return (ServerSocketChannel)
        ServerSocketChannel.class.getMethod("open", ProtocolFamily.class).invoke(null, family);
  }

  private static ServerSocketChannel bound(ServerSocketChannel channel, SocketAddress address)
      throws IOException {
    return channel.bind(address, BACKLOG);
  }

  private static final class BlockingListener implements Listener {
    private final ServerSocketChannel channel;
    private final String family;

    BlockingListener(ServerSocketChannel channel, String family) {
      this.channel = channel;
      this.family = family;
    }

    @Override
    public Connection accept() throws IOException {
      return Connection.of(channel.accept());
    }

    @Override
    public String address() {
      return channel.socket().getLocalPort() + " " + family;
    }
  }

  private static final class UnixListener implements Listener {
    private final ServerSocketChannel channel;
    private final File file;

    UnixListener(ServerSocketChannel channel, File file) {
      this.channel = channel;
      this.file = file;
    }

    @Override
    public Connection accept() throws IOException {
      return Connection.of(channel.accept());
    }

    @Override
    public String address() {
      return file + " unix";
    }
  }

  private static final class AdaptorListener implements Listener {
    private final ServerSocket adaptor;

    AdaptorListener(ServerSocket adaptor) {
      this.adaptor = adaptor;
    }

    @Override
    public Connection accept() throws IOException {
      for (; ; ) {
        try {
          return Connection.of(adaptor.accept().getChannel());
        } catch (SocketTimeoutException e) {
          // Nobody came; wait again.
        }
      }
    }

    @Override
    public String address() {
      return adaptor.getLocalPort() + " ipv4";
    }
  }

  private static final class SelectorListener implements Listener {
    private final ServerSocketChannel channel;
    private final Selector selector;

    SelectorListener(ServerSocketChannel channel) throws IOException {
      this.channel = channel;
      selector = Selector.open();
      channel.configureBlocking(false);
      channel.register(selector, SelectionKey.OP_ACCEPT);
    }

    @Override
    public Connection accept() throws IOException {
      for (; ; ) {
        SocketChannel connection = channel.accept();
        if (connection != null) {
          return Connection.of(connection);
        }
        selector.select();
        selector.selectedKeys().clear();
      }
    }

    @Override
    public String address() {
      return channel.socket().getLocalPort() + " ipv4";
    }
  }
}
