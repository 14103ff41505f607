package example.server;

import io.undertow.Undertow;
import io.undertow.UndertowOptions;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.handlers.BlockingHandler;
import java.net.InetSocketAddress;
import java.util.logging.Level;
import java.util.logging.LogManager;
import org.xnio.Options;

/**
 * Undertow 2, with at most as many connections as the system property {@code
 * undertow.maxConnections} allows. With {@code undertow.ioThreads} it has so many, and its handler
 * runs on them. It closes connections that are idle for {@code undertow.noRequestMillis}.
 */
public final class Server {
  private Server() {}

  public static void main(String[] args) throws Exception {
    // Undertow logs its start to stderr.
    LogManager.getLogManager().getLogger("").setLevel(Level.SEVERE);
    Undertow.Builder builder = Undertow.builder().addHttpListener(0, "127.0.0.1");
    Integer ioThreads = Integer.getInteger("undertow.ioThreads");
    if (ioThreads == null) {
      builder.setHandler(new BlockingHandler(new OkHandler()));
    } else {
      builder.setIoThreads(ioThreads).setHandler(new OkHandler());
    }
    Integer maxConnections = Integer.getInteger("undertow.maxConnections");
    if (maxConnections != null) {
      // As WildFly's max-connections does.
      builder
          .setSocketOption(Options.CONNECTION_HIGH_WATER, maxConnections)
          .setSocketOption(Options.CONNECTION_LOW_WATER, maxConnections);
    }
    Integer noRequestMillis = Integer.getInteger("undertow.noRequestMillis");
    if (noRequestMillis != null) {
      builder.setServerOption(UndertowOptions.NO_REQUEST_TIMEOUT, noRequestMillis);
    }
    Undertow undertow = builder.build();
    undertow.start();
    InetSocketAddress address = (InetSocketAddress) undertow.getListenerInfo().get(0).getAddress();
    System.out.println("READY " + address.getPort());
    System.in.read();
    undertow.stop();
  }

  /**
   * Answers; to {@code /sleep/<millis>} late, and to {@code /lock/<millis>}, for which it needs a
   * lock that all such requests want.
   */
  private static final class OkHandler implements HttpHandler {
    private static final Object LOCK = new Object();

    @Override
    public void handleRequest(HttpServerExchange exchange) throws InterruptedException {
      String path = exchange.getRequestPath();
      if (path.startsWith("/sleep/")) {
        System.out.println("SLEEPS");
        Thread.sleep(Long.parseLong(path.substring("/sleep/".length())));
      } else if (path.startsWith("/lock/")) {
        lock(Long.parseLong(path.substring("/lock/".length())));
      }
      exchange.getResponseSender().send("ok");
    }

    private static void lock(long millis) throws InterruptedException {
      synchronized (LOCK) {
        query(millis);
      }
    }

    private static void query(long millis) throws InterruptedException {
      Thread.sleep(millis);
    }
  }
}
