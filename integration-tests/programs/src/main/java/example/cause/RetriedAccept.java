package example.cause;

import java.io.IOException;

/** The acceptor tries again whenever accept() has failed. */
final class RetriedAccept implements Trouble {
  private final long pauseMillis;

  RetriedAccept(long pauseMillis) {
    this.pauseMillis = pauseMillis;
  }

  @Override
  public void acceptFailed(IOException failure) throws InterruptedException {
    if (pauseMillis > 0) {
      System.out.println("FAILED " + failure);
      Thread.sleep(pauseMillis);
    }
  }
}
