package example.http;

import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Answers every request with "ok" until a line, or the end, of standard input is read; to {@code
 * /sleep/<millis>} late. The system property {@code http.threads} has a pool of so many serve.
 */
public final class Server {
  private Server() {}

  public static void main(String[] args) throws Exception {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
    server.createContext(
        "/",
        exchange -> {
          String path = exchange.getRequestURI().getPath();
          if (path.startsWith("/sleep/")) {
            sleep(Long.parseLong(path.substring("/sleep/".length())));
          }
          byte[] body = "ok".getBytes(StandardCharsets.US_ASCII);
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    Integer threads = Integer.getInteger("http.threads");
    ExecutorService pool = threads == null ? null : Executors.newFixedThreadPool(threads);
    server.setExecutor(pool);
    server.start();
    System.out.println("READY " + server.getAddress().getPort());
    System.in.read();
    server.stop(0);
    if (pool != null) {
      pool.shutdown();
    }
  }

  private static void sleep(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      // The server is stopping.
    }
  }
}
