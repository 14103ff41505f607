package example.server;

import java.util.logging.Level;
import java.util.logging.LogManager;
import org.glassfish.grizzly.http.server.HttpHandler;
import org.glassfish.grizzly.http.server.HttpServer;
import org.glassfish.grizzly.http.server.NetworkListener;
import org.glassfish.grizzly.http.server.Request;
import org.glassfish.grizzly.http.server.Response;
import org.glassfish.grizzly.strategies.SameThreadIOStrategy;

/**
 * Grizzly, whose requests run on its workers, or with the argument {@code same} on the threads of
 * its selectors. Its backlog is {@code grizzly.backlog}.
 */
public final class Server {
  private Server() {}

  public static void main(String[] args) throws Exception {
    LogManager.getLogManager().getLogger("").setLevel(Level.SEVERE);
    HttpServer server = new HttpServer();
    NetworkListener listener = new NetworkListener("shop", "127.0.0.1", 0);
    if (args.length > 0) {
      listener.getTransport().setIOStrategy(SameThreadIOStrategy.getInstance());
      listener.getTransport().setSelectorRunnersCount(1);
    }
    Integer backlog = Integer.getInteger("grizzly.backlog");
    if (backlog != null) {
      listener.getTransport().setServerConnectionBackLog(backlog);
    }
    server.addListener(listener);
    server.getServerConfiguration().addHttpHandler(new OkHandler());
    server.start();
    System.out.println("READY " + listener.getPort());
    System.in.read();
    server.shutdownNow();
  }

  /** Answers; to {@code /sleep/<millis>} late. */
  private static final class OkHandler extends HttpHandler {
    @Override
    public void service(Request request, Response response) throws Exception {
      String path = request.getRequestURI();
      if (path.startsWith("/sleep/")) {
        System.out.println("SLEEPS");
        Thread.sleep(Long.parseLong(path.substring("/sleep/".length())));
      }
      response.getWriter().write("ok");
    }
  }
}
