package example.connect;

import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Connects. On standard input: the way, an address, a port, how many one after another, and the
 * time each may take in milliseconds (0: as long as the kernel likes). Those connected stay so
 * until "close". Prints how many were and how many were not. "listen" and a port listens there. It
 * ends at "quit", or at the end of the input.
 */
public final class Connector {
  private final List<Closeable> open = new ArrayList<>();
  private int failed;

  private Connector() {}

  public static void main(String[] args) throws Exception {
    Connector connector = new Connector();
    System.out.println("READY");
    BufferedReader commands =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
    for (String line = commands.readLine();
        line != null && !line.equals("quit");
        line = commands.readLine()) {
      connector.obey(line.split(" ", -1));
      System.out.println("DONE " + connector.open.size() + " " + connector.failed);
    }
  }

  private void obey(String[] command) throws Exception {
    if (command[0].equals("close")) {
      for (Closeable each : open) {
        if (each instanceof Socket) {
          // What the server has said; with that unread close() would send a reset.
          ((Socket) each).getInputStream().read();
        }
        each.close();
      }
      open.clear();
      return;
    }
    if (command[0].equals("listen")) {
      try {
        open.add(new ServerSocket(Integer.parseInt(command[1])));
      } catch (IOException e) {
        failed++;
      }
      return;
    }
    InetSocketAddress to =
        new InetSocketAddress(InetAddress.getByName(command[1]), Integer.parseInt(command[2]));
    int millis = Integer.parseInt(command[4]);
    for (int i = 0; i < Integer.parseInt(command[3]); i++) {
      try {
        open.add(connect(command[0], to, millis));
      } catch (IOException e) {
        failed++;
        System.out.println(e);
      }
    }
  }

  private static Closeable connect(String way, InetSocketAddress to, int millis) throws Exception {
    switch (way) {
      case "socket":
        return ofSocket(new Socket(), to, millis);
      case "bound":
        Socket bound = new Socket();
        bound.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        return ofSocket(bound, to, millis);
      case "boundchannel":
        SocketChannel boundChannel = SocketChannel.open();
        boundChannel.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        return ending(boundChannel, boundChannel.connect(to));
      case "from40050":
        Socket from = new Socket();
        from.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 40050));
        return ofSocket(from, to, millis);
      case "channel":
        SocketChannel blocking = SocketChannel.open();
        return ending(blocking, blocking.connect(to));
      case "adaptor":
        return ofSocket(SocketChannel.open().socket(), to, millis);
      case "selector":
        return bySelector(to, millis);
      case "async":
        return asynchronous(to, millis);
      default:
        throw new IllegalArgumentException(way);
    }
  }

  private static Closeable ofSocket(Socket socket, InetSocketAddress to, int millis)
      throws IOException {
    try {
      socket.connect(to, millis);
      return socket;
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  private static Closeable bySelector(InetSocketAddress to, int millis) throws IOException {
    SocketChannel channel = SocketChannel.open();
    try (Selector selector = Selector.open()) {
      channel.configureBlocking(false);
      if (!channel.connect(to)) {
        SelectionKey key = channel.register(selector, SelectionKey.OP_CONNECT);
        if (selector.select(millis) == 0) {
          throw new IOException("lost patience");
        }
        key.cancel();
        return ending(channel, channel.finishConnect());
      }
      return channel;
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  private static Closeable ending(SocketChannel channel, boolean connected) {
    if (!connected) {
      throw new IllegalStateException("neither connected nor failed");
    }
    return channel;
  }

  private static Closeable asynchronous(InetSocketAddress to, int millis)
      throws IOException, InterruptedException {
    AsynchronousSocketChannel channel = AsynchronousSocketChannel.open();
    try {
      channel.connect(to).get(millis == 0 ? 300_000 : millis, TimeUnit.MILLISECONDS);
      return channel;
    } catch (ExecutionException | TimeoutException e) {
      channel.close();
      throw new IOException(e);
    }
  }
}
