package example.server;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.uring.IoUring;
import io.netty.channel.uring.IoUringIoHandler;
import io.netty.channel.uring.IoUringServerSocketChannel;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.SimpleFormatter;

/**
 * Netty 4.2 on the transport that the argument names: {@code nio}, {@code epoll} or {@code
 * iouring}; with as many event loops as the system property {@code netty.threads} says, and with
 * others that accept if {@code netty.acceptors} says how many. Prints {@code UNAVAILABLE <cause>}
 * where this host does not have it. With {@code netty.noAutoRead} it reads nothing, as a proxy does
 * until it is connected to where that is to go. At {@code pause} it asks for no more connections
 * until {@code resume}, at {@code close} it closes all; stops at any other line.
 */
public final class Server {
  private Server() {}

  public static void main(String[] args) throws Exception {
    // The first line that is logged has the JDK read its time zones from a file. Where that cannot
    // be
    // opened for want of descriptors, the Error ends the event loop.
    new SimpleFormatter().format(new LogRecord(Level.INFO, ""));
    IoHandlerFactory ioHandlers;
    Class<? extends ServerChannel> channelType;
    switch (args[0]) {
      case "iouring":
        if (!IoUring.isAvailable()) {
          System.out.println("UNAVAILABLE " + IoUring.unavailabilityCause());
          return;
        }
        ioHandlers = IoUringIoHandler.newFactory();
        channelType = IoUringServerSocketChannel.class;
        break;
      case "epoll":
        ioHandlers = EpollIoHandler.newFactory();
        channelType = EpollServerSocketChannel.class;
        break;
      default:
        ioHandlers = NioIoHandler.newFactory();
        channelType = NioServerSocketChannel.class;
    }
    EventLoopGroup group =
        new MultiThreadIoEventLoopGroup(Integer.getInteger("netty.threads", 2), ioHandlers);
    Integer acceptors = Integer.getInteger("netty.acceptors");
    EventLoopGroup accepting =
        acceptors == null ? group : new MultiThreadIoEventLoopGroup(acceptors, ioHandlers);
    Channel listener =
        new ServerBootstrap()
            .group(accepting, group)
            .channel(channelType)
            .childOption(ChannelOption.AUTO_READ, !Boolean.getBoolean("netty.noAutoRead"))
            .childHandler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel connection) {
                    connection.pipeline().addLast(new OkHandler());
                  }
                })
            .bind("127.0.0.1", 0)
            .sync()
            .channel();
    System.out.println("READY " + ((InetSocketAddress) listener.localAddress()).getPort());
    obey(listener, accepting, group);
    close(accepting, group);
  }

  private static void close(EventLoopGroup... groups) throws InterruptedException {
    for (EventLoopGroup group : groups) {
      group.shutdownGracefully(0, 1, TimeUnit.SECONDS).sync();
    }
  }

  private static void obey(Channel listener, EventLoopGroup... groups)
      throws IOException, InterruptedException {
    StringBuilder command = new StringBuilder();
    for (int read = System.in.read(); read >= 0; read = System.in.read()) {
      if (read != '\n') {
        command.append((char) read);
      } else if (command.toString().equals("close")) {
        close(groups);
        System.out.println("DONE close");
        command.setLength(0);
      } else if (command.toString().equals("pause") || command.toString().equals("resume")) {
        listener.config().setAutoRead(command.toString().equals("resume"));
        // It does so on its event loop.
        listener.eventLoop().submit(() -> {}).sync();
        System.out.println("DONE " + command);
        command.setLength(0);
      } else {
        return;
      }
    }
  }
}
