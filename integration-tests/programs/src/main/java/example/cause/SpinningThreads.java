package example.cause;

import java.io.File;
import java.io.IOException;
import java.net.Socket;

/** Threads that take all the CPU they can get. */
final class SpinningThreads implements Trouble {
  private final int threads;
  private volatile boolean begun;
  private volatile boolean known;

  SpinningThreads(int threads) {
    this.threads = threads;
  }

  @Override
  public void begin() {
    begun = true;
    for (int i = 0; i < threads; i++) {
      Thread thread = new Thread(this::spin, "shop-price-" + i);
      thread.setDaemon(true);
      thread.start();
    }
  }

  private void spin() {
    long turns = 0;
    while (begun) {
      turns++;
    }
    System.out.println("PRICED " + turns);
  }

  @Override
  public void meet(Socket connection) throws IOException {
    if (!known) {
      known = true;
      // Ends in /task/<its thread id>.
      System.out.println("ACCEPTOR " + new File("/proc/thread-self").getCanonicalFile().getName());
    }
  }

  @Override
  public void end() {
    begun = false;
  }
}
