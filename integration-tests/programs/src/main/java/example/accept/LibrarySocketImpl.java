package example.accept;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketImpl;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * A transport inside the JVM, as a library might bring one: there is no file descriptor and no
 * kernel socket, and {@code getFileDescriptor()} returns null.
 */
final class LibrarySocketImpl extends SocketImpl {
  /** Connections that wait to be accepted, with the client's ends. */
  private static final BlockingQueue<LibrarySocketImpl> arrivals = new LinkedBlockingQueue<>();

  private InputStream in = new PipedInputStream();
  private OutputStream out = new PipedOutputStream();

  /** Makes a connection, sends a byte and tells whether it came back. */
  static boolean isEchoed() throws IOException {
    LibrarySocketImpl client = new LibrarySocketImpl();
    arrivals.add(client.peer());
    client.out.write(42);
    client.out.flush();
    return client.in.read() == 42;
  }

  private LibrarySocketImpl peer() throws IOException {
    LibrarySocketImpl peer = new LibrarySocketImpl();
    ((PipedInputStream) peer.in).connect((PipedOutputStream) out);
    ((PipedInputStream) in).connect((PipedOutputStream) peer.out);
    return peer;
  }

  @Override
  protected void accept(SocketImpl connection) throws IOException {
    try {
      LibrarySocketImpl arrived = arrivals.take();
      ((LibrarySocketImpl) connection).in = arrived.in;
      ((LibrarySocketImpl) connection).out = arrived.out;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SocketException("interrupted");
    }
  }

  @Override
  protected InputStream getInputStream() {
    return in;
  }

  @Override
  protected OutputStream getOutputStream() {
    return out;
  }

  @Override
  protected int available() throws IOException {
    return in.available();
  }

  @Override
  protected void create(boolean stream) {}

  @Override
  protected void bind(InetAddress host, int port) {}

  @Override
  protected void listen(int backlog) {}

  @Override
  protected void close() {}

  @Override
  protected void connect(String host, int port) throws IOException {
    throw new SocketException("not a client");
  }

  @Override
  protected void connect(InetAddress address, int port) throws IOException {
    throw new SocketException("not a client");
  }

  @Override
  protected void connect(SocketAddress address, int timeout) throws IOException {
    throw new SocketException("not a client");
  }

  @Override
  protected void sendUrgentData(int data) throws IOException {
    throw new SocketException("no urgent data");
  }

  @Override
  public void setOption(int option, Object value) {}

  @Override
  public Object getOption(int option) throws SocketException {
    throw new SocketException("no options");
  }

  /** The accepted end. */
  static final class LibrarySocket extends Socket {
    LibrarySocket() throws SocketException {
      super(new LibrarySocketImpl());
    }
  }
}
