package example.server;

import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRequest;

/** Reactor Netty, with its own event loops: those that accept serve connections too. */
public final class Server {
  private Server() {}

  public static void main(String[] args) throws Exception {
    DisposableServer server =
        HttpServer.create()
            .host("127.0.0.1")
            .port(0)
            .handle((request, response) -> response.sendString(Mono.just(answer(request))))
            .bindNow();
    System.out.println("READY " + server.port());
    System.in.read();
    server.disposeNow();
  }

  /** To {@code /sleep/<millis>} late, and blocks the event loop meanwhile. */
  private static String answer(HttpServerRequest request) {
    String path = request.fullPath();
    if (path.startsWith("/sleep/")) {
      try {
        System.out.println("SLEEPS");
        Thread.sleep(Long.parseLong(path.substring("/sleep/".length())));
      } catch (InterruptedException e) {
        // The server is stopping.
      }
    }
    return "ok";
  }
}
