package example.cause;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.security.KeyStore;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/** The acceptor does each client's TLS handshake, and a client sends nothing. */
final class Handshake implements Trouble {
  private static final char[] PASSWORD = "changeit".toCharArray();

  private final File keystore;

  Handshake(File keystore) {
    this.keystore = keystore;
  }

  @Override
  public ServerSocket listen(int backlog) throws Exception {
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(keystore.toPath())) {
      keys.load(in, PASSWORD);
    }
    KeyManagerFactory factory =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    factory.init(keys, PASSWORD);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(factory.getKeyManagers(), null, null);
    return context.getServerSocketFactory().createServerSocket(0, backlog, Loopback.ipv4());
  }

  @Override
  public void meet(Socket connection) throws IOException {
    ((SSLSocket) connection).startHandshake();
  }
}
