package example.server;

import io.dropwizard.core.Application;
import io.dropwizard.core.Configuration;
import io.dropwizard.core.setup.Environment;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import java.nio.file.Files;
import org.eclipse.jetty.server.ServerConnector;

/** Dropwizard, with an application and an admin connector. */
public final class Server extends Application<Configuration> {
  private static final String SETTINGS =
      "server:\n"
          + "  applicationConnectors: [{type: http, port: 0, bindHost: 127.0.0.1}]\n"
          + "  adminConnectors: [{type: http, port: 0, bindHost: 127.0.0.1}]\n"
          + "  requestLog: {appenders: []}\n"
          + "logging: {level: OFF, appenders: []}\n";

  public static void main(String[] args) throws Exception {
    java.nio.file.Path file = Files.createTempFile("dropwizard", ".yml");
    Files.write(file, SETTINGS.getBytes("UTF-8"));
    new Server().run("server", file.toString());
    System.in.read();
    System.exit(0);
  }

  @Override
  public void run(Configuration configuration, Environment environment) {
    environment.jersey().register(new Shop());
    environment
        .lifecycle()
        .addServerLifecycleListener(
            server ->
                System.out.println(
                    "READY " + ((ServerConnector) server.getConnectors()[0]).getLocalPort()));
  }

  /** Answers; to {@code /sleep/<millis>} late. */
  @Path("/")
  public static final class Shop {
    @GET
    public String answer() {
      return "ok";
    }

    @GET
    @Path("sleep/{millis}")
    public String sleep(@PathParam("millis") long millis) throws InterruptedException {
      System.out.println("SLEEPS");
      Thread.sleep(millis);
      return "ok";
    }
  }
}
