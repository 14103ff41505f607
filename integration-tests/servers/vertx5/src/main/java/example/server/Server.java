package example.server;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;

/** Vert.x 5. */
public final class Server {
  private Server() {}

  public static void main(String[] args) throws Exception {
    Vertx vertx = Vertx.vertx();
    HttpServer server =
        vertx
            .createHttpServer()
            .requestHandler(request -> request.response().end("ok"))
            .listen(0, "127.0.0.1")
            .toCompletionStage()
            .toCompletableFuture()
            .get();
    System.out.println("READY " + server.actualPort());
    System.in.read();
    vertx.close().toCompletionStage().toCompletableFuture().get();
  }
}
