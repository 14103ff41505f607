package example.silence;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.security.KeyStore;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.locks.LockSupport;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * Accepts in one thread and serves in others: reads a byte, answers it with another, closes. With
 * the argument "tls" and a keystore, by TLS; with "garbage", beside threads that make some. Ends at
 * the end of standard input; before, after a line, tells of collections: {@code COLLECTED times
 * milliseconds}.
 */
public final class PooledServer {
  private static final int THREADS = 8;
  private static final char[] PASSWORD = "changeit".toCharArray();
  private static final int GARBAGE_BYTES = 16 * 1024;
  private static final int KEPT = 256;

  private PooledServer() {}

  public static void main(String[] args) throws Exception {
    ServerSocket listener =
        args[0].equals("tls")
            ? listenTls(new File(args[1]))
            : new ServerSocket(0, 100, Loopback.ipv4(1));
    if (args[0].equals("garbage")) {
      start("litterer", PooledServer::litter);
    }
    ExecutorService pool = Executors.newFixedThreadPool(THREADS);
    start("acceptor", () -> acceptAll(listener, pool));
    System.out.println("READY " + listener.getLocalPort());
    System.in.read();
    tellCollections();
    while (System.in.read() >= 0) {}
    System.exit(0);
  }

  private static ServerSocket listenTls(File keystore) throws Exception {
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(keystore.toPath())) {
      keys.load(in, PASSWORD);
    }
    KeyManagerFactory factory =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    factory.init(keys, PASSWORD);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(factory.getKeyManagers(), null, null);
    return context.getServerSocketFactory().createServerSocket(0, 100, Loopback.ipv4(1));
  }

  private static void start(String name, Runnable work) {
    Thread thread = new Thread(work, name);
    thread.setDaemon(true);
    thread.start();
  }

  private static void acceptAll(ServerSocket listener, ExecutorService pool) {
    while (true) {
      try {
        Socket connection = listener.accept();
        pool.execute(() -> serve(connection));
      } catch (IOException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  private static void serve(Socket connection) {
    try (Socket closed = connection) {
      closed.getOutputStream().write(closed.getInputStream().read());
    } catch (IOException e) {
      // The client's affair: it has left.
    }
  }

  /** Much of it dies young, and what lives on is small: short collections, and many. */
  private static void litter() {
    LinkedBlockingQueue<byte[]> kept = new LinkedBlockingQueue<>(KEPT);
    while (true) {
      byte[] garbage = new byte[GARBAGE_BYTES];
      while (!kept.offer(garbage)) {
        kept.poll();
      }
      LockSupport.parkNanos(100_000);
    }
  }

  private static void tellCollections() {
    long times = 0;
    long millis = 0;
    for (GarbageCollectorMXBean collector : ManagementFactory.getGarbageCollectorMXBeans()) {
      times += collector.getCollectionCount();
      millis += collector.getCollectionTime();
    }
    System.out.println("COLLECTED " + times + " " + millis);
  }
}
