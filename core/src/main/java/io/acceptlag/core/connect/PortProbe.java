package io.acceptlag.core.connect;

import org.jspecify.annotations.Nullable;

/** Asks the kernel how many ports are in use, on the sampler's thread. */
public interface PortProbe {
  /** Connections of the network namespace, those in TIME_WAIT included; cheap. -1 if not known. */
  long connections();

  /**
   * The local ports in use to one destination. Walks the table of all connections. Null where the
   * kernel does not say.
   */
  @Nullable PortUse inUseTo(Destination destination);

  /**
   * The ports of that range that are taken at the address of the failed bind. Walks the table of
   * all connections. Null where the kernel does not say.
   */
  @Nullable BoundPorts inUseAt(Endpoint wanted, int firstPort, int lastPort);

  /**
   * The connection that has the port which that bind wanted; null where a listener has it, or none
   * is seen. Walks the table of all connections.
   */
  @Nullable PortHolder holderOf(Endpoint wanted);
}
