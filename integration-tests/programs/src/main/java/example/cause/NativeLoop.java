package example.cause;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;

/**
 * Listens and accepts in native code, one connection every 300 ms, and answers each with a byte.
 * The argument is the native library.
 *
 * <p>On standard input: "begin", from when on nothing is accepted, and "end" of that. The end of
 * the input ends the program.
 */
public final class NativeLoop {
  private static final int BACKLOG = 4;
  private static final long PAUSE_MILLIS = 300;

  private static volatile boolean stuck;

  private NativeLoop() {}

  public static void main(String[] args) throws IOException {
    System.load(args[0]);
    int listener = listen(BACKLOG);
    System.out.println("READY " + port(listener));
    Thread acceptor = new Thread(() -> acceptAll(listener), "shop-acceptor");
    acceptor.setDaemon(true);
    acceptor.start();
    BufferedReader commands =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
    for (String line = commands.readLine(); line != null; line = commands.readLine()) {
      stuck = line.equals("begin");
      System.out.println("DONE " + line);
    }
  }

  private static void acceptAll(int listener) {
    try {
      while (true) {
        Thread.sleep(PAUSE_MILLIS);
        if (!stuck) {
          acceptAndAnswer(listener);
        }
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A socket that listens on loopback. */
  private static native int listen(int backlog);

  private static native int port(int listener);

  private static native void acceptAndAnswer(int listener);
}
