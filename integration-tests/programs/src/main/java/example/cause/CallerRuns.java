package example.cause;

import java.net.Socket;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor.CallerRunsPolicy;
import java.util.concurrent.TimeUnit;

/** The acceptor does a visitor's work itself when all workers of a small pool are busy. */
final class CallerRuns implements Trouble {
  private final ThreadPoolExecutor workers =
      new ThreadPoolExecutor(
          2, 2, 1, TimeUnit.MINUTES, new ArrayBlockingQueue<>(2), new CallerRunsPolicy());
  private final long workMillis;
  private volatile boolean begun;

  CallerRuns(long workMillis) {
    this.workMillis = workMillis;
  }

  @Override
  public void begin() {
    begun = true;
  }

  @Override
  public void meet(Socket connection) {
    workers.execute(this::work);
  }

  private void work() {
    try {
      // As of an order at a slow supplier.
      Thread.sleep(begun ? workMillis : 0);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void end() {
    begun = false;
  }
}
