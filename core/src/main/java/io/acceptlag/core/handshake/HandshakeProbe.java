package io.acceptlag.core.handshake;

import io.acceptlag.core.kernel.KernelSettings;
import io.acceptlag.core.kernel.KernelVersion;
import org.jspecify.annotations.Nullable;

/** Asks the kernel about handshakes, in trouble only, on the sampler's thread. */
public interface HandshakeProbe {
  /** Null where it is not known. */
  @Nullable KernelVersion kernel();

  /** The settings as they are now. */
  KernelSettings settings();

  /**
   * Half-open connections by local port. Walks the table of all connections of the network
   * namespace (3 ms with 38,000). Null where the kernel does not say.
   */
  @Nullable HalfOpen halfOpen();

  /**
   * The connections that wait to be accepted at a port, whichever listener they wait for. Walks the
   * same table. Null where the kernel does not say.
   */
  @Nullable WaitingClients waiting(int port);
}
