package example.cause;

import java.net.Socket;
import java.util.concurrent.CountDownLatch;

/** The acceptor needs a monitor that thread "shop-inventory" keeps for long. */
final class HeldMonitor implements Trouble {
  private final Object stock = new Object();
  private final long millis;
  private int visitors;

  HeldMonitor(long millis) {
    this.millis = millis;
  }

  @Override
  public void begin() throws InterruptedException {
    CountDownLatch held = new CountDownLatch(1);
    new Thread(() -> countStock(held), "shop-inventory").start();
    held.await();
  }

  private void countStock(CountDownLatch held) {
    synchronized (stock) {
      held.countDown();
      try {
        Thread.sleep(millis);
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  @Override
  public void meet(Socket connection) {
    synchronized (stock) {
      visitors++;
      System.out.println("VISITOR " + visitors);
    }
  }
}
