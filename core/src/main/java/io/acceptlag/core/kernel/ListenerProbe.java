package io.acceptlag.core.kernel;

import org.jspecify.annotations.Nullable;

/** Reads listeners, on the sampler's thread. */
public interface ListenerProbe {
  /**
   * @param identity what {@link AcceptProbe#identity} was when the listener was found; 0 if any
   *     listener will do
   * @param drops whether to read {@link QueueReading#drops} even if nothing waits; else they stay
   *     as they are
   * @return false when the descriptor no longer is that listener
   */
  boolean read(int fd, long identity, boolean drops, QueueReading into);

  /** Null when the descriptor is no TCP socket. */
  @Nullable LocalAddress localAddress(int fd);

  /**
   * All descriptors of this process that listen, if the network namespace has a new listener since
   * this was last asked; else none.
   */
  int[] listening();

  /**
   * The identity of the socket that the descriptor stands for now: see {@link
   * AcceptProbe#identity}.
   */
  long identity(int fd);

  /**
   * Whether that socket still listens after a descriptor of it was closed: another process may have
   * it, or another descriptor of this process. False where it is not known.
   *
   * @param identity see {@link AcceptProbe#identity}
   */
  default boolean stillListens(int port, long identity) {
    return false;
  }

  NamespaceCounters counters();
}
