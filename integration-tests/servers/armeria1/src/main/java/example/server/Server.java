package example.server;

import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.server.ServerBuilder;
import com.linecorp.armeria.server.ServiceRequestContext;
import io.netty.channel.ChannelOption;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/** Armeria, with services that run on its event loops; its backlog is {@code armeria.backlog}. */
public final class Server {
  private Server() {}

  public static void main(String[] args) throws Exception {
    ServerBuilder builder =
        com.linecorp.armeria.server.Server.builder()
            .http(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .service("/", (context, request) -> HttpResponse.of("ok"))
            .service("/sleep/{millis}", (context, request) -> sleep(context));
    Integer backlog = Integer.getInteger("armeria.backlog");
    if (backlog != null) {
      builder.channelOption(ChannelOption.SO_BACKLOG, backlog);
    }
    com.linecorp.armeria.server.Server server = builder.build();
    server.start().join();
    System.out.println("READY " + server.activeLocalPort());
    System.in.read();
    server.stop().join();
  }

  private static HttpResponse sleep(ServiceRequestContext context) throws InterruptedException {
    System.out.println("SLEEPS");
    Thread.sleep(Long.parseLong(context.pathParam("millis")));
    return HttpResponse.of("ok");
  }
}
