package example.server;

import java.net.InetAddress;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.impl.bootstrap.HttpServer;
import org.apache.hc.core5.http.impl.bootstrap.ServerBootstrap;
import org.apache.hc.core5.http.io.entity.StringEntity;
import org.apache.hc.core5.http.protocol.HttpContext;

/** The classic server of HttpCore 5, with a thread for each connection. */
public final class Server {
  private Server() {}

  public static void main(String[] args) throws Exception {
    HttpServer server =
        ServerBootstrap.bootstrap()
            .setListenerPort(0)
            .setLocalAddress(InetAddress.getLoopbackAddress())
            .register("*", Server::answer)
            .create();
    server.start();
    System.out.println("READY " + server.getLocalPort());
    System.in.read();
    server.close();
  }

  private static void answer(
      ClassicHttpRequest request, ClassicHttpResponse response, HttpContext context) {
    response.setCode(200);
    response.setEntity(new StringEntity("ok"));
  }
}
