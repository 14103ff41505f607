package example.accept;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.AsynchronousServerSocketChannel;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.CompletionHandler;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/** Listeners of {@code AsynchronousServerSocketChannel}. */
final class AsyncChannels {
  private static final int BACKLOG = 50;

  private AsyncChannels() {}

  static Listener future() throws IOException {
    return new FutureListener(bound());
  }

  static Listener handler() throws IOException {
    return new HandlerListener(bound());
  }

  private static AsynchronousServerSocketChannel bound() throws IOException {
    return AsynchronousServerSocketChannel.open().bind(Loopback.ipv4(0), BACKLOG);
  }

  private static String portOf(AsynchronousServerSocketChannel channel) {
    try {
      return ((InetSocketAddress) channel.getLocalAddress()).getPort() + " ipv4";
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static final class FutureListener implements Listener {
    private final AsynchronousServerSocketChannel channel;

    FutureListener(AsynchronousServerSocketChannel channel) {
      this.channel = channel;
    }

    @Override
    public Connection accept() throws Exception {
      return Connection.of(channel.accept().get());
    }

    @Override
    public String address() {
      return portOf(channel);
    }
  }

  /** Accepts for ever from its own handler, as servers do. */
  private static final class HandlerListener
      implements Listener, CompletionHandler<AsynchronousSocketChannel, Void> {
    private final AsynchronousServerSocketChannel channel;
    private final BlockingQueue<AsynchronousSocketChannel> accepted = new LinkedBlockingQueue<>();

    HandlerListener(AsynchronousServerSocketChannel channel) {
      this.channel = channel;
      channel.accept(null, this);
    }

    @Override
    public void completed(AsynchronousSocketChannel connection, Void attachment) {
      accepted.add(connection);
      channel.accept(null, this);
    }

    @Override
    public void failed(Throwable failure, Void attachment) {
      failure.printStackTrace();
    }

    @Override
    public Connection accept() throws InterruptedException {
      return Connection.of(accepted.take());
    }

    @Override
    public String address() {
      return portOf(channel);
    }
  }
}
