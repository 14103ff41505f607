package io.acceptlag.agent.demo;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One client: connects, sends one request, reads the answer. Driven by one thread, read by others.
 */
final class Client {
  private static final Pattern TAKEN = Pattern.compile("(?i)\r\nTaken-Nanos: (-?\\d+)\r\n");
  private static final int ANSWER_BYTES_MAX = 4096;

  final long startNanos = System.nanoTime();
  private final String path;
  private final ByteBuffer answer = ByteBuffer.allocate(ANSWER_BYTES_MAX);

  private volatile boolean connected;
  private volatile boolean answered;
  private volatile boolean failed;
  private volatile long connectedNanos;
  private volatile long answeredNanos;
  private volatile long takenNanos;

  private @Nullable SocketChannel channel;

  Client(String path) {
    this.path = path;
  }

  void connect(InetSocketAddress server, Selector selector) {
    try {
      SocketChannel opened = SocketChannel.open();
      channel = opened;
      opened.configureBlocking(false);
      opened.setOption(StandardSocketOptions.TCP_NODELAY, true);
      opened.connect(server);
      // Over loopback the handshake is over by now, unless the SYN was refused.
      if (opened.finishConnect()) {
        send(opened);
        opened.register(selector, SelectionKey.OP_READ, this);
      } else {
        opened.register(selector, SelectionKey.OP_CONNECT, this);
      }
    } catch (IOException e) {
      fail();
    }
  }

  void ready(SelectionKey key) {
    try {
      SocketChannel ready = (SocketChannel) key.channel();
      if (key.isConnectable() && ready.finishConnect()) {
        send(ready);
        key.interestOps(SelectionKey.OP_READ);
      } else if (key.isReadable()) {
        read(ready);
      }
    } catch (IOException e) {
      fail();
    }
  }

  private void send(SocketChannel connection) throws IOException {
    connectedNanos = System.nanoTime();
    connected = true;
    String request = "GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
    // So few bytes always fit into a new connection's send buffer.
    connection.write(ByteBuffer.wrap(request.getBytes(StandardCharsets.US_ASCII)));
  }

  private void read(SocketChannel connection) throws IOException {
    int count = connection.read(answer);
    if (count > 0 && answeredNanos == 0) {
      answeredNanos = System.nanoTime();
    }
    if (count < 0 || !answer.hasRemaining()) {
      end();
    }
  }

  private void end() {
    String text = new String(answer.array(), 0, answer.position(), StandardCharsets.US_ASCII);
    Matcher taken = TAKEN.matcher(text);
    String nanos = taken.find() ? taken.group(1) : null;
    if (nanos == null) {
      fail();
      return;
    }
    takenNanos = Long.parseLong(nanos);
    answered = true;
    close();
  }

  private void fail() {
    failed = true;
    close();
  }

  void close() {
    try {
      if (channel != null) {
        channel.close();
      }
    } catch (IOException e) {
      // It was to be closed, and is.
    }
  }

  boolean isOver() {
    return answered || failed;
  }

  boolean isConnected() {
    return connected;
  }

  boolean isAnswered() {
    return answered;
  }

  boolean hasFailed() {
    return failed;
  }

  /** From the first SYN to the end of the handshake. */
  long connectingNanos() {
    return connectedNanos - startNanos;
  }

  /** From the first SYN to the first byte of the answer. */
  long answeringNanos() {
    return answeredNanos - startNanos;
  }

  long answeredNanos() {
    return answeredNanos;
  }

  /**
   * From the handshake, seen by the client, to the start of the handler, reported by the server;
   * measured without the agent. It is never less than the accept wait, and hardly more, because the
   * accepting thread calls the handler next. Both times are from CLOCK_MONOTONIC, which all
   * processes of a Linux share.
   */
  long acceptWaitNanos() {
    return takenNanos - connectedNanos;
  }

  /**
   * Whether server and client have the same clock: then the server takes the connection while the
   * client waits.
   */
  boolean isOfOneClock() {
    return takenNanos - connectedNanos >= 0 && answeredNanos - takenNanos >= 0;
  }
}
