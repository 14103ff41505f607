package example.http;

import com.sun.net.httpserver.HttpServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Answers every request with "ok"; to {@code /sleep/<millis>} late, to {@code /spin/<millis>} after
 * so much computing, and to {@code /lock/<millis>} late, too, because it needs a lock that all such
 * requests want. The system property {@code http.threads} has a pool of so many serve. At {@code
 * lose threads} these end, and its factory makes no more of them; at {@code close} the server ends,
 * and waits for another line. It stops at any other line, and at the end of its input.
 */
public final class Server {
  private static final Object LOCK = new Object();

  private static volatile boolean makesThreads = true;

  private Server() {}

  public static void main(String[] args) throws Exception {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
    server.createContext(
        "/",
        exchange -> {
          work(exchange.getRequestURI().getPath());
          byte[] body = "ok".getBytes(StandardCharsets.US_ASCII);
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    Integer threads = Integer.getInteger("http.threads");
    ThreadPoolExecutor pool = threads == null ? null : pool(threads);
    server.setExecutor(pool);
    server.start();
    System.out.println("READY " + server.getAddress().getPort());
    obey(server, pool);
    server.stop(0);
    if (pool != null) {
      pool.shutdown();
    }
  }

  private static ThreadPoolExecutor pool(int threads) {
    ThreadFactory factory = Executors.defaultThreadFactory();
    return new ThreadPoolExecutor(
        threads,
        threads,
        1,
        TimeUnit.MINUTES,
        new LinkedBlockingQueue<>(),
        task -> makesThreads ? factory.newThread(task) : null);
  }

  private static void obey(HttpServer server, ThreadPoolExecutor pool)
      throws IOException, InterruptedException {
    BufferedReader commands =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (; ; ) {
      String command = commands.readLine();
      if ("lose threads".equals(command)) {
        loseThreads(pool);
      } else if ("close".equals(command)) {
        server.stop(0);
      } else {
        return;
      }
      System.out.println("DONE " + command);
    }
  }

  private static void loseThreads(ThreadPoolExecutor pool) throws InterruptedException {
    makesThreads = false;
    pool.setKeepAliveTime(1, TimeUnit.MILLISECONDS);
    pool.allowCoreThreadTimeOut(true);
    while (pool.getPoolSize() > 0) {
      Thread.sleep(1);
    }
  }

  private static void work(String path) {
    if (path.startsWith("/sleep/")) {
      sleep(millis(path));
    } else if (path.startsWith("/spin/")) {
      spin(millis(path));
    } else if (path.startsWith("/lock/")) {
      lock(millis(path));
    }
  }

  private static long millis(String path) {
    return Long.parseLong(path.substring(path.lastIndexOf('/') + 1));
  }

  private static void spin(long millis) {
    long start = System.nanoTime();
    while (System.nanoTime() - start < millis * 1_000_000) {
      // It computes.
    }
  }

  private static void lock(long millis) {
    synchronized (LOCK) {
      sleep(millis);
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
