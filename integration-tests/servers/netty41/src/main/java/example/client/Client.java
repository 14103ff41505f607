package example.client;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.epoll.EpollEventLoopGroup;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/**
 * Connects by Netty 4.1 to a port of loopback. On standard input: netty-nio or netty-epoll, and the
 * port. Prints DONE when it has closed the connection again, or could not connect.
 */
public final class Client {
  private Client() {}

  public static void main(String[] args) throws Exception {
    System.out.println("READY");
    BufferedReader commands =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
    for (String line = commands.readLine(); line != null; line = commands.readLine()) {
      String[] command = line.split(" ", -1);
      int port = Integer.parseInt(command[1]);
      if (command[0].equals("netty-epoll")) {
        connect(new EpollEventLoopGroup(1), EpollSocketChannel.class, port);
      } else {
        connect(new NioEventLoopGroup(1), NioSocketChannel.class, port);
      }
      System.out.println("DONE " + line);
    }
  }

  private static void connect(EventLoopGroup group, Class<? extends Channel> kind, int port)
      throws InterruptedException {
    try {
      ChannelFuture connect =
          new Bootstrap()
              .group(group)
              .channel(kind)
              .handler(new ChannelInboundHandlerAdapter())
              .connect("127.0.0.1", port)
              .await();
      if (!connect.isSuccess()) {
        System.out.println(connect.cause());
      }
      connect.channel().close().sync();
    } finally {
      group.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }
  }
}
