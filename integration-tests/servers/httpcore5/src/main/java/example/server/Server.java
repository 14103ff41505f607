package example.server;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.impl.bootstrap.HttpServer;
import org.apache.hc.core5.http.impl.bootstrap.ServerBootstrap;
import org.apache.hc.core5.http.impl.io.DefaultBHttpServerConnection;
import org.apache.hc.core5.http.impl.io.DefaultBHttpServerConnectionFactory;
import org.apache.hc.core5.http.io.entity.StringEntity;
import org.apache.hc.core5.http.protocol.HttpContext;

/**
 * The classic server of HttpCore 5, with a thread for each connection. From the first line of its
 * input on the application's factory of connections, which runs on the acceptor, is slow once.
 */
public final class Server {
  private static final int SLOW_MILLIS = 2_500;
  private static final DefaultBHttpServerConnectionFactory CONNECTIONS =
      DefaultBHttpServerConnectionFactory.builder().build();
  private static final AtomicBoolean slow = new AtomicBoolean();

  private Server() {}

  public static void main(String[] args) throws Exception {
    HttpServer server =
        ServerBootstrap.bootstrap()
            .setListenerPort(0)
            .setLocalAddress(InetAddress.getLoopbackAddress())
            .setConnectionFactory(Server::connect)
            .register("*", Server::answer)
            .create();
    server.start();
    System.out.println("READY " + server.getLocalPort());
    for (int read = System.in.read(); read != -1; read = System.in.read()) {
      if (read == '\n') {
        slow.set(true);
        System.out.println("DONE");
      }
    }
    server.close();
  }

  private static DefaultBHttpServerConnection connect(Socket socket) throws IOException {
    if (slow.getAndSet(false)) {
      audit();
    }
    return CONNECTIONS.createConnection(socket);
  }

  private static void audit() {
    try {
      Thread.sleep(SLOW_MILLIS);
    } catch (InterruptedException e) {
      // The server is stopping.
    }
  }

  private static void answer(
      ClassicHttpRequest request, ClassicHttpResponse response, HttpContext context) {
    response.setCode(200);
    response.setEntity(new StringEntity("ok"));
  }
}
