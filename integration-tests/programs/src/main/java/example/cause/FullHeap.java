package example.cause;

import java.net.Socket;

/**
 * The heap is full for a while, and whoever needs memory gets none. When it is over, the acceptor
 * sleeps over the next connection.
 */
final class FullHeap implements Trouble {
  private static final int LARGEST = 1 << 20;
  private static final int SMALLEST = 16;
  private static final long SLEEP_MILLIS = 1_000;
  private static final Object[] NOTHING = {};

  private final long millis;
  private volatile boolean over;
  private Object[] hoard = NOTHING;

  FullHeap(long millis) {
    this.millis = millis;
  }

  @Override
  public void begin() {
    long end = System.nanoTime() + millis * 1_000_000;
    int size = LARGEST;
    boolean full = true;
    while (full) {
      // All of the loop is inside: code that is compiled meanwhile may want memory at any point.
      try {
        while (System.nanoTime() - end < 0) {
          hoard = new Object[] {hoard, new byte[size]};
        }
        full = false;
      } catch (OutOfMemoryError e) {
        // No call: one that is linked for the first time now would fail for want of memory itself.
        size = size > SMALLEST ? size / 2 : SMALLEST;
      }
    }
    hoard = NOTHING;
    awaitMemory();
    over = true;
  }

  /** A collector that has just found the heap full may say so once more. */
  private void awaitMemory() {
    while (hoard == NOTHING) {
      try {
        hoard = new Object[] {new byte[LARGEST]};
      } catch (OutOfMemoryError e) {
        // Not yet.
      }
    }
    hoard = NOTHING;
  }

  @Override
  public void meet(Socket connection) throws InterruptedException {
    if (over) {
      over = false;
      Thread.sleep(SLEEP_MILLIS);
    }
  }
}
