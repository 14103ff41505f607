package example.server;

import io.grpc.InsecureServerCredentials;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import java.net.InetSocketAddress;

/** gRPC on its shaded Netty, without a service: clients get as far as HTTP/2 settings. */
public final class Server {
  private Server() {}

  public static void main(String[] args) throws Exception {
    io.grpc.Server server =
        NettyServerBuilder.forAddress(
                new InetSocketAddress("127.0.0.1", 0), InsecureServerCredentials.create())
            .build()
            .start();
    System.out.println("READY " + server.getPort());
    System.in.read();
    server.shutdownNow().awaitTermination();
  }
}
