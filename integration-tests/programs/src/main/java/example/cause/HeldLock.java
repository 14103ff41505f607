package example.cause;

import java.net.Socket;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The acceptor needs a lock of java.util.concurrent that thread "shop-inventory" keeps for long.
 */
final class HeldLock implements Trouble {
  private final ReentrantLock stock = new ReentrantLock();
  private final long millis;
  private int visitors;

  HeldLock(long millis) {
    this.millis = millis;
  }

  @Override
  public void begin() throws InterruptedException {
    CountDownLatch held = new CountDownLatch(1);
    new Thread(() -> countStock(held), "shop-inventory").start();
    held.await();
  }

  private void countStock(CountDownLatch held) {
    stock.lock();
    try {
      held.countDown();
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    } finally {
      stock.unlock();
    }
  }

  @Override
  public void meet(Socket connection) {
    stock.lock();
    try {
      visitors++;
      System.out.println("VISITOR " + visitors);
    } finally {
      stock.unlock();
    }
  }
}
