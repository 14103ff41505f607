package example.server;

import java.lang.reflect.Array;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.logging.Level;
import java.util.logging.LogManager;

/**
 * Helidon 4, with at most as many connections as the system property {@code
 * helidon.maxTcpConnections} allows. It closes connections that are idle for {@code
 * helidon.idleMillis}. By reflection: it is for Java 21, and the build runs on 17.
 */
public final class Server {
  private static final String WEB_SERVER = "io.helidon.webserver.WebServer";
  private static final String HANDLER = "io.helidon.webserver.http.Handler";
  private static final String ROUTING = "io.helidon.webserver.http.HttpRouting$Builder";

  private Server() {}

  public static void main(String[] args) throws Exception {
    // Helidon logs its start to stderr.
    LogManager.getLogManager().getLogger("").setLevel(Level.SEVERE);
    Object builder = Class.forName(WEB_SERVER).getMethod("builder").invoke(null);
    Class<?> configuration = builder.getClass();
    configuration.getMethod("host", String.class).invoke(builder, "127.0.0.1");
    configuration.getMethod("port", int.class).invoke(builder, 0);
    configuration
        .getMethod("maxTcpConnections", int.class)
        .invoke(builder, Integer.getInteger("helidon.maxTcpConnections", -1));
    Integer idleMillis = Integer.getInteger("helidon.idleMillis");
    if (idleMillis != null) {
      Duration idle = Duration.ofMillis(idleMillis);
      configuration.getMethod("idleConnectionTimeout", Duration.class).invoke(builder, idle);
      configuration.getMethod("idleConnectionPeriod", Duration.class).invoke(builder, idle);
    }
    Consumer<Object> routing = Server::route;
    configuration.getMethod("routing", Consumer.class).invoke(builder, routing);
    Object server = configuration.getMethod("build").invoke(builder);
    call(WEB_SERVER, "start", server);
    System.out.println("READY " + call(WEB_SERVER, "port", server));
    System.in.read();
    call(WEB_SERVER, "stop", server);
  }

  private static void route(Object routing) {
    try {
      Class<?> handlerType = Class.forName(HANDLER);
      Function<Object, String> answer = Server::answer;
      Object handlers = Array.newInstance(handlerType, 1);
      Array.set(handlers, 0, handlerType.getMethod("create", Function.class).invoke(null, answer));
      Class.forName(ROUTING).getMethod("any", handlers.getClass()).invoke(routing, handlers);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  /** To {@code /sleep/<millis>} late, and to {@code /spin/<millis>} after so much computing. */
  private static String answer(Object request) {
    try {
      Object uri = call("io.helidon.webserver.http.HttpRequest", "path", request);
      String path = (String) call("io.helidon.common.uri.UriPath", "path", uri);
      if (path.startsWith("/sleep/")) {
        System.out.println("SLEEPS");
        Thread.sleep(Long.parseLong(path.substring("/sleep/".length())));
      } else if (path.startsWith("/spin/")) {
        spin(Long.parseLong(path.substring("/spin/".length())));
      }
      return "ok";
    } catch (ReflectiveOperationException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void spin(long millis) {
    long start = System.nanoTime();
    while (System.nanoTime() - start < millis * 1_000_000) {
      // It computes.
    }
  }

  private static Object call(String type, String method, Object target)
      throws ReflectiveOperationException {
    return Class.forName(type).getMethod(method).invoke(target);
  }
}
