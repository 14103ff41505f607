package example.unserved;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import javax.net.ServerSocketFactory;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * Listens once for each argument, and does what that says with each connection, on a thread of its
 * own. Prints {@code READY} and the ports, and of each first read {@code READ <port> <accepted>
 * <before> <after>}, in nanoTime. Ends at the end of standard input.
 *
 * <pre>
 *   500         reads 500 ms after it has accepted, answers, and reads on until the end
 *   never       reads nothing
 *   banner      sends something first, and reads nothing
 *   byte        reads one byte at once, and nothing more
 *   line        reads a line at once, and nothing more
 *   unanswered  reads all, and answers nothing
 *   websocket   reads once and answers, then sends now and then, and reads nothing more
 *   longpoll    reads once, and answers when nobody waits any more
 *   push        sends all the time, and never reads
 *   slowly      reads a byte now and then: its clients feel the pressure
 *   hundredth   reads, answers and closes at once, but for each hundredth connection
 * </pre>
 *
 * <p>With {@code tls <keystore>} before them, all by TLS. The ports follow one another from the
 * system property {@code readers.firstPort} on, where that is set.
 */
public final class Readers {
  private static final char[] PASSWORD = "changeit".toCharArray();

  private static final long NOW_AND_THEN_MILLIS = 200;
  private static final long NEVER_MILLIS = 600_000;

  /** Lest they be collected, which would close them. */
  private static final List<Socket> KEPT = Collections.synchronizedList(new ArrayList<Socket>());

  private Readers() {}

  public static void main(String[] args) throws Exception {
    boolean tls = args[0].equals("tls");
    ServerSocketFactory factory =
        tls ? tls(new File(args[1])).getServerSocketFactory() : ServerSocketFactory.getDefault();
    int port = Integer.getInteger("readers.firstPort", 0);
    StringBuilder ports = new StringBuilder("READY");
    for (int i = tls ? 2 : 0; i < args.length; i++) {
      InetAddress loopback = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
      ServerSocket listener = factory.createServerSocket(port, 1000, loopback);
      port += port == 0 ? 0 : 1;
      String does = args[i];
      start("acceptor of " + does, () -> acceptAll(listener, does));
      ports.append(' ').append(listener.getLocalPort());
    }
    System.out.println(ports);
    while (System.in.read() >= 0) {}
    System.exit(0);
  }

  private static SSLContext tls(File keystore) throws Exception {
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(keystore.toPath())) {
      keys.load(in, PASSWORD);
    }
    KeyManagerFactory factory =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    factory.init(keys, PASSWORD);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(factory.getKeyManagers(), null, null);
    return context;
  }

  private static void start(String name, Runnable work) {
    Thread thread = new Thread(work, name);
    thread.setDaemon(true);
    thread.start();
  }

  private static void acceptAll(ServerSocket listener, String does) {
    try {
      for (int count = 1; ; count++) {
        Socket socket = listener.accept();
        long acceptedNanos = System.nanoTime();
        if (!does.equals("hundredth")) {
          KEPT.add(socket);
          start("reader", () -> serve(socket, does, acceptedNanos));
        } else if (count % 100 == 0) {
          KEPT.add(socket);
        } else {
          serveAtOnce(socket);
        }
      }
    } catch (IOException e) {
      e.printStackTrace();
      System.exit(1);
    }
  }

  private static void serveAtOnce(Socket socket) {
    try {
      socket.getInputStream().read(new byte[100]);
      socket.getOutputStream().write(1);
      socket.close();
    } catch (IOException e) {
      // The client has left.
    }
  }

  private static void serve(Socket socket, String does, long acceptedNanos) {
    try {
      InputStream in = socket.getInputStream();
      byte[] buffer = new byte[1000];
      switch (does) {
        case "never":
          return;
        case "banner":
          socket.getOutputStream().write(1);
          return;
        case "byte":
          in.read();
          return;
        case "line":
          for (int read = in.read(); read >= 0 && read != '\n'; ) {
            read = in.read();
          }
          return;
        case "unanswered":
          while (in.read(buffer) >= 0) {}
          return;
        case "websocket":
          in.read(buffer);
          sendNowAndThen(socket);
          return;
        case "longpoll":
          in.read(buffer);
          Thread.sleep(NEVER_MILLIS);
          return;
        case "push":
          sendNowAndThen(socket);
          return;
        case "slowly":
          while (in.read() >= 0) {
            Thread.sleep(NOW_AND_THEN_MILLIS);
          }
          return;
        default:
          Thread.sleep(Long.parseLong(does));
          long readNanos = System.nanoTime();
          try {
            in.read(buffer);
          } finally {
            String times = acceptedNanos + " " + readNanos + " " + System.nanoTime();
            System.out.println("READ " + socket.getLocalPort() + " " + times);
          }
          socket.getOutputStream().write(1);
          while (in.read(buffer) >= 0) {}
          socket.close();
          break;
      }
    } catch (IOException | InterruptedException e) {
      // The client has left.
    }
  }

  private static void sendNowAndThen(Socket socket) throws IOException, InterruptedException {
    while (true) {
      socket.getOutputStream().write(1);
      Thread.sleep(NOW_AND_THEN_MILLIS);
    }
  }
}
