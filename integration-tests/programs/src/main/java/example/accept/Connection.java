package example.accept;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;

/** The two streams of an accepted connection. Closing one closes the connection. */
final class Connection {
  private final InputStream in;
  private final OutputStream out;

  private Connection(InputStream in, OutputStream out) {
    this.in = in;
    this.out = out;
  }

  static Connection of(Socket socket) throws IOException {
    return new Connection(socket.getInputStream(), socket.getOutputStream());
  }

  static Connection of(SocketChannel channel) {
    return new Connection(Channels.newInputStream(channel), Channels.newOutputStream(channel));
  }

  static Connection of(AsynchronousSocketChannel channel) {
    return new Connection(Channels.newInputStream(channel), Channels.newOutputStream(channel));
  }

  InputStream in() {
    return in;
  }

  OutputStream out() {
    return out;
  }
}
