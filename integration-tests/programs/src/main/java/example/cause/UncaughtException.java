package example.cause;

import java.net.Socket;

/** The acceptor ends by an exception that nothing catches. */
final class UncaughtException implements Trouble {
  private volatile boolean begun;

  @Override
  public void begin() {
    begun = true;
  }

  @Override
  public void meet(Socket connection) {
    if (begun) {
      throw new IllegalStateException("unexpected visitor");
    }
  }
}
