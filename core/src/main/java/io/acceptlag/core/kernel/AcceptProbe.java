package io.acceptlag.core.kernel;

/** Reads sockets on the acceptor's own thread: no allocation, no lock, no exception. */
public interface AcceptProbe {
  /** listen() returned, with that backlog. */
  default void listening(int fd, int backlog) {}

  /** An {@link AcceptedReading}, or {@code -errno}. */
  long accepted(int fd);

  /** The client's address and the listener's queue as this accept left it; unread stays unknown. */
  void describe(int listenerFd, int acceptedFd, ClientReading into);

  /** The {@link PeerKey} of an accepted connection's client, or {@link PeerKey#NONE}. */
  default long peer(int acceptedFd) {
    return PeerKey.NONE;
  }

  /**
   * What tells this socket from any other that the file descriptor may come to mean: SO_COOKIE, or
   * the inode before Linux 4.12. 0 when neither can be read.
   */
  long identity(int fd);
}
