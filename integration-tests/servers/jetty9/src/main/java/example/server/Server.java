package example.server;

import java.io.IOException;
import java.net.InetSocketAddress;
import javax.servlet.http.HttpServletRequest;
import javax.servlet.http.HttpServletResponse;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.AbstractHandler;
import org.eclipse.jetty.util.log.Log;
import org.eclipse.jetty.util.log.StdErrLog;

/** Jetty 9.4. */
public final class Server {
  private Server() {}

  public static void main(String[] args) throws Exception {
    StdErrLog quiet = new StdErrLog();
    quiet.setLevel(StdErrLog.LEVEL_OFF);
    Log.setLog(quiet);
    org.eclipse.jetty.server.Server server =
        new org.eclipse.jetty.server.Server(new InetSocketAddress("127.0.0.1", 0));
    server.setHandler(new OkHandler());
    server.start();
    System.out.println("READY " + ((ServerConnector) server.getConnectors()[0]).getLocalPort());
    System.in.read();
    server.stop();
  }

  private static final class OkHandler extends AbstractHandler {
    @Override
    public void handle(
        String target,
        Request baseRequest,
        HttpServletRequest request,
        HttpServletResponse response)
        throws IOException {
      response.setContentType("text/plain");
      response.getWriter().write("ok");
      baseRequest.setHandled(true);
    }
  }
}
