package example.server;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.EpollEventLoopGroup;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.SimpleFormatter;

/**
 * Netty 4.1 on the transport that the argument names: {@code nio} or {@code epoll}; with as many
 * event loops as the system property {@code netty.threads} says. With {@code netty.codec} it speaks
 * HTTP by Netty's own codec, by which tracers know a request.
 */
public final class Server {
  private Server() {}

  public static void main(String[] args) throws Exception {
    // The first line that is logged has the JDK read its time zones from a file. Where that cannot
    // be
    // opened for want of descriptors, the Error ends the event loop.
    new SimpleFormatter().format(new LogRecord(Level.INFO, ""));
    EventLoopGroup group;
    Class<? extends ServerChannel> channelType;
    if (args[0].equals("epoll")) {
      group = new EpollEventLoopGroup(Integer.getInteger("netty.threads", 2));
      channelType = EpollServerSocketChannel.class;
    } else {
      group = new NioEventLoopGroup(Integer.getInteger("netty.threads", 2));
      channelType = NioServerSocketChannel.class;
    }
    Channel listener =
        new ServerBootstrap()
            .group(group)
            .channel(channelType)
            .childHandler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel connection) {
                    if (Boolean.getBoolean("netty.codec")) {
                      CodecHandler.addTo(connection.pipeline());
                    } else {
                      connection.pipeline().addLast(new OkHandler());
                    }
                  }
                })
            .bind("127.0.0.1", 0)
            .sync()
            .channel();
    System.out.println("READY " + ((InetSocketAddress) listener.localAddress()).getPort());
    System.in.read();
    group.shutdownGracefully(0, 1, TimeUnit.SECONDS).sync();
  }
}
