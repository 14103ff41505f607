package io.acceptlag.core.kernel;

import org.jspecify.annotations.Nullable;

/** Reads listeners, on the sampler's thread. */
public interface ListenerProbe {
  /**
   * @param identity what {@link AcceptProbe#identity} told when the listener was found
   * @return false when the descriptor no longer is that listener
   */
  boolean read(int fd, long identity, QueueReading into);

  /** Null when the descriptor is no TCP socket. */
  @Nullable LocalAddress localAddress(int fd);

  NamespaceCounters counters();

  /** net.core.somaxconn of this network namespace, or -1. */
  int somaxconn();
}
