package example.server;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;

/** Jetty 12. */
public final class Server {
  private Server() {}

  public static void main(String[] args) throws Exception {
    org.eclipse.jetty.server.Server server =
        new org.eclipse.jetty.server.Server(new InetSocketAddress("127.0.0.1", 0));
    server.setHandler(new OkHandler());
    server.start();
    System.out.println("READY " + ((ServerConnector) server.getConnectors()[0]).getLocalPort());
    System.in.read();
    server.stop();
  }

  private static final class OkHandler extends Handler.Abstract {
    @Override
    public boolean handle(Request request, Response response, Callback callback) {
      response.write(true, ByteBuffer.wrap("ok".getBytes(StandardCharsets.US_ASCII)), callback);
      return true;
    }
  }
}
