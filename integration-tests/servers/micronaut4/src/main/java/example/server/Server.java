package example.server;

import io.micronaut.context.ApplicationContext;
import io.micronaut.runtime.server.EmbeddedServer;
import java.util.Map;

/** Micronaut without a controller: whatever is asked for is not found. */
public final class Server {
  private Server() {}

  public static void main(String[] args) throws Exception {
    EmbeddedServer server =
        ApplicationContext.run(
            EmbeddedServer.class,
            Map.of("micronaut.server.host", "127.0.0.1", "micronaut.server.port", "-1"));
    System.out.println("READY " + server.getPort());
    System.in.read();
    server.stop();
  }
}
