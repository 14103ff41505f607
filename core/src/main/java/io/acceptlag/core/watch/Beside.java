package io.acceptlag.core.watch;

import io.acceptlag.core.kernel.LocalAddress;
import io.acceptlag.core.listener.Listener;

/**
 * What listeners of this process there are beside one at its port. SO_REUSEPORT lets several have
 * one address, and the kernel gives each its share of the clients.
 */
final class Beside {
  private static final Beside NONE = new Beside(false, false);

  private final boolean any;
  private final boolean accepts;

  private Beside(boolean any, boolean accepts) {
    this.any = any;
    this.accepts = accepts;
  }

  static Beside of(Iterable<ListenerWatch> watches, Listener listener, LocalAddress address) {
    boolean any = false;
    boolean accepts = false;
    for (ListenerWatch watch : watches) {
      if (watch.address().port() == address.port() && watch.listener() != listener) {
        any = true;
        accepts |= watch.address().equals(address) && watch.listener().accepted() > 0;
      }
    }
    return any ? new Beside(true, accepts) : NONE;
  }

  /** Whether there is any, at whichever address. */
  boolean any() {
    return any;
  }

  /** Whether one at the same address has accepted. */
  boolean accepts() {
    return accepts;
  }
}
