package io.acceptlag.core.unserved;

import org.jspecify.annotations.Nullable;

/** Asks of accepted connections whether they have been read, on the sampler's thread. */
public interface UnreadProbe {
  int[] NO_DESCRIPTORS = {};

  /** Whether this kernel reports it; it may turn out later that it does not. */
  boolean isReported();

  /**
   * Identifies this connection, because its descriptor may become another's.
   *
   * @return 0 if it has another local port
   */
  long identity(int fd, int localPort);

  /**
   * @param identity from {@link #identity}
   */
  void read(int fd, long identity, UnreadReading into);

  /**
   * Descriptors of accepted connections of which nothing has been read, and nothing sent. Asks all
   * descriptors of the process.
   */
  default int[] untouched(int localPort, int max) {
    return NO_DESCRIPTORS;
  }

  /**
   * As {@link #untouched}, but only those whose clients have sent something, and of these the ones
   * on which nothing more has come for longest. None if it was asked so lately that it would cost
   * too much.
   */
  default int[] longestUnread(int localPort, int max) {
    return NO_DESCRIPTORS;
  }

  /**
   * Walks the kernel's table of connections, within a bound.
   *
   * @param ownListeners of this process that have the port
   * @param unreadMillis since when nothing more has come on a connection that counts
   * @param keptMillis the same of one that was read before
   * @return null where the kernel refuses it
   */
  @Nullable UnservedCount count(
      int localPort, int ownListeners, long unreadMillis, long keptMillis);

  /**
   * The first data of a sampled connection was seen to wait so long to be read.
   *
   * @param acceptedNanos when that connection was accepted
   */
  default void firstRead(long acceptedNanos, long millis) {}

  /** A probe for a kernel that cannot be asked. */
  UnreadProbe NONE =
      new UnreadProbe() {
        @Override
        public boolean isReported() {
          return false;
        }

        @Override
        public long identity(int fd, int localPort) {
          return 0;
        }

        @Override
        public void read(int fd, long identity, UnreadReading into) {
          into.open = false;
        }

        @Override
        public @Nullable UnservedCount count(
            int localPort, int ownListeners, long unreadMillis, long keptMillis) {
          return null;
        }
      };
}
