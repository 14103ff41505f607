package example.cause;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousChannelGroup;
import java.nio.channels.AsynchronousServerSocketChannel;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.CompletionHandler;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;

/**
 * Accepts by an asynchronous channel, whose handler works before it asks for the next connection.
 * Arguments: for how long, from "begin" on standard input to "end"; and its group: "default",
 * "fixed" or "cached"; or "later", if a pool of its own does the work and asks then.
 */
public final class AsyncLoop
    implements CompletionHandler<AsynchronousSocketChannel, AsynchronousServerSocketChannel> {
  private final long workMillis;
  private final Executor pool;
  private volatile boolean begun;

  private AsyncLoop(long workMillis, Executor pool) {
    this.workMillis = workMillis;
    this.pool = pool;
  }

  public static void main(String[] args) throws Exception {
    AsyncLoop loop =
        new AsyncLoop(
            Long.parseLong(args[0]),
            args[1].equals("later") ? Executors.newFixedThreadPool(2) : Runnable::run);
    AsynchronousServerSocketChannel listener =
        AsynchronousServerSocketChannel.open(group(args[1]))
            .bind(new InetSocketAddress(Loopback.ipv4(), 0), 50);
    listener.accept(listener, loop);
    System.out.println("READY " + ((InetSocketAddress) listener.getLocalAddress()).getPort());
    StringBuilder command = new StringBuilder();
    for (int read = System.in.read(); read >= 0; read = System.in.read()) {
      if (read == '\n') {
        loop.begun = command.toString().equals("begin");
        System.out.println("DONE " + command);
        command.setLength(0);
      } else {
        command.append((char) read);
      }
    }
    System.exit(0);
  }

  private static AsynchronousChannelGroup group(String kind) throws IOException {
    switch (kind) {
      case "fixed":
        return AsynchronousChannelGroup.withFixedThreadPool(3, Executors.defaultThreadFactory());
      case "cached":
        return AsynchronousChannelGroup.withThreadPool(Executors.newCachedThreadPool());
      default:
        return null;
    }
  }

  @Override
  public void completed(
      AsynchronousSocketChannel connection, AsynchronousServerSocketChannel listener) {
    pool.execute(() -> serve(connection, listener));
  }

  private void serve(
      AsynchronousSocketChannel connection, AsynchronousServerSocketChannel listener) {
    try {
      lookUp();
      connection.write(ByteBuffer.wrap(new byte[1])).get();
    } catch (InterruptedException | ExecutionException e) {
      throw new IllegalStateException(e);
    }
    listener.accept(listener, this);
  }

  private void lookUp() throws InterruptedException {
    Thread.sleep(begun ? workMillis : 0);
  }

  @Override
  public void failed(Throwable failure, AsynchronousServerSocketChannel listener) {
    throw new IllegalStateException(failure);
  }
}
