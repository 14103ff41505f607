package io.acceptlag.core.connect;

/** Reads sockets that connect, on any thread: no allocation, no lock, no exception. */
public interface ConnectProbe {
  /**
   * In the low 32 bits how often the SYN was sent again, above it the state as in
   * include/net/tcp_states.h; {@code -errno} if the descriptor is no TCP socket.
   */
  long connecting(int fd);
}
