package example.cause;

import java.net.Socket;

/** The acceptor sleeps over the first connection that comes once trouble has begun. */
final class Sleep implements Trouble {
  private final long millis;
  private volatile boolean begun;

  Sleep(long millis) {
    this.millis = millis;
  }

  @Override
  public void begin() {
    begun = true;
  }

  @Override
  public void meet(Socket connection) throws InterruptedException {
    if (begun) {
      begun = false;
      Thread.sleep(millis);
    }
  }
}
