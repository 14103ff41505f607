package io.acceptlag.core.connect;

/** Reads sockets that connect, on any thread: no allocation, no lock, no exception. */
public interface ConnectProbe {
  /** A {@link io.acceptlag.core.kernel.ConnectReading}, or {@code -errno}. */
  long connecting(int fd);
}
