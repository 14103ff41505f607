package io.acceptlag.core.connect;

import io.acceptlag.core.kernel.PeerKey;

/** Reads sockets that connect, on any thread: no allocation, no lock, no exception. */
public interface ConnectProbe {
  /** A {@link io.acceptlag.core.kernel.ConnectReading}, or {@code -errno}. */
  long connecting(int fd);

  /** The {@link PeerKey} of the other end; NONE if it is not connected, or cannot be asked. */
  default long peer(int fd) {
    return PeerKey.NONE;
  }
}
