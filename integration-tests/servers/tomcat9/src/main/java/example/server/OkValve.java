package example.server;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;

/**
 * Answers before any servlet is looked for, so that no servlet API has to be named. To {@code
 * /<work>/<millis>} it answers after so long, in which it does one of these:
 *
 * <pre>
 *   sleep   sleeps
 *   spin    computes
 *   pin     sleeps with a lock of its own, which keeps the carrier of a virtual thread up to 23
 *   lock    sleeps with a lock that all such requests want, and so one after the other
 *   socket  reads from a back end that stays mute
 *   future  waits for a result that nobody brings
 * </pre>
 */
final class OkValve extends ValveBase {
  private static final Pattern WORK =
      Pattern.compile("/(sleep|spin|pin|lock|socket|future)/(\\d+)");

  private static final Object LOCK = new Object();

  @Override
  public void invoke(Request request, Response response) throws IOException {
    Matcher work = WORK.matcher(request.getDecodedRequestURI());
    if (work.matches()) {
      try {
        work(work.group(1), Integer.parseInt(work.group(2)));
      } catch (InterruptedException e) {
        // The server is stopping.
      }
    }
    response.setContentType("text/plain");
    response.getWriter().write("ok");
  }

  private static void work(String what, int millis) throws IOException, InterruptedException {
    switch (what) {
      case "sleep":
        sleep(millis);
        break;
      case "spin":
        spin(millis);
        break;
      case "pin":
        synchronized (new Object()) {
          sleep(millis);
        }
        break;
      case "lock":
        synchronized (LOCK) {
          sleep(millis);
        }
        break;
      case "socket":
        askBackEnd(millis);
        break;
      default:
        awaitResult(millis);
    }
  }

  private static void sleep(long millis) throws InterruptedException {
    System.out.println("SLEEPS");
    Thread.sleep(millis);
  }

  private static void spin(long millis) {
    long start = System.nanoTime();
    while (System.nanoTime() - start < millis * 1_000_000) {
      // It computes.
    }
  }

  private static void askBackEnd(int millis) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), BackEnd.PORT)) {
      socket.setSoTimeout(millis);
      socket.getInputStream().read();
    } catch (SocketTimeoutException e) {
      // It has said nothing.
    }
  }

  private static void awaitResult(long millis) throws InterruptedException {
    try {
      new CompletableFuture<Void>().get(millis, TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      // Nobody has brought it.
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
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
