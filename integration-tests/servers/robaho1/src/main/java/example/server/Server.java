package example.server;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executors;

/** robaho's implementation of the JDK's HttpServer, which is found by its service file. */
public final class Server {
  private Server() {}

  public static void main(String[] args) throws Exception {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    if (!server.getClass().getName().startsWith("robaho.")) {
      throw new IllegalStateException(server.getClass() + " is the JDK's own");
    }
    Integer threads = Integer.getInteger("robaho.threads");
    if (threads != null) {
      server.setExecutor(Executors.newFixedThreadPool(threads, Server::daemon));
    }
    server.createContext("/", Server::answer);
    server.start();
    System.out.println("READY " + server.getAddress().getPort());
    System.in.read();
    server.stop(0);
  }

  private static Thread daemon(Runnable task) {
    Thread thread = new Thread(task);
    thread.setDaemon(true);
    return thread;
  }

  /** To {@code /sleep/<millis>} late. */
  private static void answer(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    if (path.startsWith("/sleep/")) {
      sleep(Long.parseLong(path.substring("/sleep/".length())));
    }
    byte[] answer = "ok".getBytes(StandardCharsets.US_ASCII);
    exchange.sendResponseHeaders(200, answer.length);
    exchange.getResponseBody().write(answer);
    exchange.close();
  }

  private static void sleep(long millis) {
    try {
      System.out.println("SLEEPS");
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      // The server is stopping.
    }
  }
}
