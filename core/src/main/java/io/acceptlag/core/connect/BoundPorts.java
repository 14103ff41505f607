package io.acceptlag.core.connect;

import io.acceptlag.core.kernel.LocalAddress;
import org.jspecify.annotations.Nullable;

/**
 * Ports of net.ipv4.ip_local_port_range that are in use at one address, as the kernel lists them.
 */
public final class BoundPorts {
  private final int inUse;
  private final int timeWait;
  private final @Nullable LocalAddress most;
  private final int ofMost;

  /**
   * @param timeWait how many of these are held by closed connections only
   * @param most the destination that most of them are connected to; null if none is connected
   * @param ofMost how many are connected to that destination
   */
  public BoundPorts(int inUse, int timeWait, @Nullable LocalAddress most, int ofMost) {
    this.inUse = inUse;
    this.timeWait = timeWait;
    this.most = most;
    this.ofMost = ofMost;
  }

  int inUse() {
    return inUse;
  }

  int timeWait() {
    return timeWait;
  }

  /** The destination that more than half of them are connected to; null if there is none. */
  @Nullable LocalAddress mostlyTo() {
    return 2 * ofMost > inUse ? most : null;
  }

  int ofMost() {
    return ofMost;
  }
}
