package io.acceptlag.probes.process;

import io.acceptlag.core.kernel.LocalAddress;

/** One listener of a network namespace, seen from outside its process. */
public final class ListenerRow {
  public final LocalAddress address;
  public final long inode;

  /** -1 where it is not known. */
  public final int queue;

  /** -1 where it is not known. */
  public final long limit;

  /** -1 where it is not known. */
  public final long drops;

  /**
   * How long the oldest connection in the queue has waited; -1 if none waits or it is not known.
   */
  public final long oldestMillis;

  ListenerRow(
      LocalAddress address, long inode, int queue, long limit, long drops, long oldestMillis) {
    this.address = address;
    this.inode = inode;
    this.queue = queue;
    this.limit = limit;
    this.drops = drops;
    this.oldestMillis = oldestMillis;
  }

  /** Whether the next one would find no room; the kernel lets one in beyond the limit. */
  public boolean isFull() {
    return limit >= 0 && queue > limit;
  }
}
