package example.accept;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.ServerSocket;
import java.net.Socket;
import java.security.KeyStore;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** Listeners of {@code java.net}. */
final class Sockets {
  private static final int BACKLOG = 50;

  private Sockets() {}

  static Listener plain() throws IOException {
    return new SocketListener(new ServerSocket(0, BACKLOG, Loopback.ipv4()));
  }

  static Listener subclass() throws IOException {
    ServerSocket socket = new OwnServerSocket();
    socket.bind(Loopback.ipv4(0), BACKLOG);
    return new SocketListener(socket);
  }

  /** Its key comes from the PKCS12 file that the system property {@code keystore} names. */
  static Listener ssl() throws Exception {
    char[] password = "changeit".toCharArray();
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream file = new FileInputStream(System.getProperty("keystore"))) {
      keys.load(file, password);
    }
    KeyManagerFactory keyManagers =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keyManagers.init(keys, password);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keyManagers.getKeyManagers(), null, null);
    return new SocketListener(
        context.getServerSocketFactory().createServerSocket(0, BACKLOG, Loopback.ipv4()));
  }

  /**
   * A listener with a library's own SocketImpl. Before Java 12 the factory is the only way to get
   * one; it serves every later ServerSocket.
   */
  static Listener customImpl() throws IOException {
    ServerSocket.setSocketFactory(LibrarySocketImpl::new);
    ServerSocket socket =
        new ServerSocket() {
          @Override
          public Socket accept() throws IOException {
            Socket connection = new LibrarySocketImpl.LibrarySocket();
            implAccept(connection);
            return connection;
          }
        };
    socket.bind(Loopback.ipv4(0));
    return new SocketListener(socket) {
      @Override
      public String address() {
        return "- none";
      }
    };
  }

  private static class SocketListener implements Listener {
    private final ServerSocket socket;

    SocketListener(ServerSocket socket) {
      this.socket = socket;
    }

    @Override
    public Connection accept() throws IOException {
      return Connection.of(socket.accept());
    }

    @Override
    public String address() {
      return socket.getLocalPort() + " ipv4";
    }
  }

  /** A subclass that makes its own sockets, as libraries do. */
  private static final class OwnServerSocket extends ServerSocket {
    OwnServerSocket() throws IOException {}

    @Override
    public Socket accept() throws IOException {
      Socket connection = new OwnSocket();
      implAccept(connection);
      return connection;
    }
  }

  private static final class OwnSocket extends Socket {}
}
