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
   * @param timeWait of these, how many only closed connections have
   * @param most where to most of them are connected; null if none is
   * @param ofMost how many are
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

  /** Where to more than half of them are connected; null if there is no such destination. */
  @Nullable LocalAddress mostlyTo() {
    return 2 * ofMost > inUse ? most : null;
  }

  int ofMost() {
    return ofMost;
  }
}
