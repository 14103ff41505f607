package example.server;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * Answers; to {@code /sleep/<millis>} late. So it does to {@code /lock/<millis>}, for which it
 * needs a lock that all such requests want, and to {@code /socket/<millis>}, for which it asks a
 * back end that stays mute. To {@code /forget} it never answers.
 */
final class OkHandler extends Handler.Abstract {
  private static final Object LOCK = new Object();

  @Override
  public boolean handle(Request request, Response response, Callback callback)
      throws InterruptedException, IOException {
    String path = request.getHttpURI().getPath();
    if (path.startsWith("/sleep/")) {
      System.out.println("SLEEPS");
      Thread.sleep(millis(path));
    } else if (path.startsWith("/lock/")) {
      lock(millis(path));
    } else if (path.startsWith("/socket/")) {
      askBackEnd(millis(path));
    } else if (path.equals("/forget")) {
      System.out.println("FORGETS");
      return true;
    }
    response.write(true, ByteBuffer.wrap("ok".getBytes(StandardCharsets.US_ASCII)), callback);
    return true;
  }

  private static int millis(String path) {
    return Integer.parseInt(path.substring(path.lastIndexOf('/') + 1));
  }

  private static void lock(int millis) throws InterruptedException {
    synchronized (LOCK) {
      query(millis);
    }
  }

  private static void query(int millis) throws InterruptedException {
    Thread.sleep(millis);
  }

  private static void askBackEnd(int millis) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), BackEnd.PORT)) {
      socket.setSoTimeout(millis);
      socket.getInputStream().read();
    } catch (SocketTimeoutException e) {
      // It has said nothing.
    }
  }

  /** The kernel takes its connections, and nobody else does. There once it is asked. */
  private static final class BackEnd {
    private static final ServerSocket LISTENER = listen();

    private static final int PORT = LISTENER.getLocalPort();

    private static ServerSocket listen() {
      try {
        return new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
      } catch (IOException e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
