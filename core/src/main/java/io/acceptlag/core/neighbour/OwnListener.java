package io.acceptlag.core.neighbour;

import io.acceptlag.core.kernel.LocalAddress;

/** A listener of this process. */
public final class OwnListener {
  private final LocalAddress address;
  private final long identity;

  /**
   * @param identity SO_COOKIE or inode, 0 if neither is known
   */
  public OwnListener(LocalAddress address, long identity) {
    this.address = address;
    this.identity = identity;
  }

  public LocalAddress address() {
    return address;
  }

  boolean is(ListenerSocket socket) {
    return identity != 0 && (identity == socket.cookie() || identity == socket.inode());
  }
}
