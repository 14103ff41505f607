package example.server;

import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.http.javadsl.Http;
import org.apache.pekko.http.javadsl.ServerBinding;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;

/** Pekko HTTP. Its settings are system properties of its own: {@code pekko.http.server.*}. */
public final class Server {
  private Server() {}

  public static void main(String[] args) throws Exception {
    ActorSystem<Void> system = ActorSystem.create(Behaviors.empty(), "shop");
    ServerBinding binding =
        Http.get(system)
            .newServerAt("127.0.0.1", 0)
            .bindSync(Server::answer)
            .toCompletableFuture()
            .get();
    System.out.println("READY " + binding.localAddress().getPort());
    System.in.read();
    system.terminate();
  }

  /** To {@code /sleep/<millis>} late. */
  private static HttpResponse answer(HttpRequest request) {
    String path = request.getUri().path();
    if (path.startsWith("/sleep/")) {
      sleep(Long.parseLong(path.substring("/sleep/".length())));
    }
    return HttpResponse.create().withEntity("ok");
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
