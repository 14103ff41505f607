package example.cause;

import java.net.Socket;

/** The acceptor ends by an OutOfMemoryError: a visitor asks for more than there is. */
final class HeapExhaustion implements Trouble {
  private volatile boolean begun;

  @Override
  public void begin() {
    begun = true;
  }

  @Override
  public void meet(Socket connection) {
    Object[] basket = {};
    while (begun) {
      basket = new Object[] {basket, new byte[1 << 20]};
    }
    if (basket.length != 0) {
      throw new IllegalStateException("there is enough after all");
    }
  }
}
