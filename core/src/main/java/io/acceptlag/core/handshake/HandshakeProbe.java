package io.acceptlag.core.handshake;

import io.acceptlag.core.kernel.KernelSettings;
import io.acceptlag.core.kernel.KernelVersion;
import org.jspecify.annotations.Nullable;

/** Asks the kernel about handshakes, in trouble only, on the sampler's thread. */
public interface HandshakeProbe {
  /** Null where it is not known. */
  @Nullable KernelVersion kernel();

  /** As they are now. */
  KernelSettings settings();

  /**
   * Half-open connections by local port. Walks the table of all connections of the network
   * namespace (3 ms with 38,000). Null where the kernel does not tell.
   */
  @Nullable HalfOpen halfOpen();

  /**
   * Those that wait to be accepted at a port, of whichever listener. Walks the same table. Null
   * where the kernel does not tell.
   */
  @Nullable WaitingClients waiting(int port);
}
