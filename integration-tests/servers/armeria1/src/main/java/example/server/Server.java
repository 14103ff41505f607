package example.server;

import com.linecorp.armeria.common.HttpResponse;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/** Armeria. */
public final class Server {
  private Server() {}

  public static void main(String[] args) throws Exception {
    com.linecorp.armeria.server.Server server =
        com.linecorp.armeria.server.Server.builder()
            .http(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .service("/", (context, request) -> HttpResponse.of("ok"))
            .build();
    server.start().join();
    System.out.println("READY " + server.activeLocalPort());
    System.in.read();
    server.stop().join();
  }
}
