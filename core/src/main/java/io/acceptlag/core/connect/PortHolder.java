package io.acceptlag.core.connect;

import io.acceptlag.core.kernel.LocalAddress;
import io.acceptlag.core.kernel.SocketOwner;
import org.jspecify.annotations.Nullable;

/** A connection that this host has opened and whose local port somebody wants to bind. */
public final class PortHolder {
  private final LocalAddress local;
  private final LocalAddress remote;
  private final boolean timeWait;
  private final @Nullable SocketOwner owner;

  /**
   * @param timeWait whether it is closed, and keeps its port for a minute
   * @param owner null where it cannot be seen, and of one in TIME_WAIT
   */
  public PortHolder(
      LocalAddress local, LocalAddress remote, boolean timeWait, @Nullable SocketOwner owner) {
    this.local = local;
    this.remote = remote;
    this.timeWait = timeWait;
    this.owner = owner;
  }

  LocalAddress local() {
    return local;
  }

  LocalAddress remote() {
    return remote;
  }

  boolean timeWait() {
    return timeWait;
  }

  @Nullable SocketOwner owner() {
    return owner;
  }
}
