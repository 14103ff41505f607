package example.export;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.security.Security;

/**
 * Listens, lets connections of its own wait for {@value #WAIT_MILLIS} ms before it accepts them,
 * and ends when its standard input does. It ends with {@value #HANDLED} instead of 0 if any
 * thread's exception comes to its default handler, as an application does that would rather be
 * started anew than run on by half.
 */
public final class Exporting {
  private static final int HANDLED = 70;
  private static final long WAIT_MILLIS = 100;

  private Exporting() {}

  public static void main(String[] args) throws IOException {
    Thread.setDefaultUncaughtExceptionHandler(
        (thread, thrown) -> {
          System.out.println("HANDLER " + thread.getName() + ": " + thrown);
          Runtime.getRuntime().halt(HANDLED);
        });
    // As most applications that are told of a certificate do; telemetry that needs one waits for
    // it.
    Security.getProviders();
    InetAddress loopback = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
    ServerSocket listener = new ServerSocket(0, 50, loopback);
    Thread visits = new Thread(() -> visit(listener), "visits");
    visits.setDaemon(true);
    visits.start();
    System.out.println("READY");
    System.in.read();
  }

  @SuppressWarnings("try") // It is there to be accepted, nothing else.
  private static void visit(ServerSocket listener) {
    try {
      while (true) {
        try (Socket client = new Socket(listener.getInetAddress(), listener.getLocalPort())) {
          Thread.sleep(WAIT_MILLIS);
          listener.accept().close();
        }
      }
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
