package example.cause;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The JDK's HTTP server. "/" answers at once, "/slow" after the time of the first argument. The
 * second one: "none" leaves it without an executor, so that handlers run in the thread that
 * accepts; "pool" gives it a small one, and has that thread wait for room in the pool's queue. Ends
 * at the end of standard input.
 */
public final class HttpLoop {
  private HttpLoop() {}

  public static void main(String[] args) throws Exception {
    long slowMillis = Long.parseLong(args[0]);
    HttpServer server = HttpServer.create(new InetSocketAddress(Loopback.ipv4(), 0), 50);
    server.createContext("/", HttpLoop::answer);
    server.createContext(
        "/slow",
        exchange -> {
          sleep(slowMillis);
          answer(exchange);
        });
    if (args[1].equals("pool")) {
      server.setExecutor(
          new ThreadPoolExecutor(
              1, 1, 1, TimeUnit.MINUTES, new ArrayBlockingQueue<>(1), HttpLoop::awaitRoom));
    }
    server.start();
    System.out.println("READY " + server.getAddress().getPort());
    while (System.in.read() >= 0) {}
    System.exit(0);
  }

  private static void answer(HttpExchange exchange) throws IOException {
    exchange.sendResponseHeaders(200, 2);
    // Not exchange.close(), which closes the connection too.
    try (OutputStream body = exchange.getResponseBody()) {
      body.write(new byte[] {'o', 'k'});
    }
  }

  private static void awaitRoom(Runnable task, ThreadPoolExecutor pool) {
    try {
      pool.getQueue().put(task);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void sleep(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
