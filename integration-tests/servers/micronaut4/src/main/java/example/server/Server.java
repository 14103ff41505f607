package example.server;

import io.micronaut.context.ApplicationContext;
import io.micronaut.runtime.server.EmbeddedServer;
import java.util.Map;

/** Micronaut. Its settings are system properties of its own: {@code micronaut.*}. */
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
