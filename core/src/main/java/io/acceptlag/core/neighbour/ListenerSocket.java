package io.acceptlag.core.neighbour;

import io.acceptlag.core.kernel.LocalAddress;

/** A listener of the network namespace, of whatever process, as the kernel lists it. */
public final class ListenerSocket {
  private final LocalAddress address;
  private final long cookie;
  private final long inode;
  private final long uid;
  private final int length;
  private final int limit;

  /**
   * @param cookie as SO_COOKIE has it
   * @param uid the user of the process that made it
   * @param length of its accept queue
   * @param limit there is room for one more than this
   */
  public ListenerSocket(
      LocalAddress address, long cookie, long inode, long uid, int length, int limit) {
    this.address = address;
    this.cookie = cookie;
    this.inode = inode;
    this.uid = uid;
    this.length = length;
    this.limit = limit;
  }

  public LocalAddress address() {
    return address;
  }

  long cookie() {
    return cookie;
  }

  public long inode() {
    return inode;
  }

  long uid() {
    return uid;
  }

  int length() {
    return length;
  }

  int limit() {
    return limit;
  }
}
