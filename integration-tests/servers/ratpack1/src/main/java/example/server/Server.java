package example.server;

import java.net.InetAddress;
import ratpack.handling.Context;
import ratpack.server.RatpackServer;
import ratpack.server.ServerConfigBuilder;

/** Ratpack, whose handlers run on the event loops that accept. */
public final class Server {
  private Server() {}

  public static void main(String[] args) throws Exception {
    RatpackServer server =
        RatpackServer.start(
            spec ->
                spec.serverConfig(Server::configure)
                    .handlers(
                        chain ->
                            chain
                                .get("sleep/:millis", Server::sleep)
                                .get(context -> context.render("ok"))));
    System.out.println("READY " + server.getBindPort());
    System.in.read();
    server.stop();
  }

  private static void configure(ServerConfigBuilder config) {
    config
        .port(0)
        .address(InetAddress.getLoopbackAddress())
        .threads(Integer.getInteger("ratpack.threads", 4));
    Integer backlog = Integer.getInteger("ratpack.backlog");
    if (backlog != null) {
      config.connectQueueSize(backlog);
    }
  }

  private static void sleep(Context context) throws InterruptedException {
    System.out.println("SLEEPS");
    Thread.sleep(Long.parseLong(context.getPathTokens().get("millis")));
    context.render("ok");
  }
}
