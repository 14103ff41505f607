package io.acceptlag.benchmarks;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A collector that fails in each way in turn, a way for each request, and takes every third. Now
 * and then it is not there for a second.
 */
final class FailingCollector implements AutoCloseable {
  private static final int LONG = 100_000;

  /** Of an answer that explains at length. */
  private static final int BODY = 200_000;

  private static final String FAILED =
      "HTTP/1.1 500 Failed\r\nContent-Type: text/plain\r\nContent-Length: ";

  private static final int REQUESTS_UNTIL_ABSENT = 20;

  private final int port;
  private volatile ServerSocket listener;
  private volatile boolean closed;

  /** Those that are never answered; the last ones only, or descriptors run out. */
  private final List<Socket> hanging = new ArrayList<>();

  private int requests;

  private FailingCollector(ServerSocket listener) {
    this.listener = listener;
    port = listener.getLocalPort();
  }

  static FailingCollector start() throws IOException {
    FailingCollector collector = new FailingCollector(listening(0));
    Thread thread = new Thread(collector::serve, "collector");
    thread.setDaemon(true);
    thread.start();
    return collector;
  }

  private static ServerSocket listening(int port) throws IOException {
    return new ServerSocket(port, 50, InetAddress.getLoopbackAddress());
  }

  String endpoint() {
    return "http://127.0.0.1:" + port;
  }

  private void serve() {
    while (!closed) {
      try {
        answer(listener.accept());
        if (requests % REQUESTS_UNTIL_ABSENT == 0) {
          beAbsent();
        }
      } catch (IOException e) {
        // One that gave up.
      }
    }
  }

  private void beAbsent() throws IOException {
    listener.close();
    do {
      LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(1));
    } while (!closed && !isBackAgain());
  }

  private boolean isBackAgain() throws IOException {
    try {
      listener = listening(port);
      return true;
    } catch (BindException e) {
      // An outgoing connection has the port for now.
      return false;
    }
  }

  private void answer(Socket socket) throws IOException {
    int way = requests++;
    if (way % 3 == 0) {
      say(socket, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
      return;
    }
    switch (way % 8) {
      case 0 -> say(socket, "HTTP/1.1 503 Busy\r\nRetry-After: 1\r\nContent-Length: 0\r\n\r\n");
      case 1 -> say(socket, "HTTP/1.1 429 No\r\nRetry-After: 60\r\nContent-Length: 0\r\n\r\n");
      case 2 -> socket.close();
      case 3 -> hang(socket);
      case 4 -> say(socket, "HTTP/1.1 500 " + "x".repeat(LONG) + "\r\n\r\n");
      case 5 -> say(socket, FAILED + BODY + "\r\n\r\n" + "x".repeat(BODY));
      case 6 ->
          say(
              socket,
              "HTTP/1.1 307 There\r\nLocation: http://localhost:9/\r\nContent-Length: 0\r\n\r\n");
      default -> say(socket, "\0\1\2".repeat(LONG));
    }
  }

  private void hang(Socket socket) throws IOException {
    hanging.add(socket);
    if (hanging.size() > 10) {
      hanging.remove(0).close();
    }
  }

  private static void say(Socket socket, String answer) throws IOException {
    try (socket;
        InputStream in = socket.getInputStream();
        OutputStream out = socket.getOutputStream()) {
      socket.setSoTimeout(200);
      byte[] request = new byte[65_536];
      int read = in.read(request);
      out.write(Arrays.copyOf(answer.getBytes(US_ASCII), answer.length()));
      out.flush();
      if (read == request.length) {
        // Closed with data unread, it would be reset before the answer is there.
        in.skipNBytes(in.available());
      }
    }
  }

  @Override
  public void close() throws IOException {
    closed = true;
    listener.close();
    for (Socket socket : hanging) {
      socket.close();
    }
  }
}
