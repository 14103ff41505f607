package example.server;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;

/** Vert.x 5. */
public final class Server {
  private Server() {}

  public static void main(String[] args) throws Exception {
    Vertx vertx = Vertx.vertx();
    HttpServer server =
        vertx
            .createHttpServer()
            .requestHandler(Server::answer)
            .listen(0, "127.0.0.1")
            .toCompletionStage()
            .toCompletableFuture()
            .get();
    System.out.println("READY " + server.actualPort());
    System.in.read();
    vertx.close().toCompletionStage().toCompletableFuture().get();
  }

  /** To {@code /sleep/<millis>} late, and blocks the event loop meanwhile. */
  private static void answer(HttpServerRequest request) {
    String path = request.path();
    if (path.startsWith("/sleep/")) {
      try {
        System.out.println("SLEEPS");
        Thread.sleep(Long.parseLong(path.substring("/sleep/".length())));
      } catch (InterruptedException e) {
        // The server is stopping.
      }
    }
    request.response().end("ok");
  }
}
