package io.acceptlag.core.kernel;

import org.jspecify.annotations.Nullable;

/** Reads sockets on the acceptor's own thread: no allocation, no lock, no exception. */
public interface AcceptProbe {
  /** listen() returned, with that backlog. */
  default void listening(int fd, int backlog) {}

  /** An {@link AcceptedReading}, or {@code -errno}. */
  long accepted(int fd);

  /**
   * As {@link #accepted}, some time after accept(); {@code -errno} too if anything has been sent
   * since.
   */
  default long acceptedEarlier(int fd) {
    return -Errno.ENODATA;
  }

  /** The client's address and the listener's queue as this accept left it; unread stays unknown. */
  void describe(int listenerFd, int acceptedFd, ClientReading into);

  /** How many connections wait in that listener's queue; -1 where it is not known. */
  default int queueLength(int listenerFd) {
    return -1;
  }

  /**
   * The listener's address; null where it is not known. Unlike the others this allocates: it is for
   * listeners that end.
   */
  default @Nullable LocalAddress localAddress(int listenerFd) {
    return null;
  }

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
