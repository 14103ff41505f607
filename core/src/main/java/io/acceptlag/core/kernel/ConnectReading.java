package io.acceptlag.core.kernel;

/**
 * What TCP_INFO says of a socket that connects, packed into one {@code long} so that the hot path
 * allocates nothing. A negative value is a failed reading: {@code -errno}.
 *
 * <pre>
 *  bits  0..31  how often the SYN was sent again
 *  bits 32..39  tcpi_state
 * </pre>
 */
public final class ConnectReading {
  private ConnectReading() {}

  public static long pack(int state, int synRetransmits) {
    return ((long) state << 32) | (synRetransmits & 0xffff_ffffL);
  }

  /** How often the SYN was sent again; 0 where the reading failed. */
  public static int synRetransmits(long reading) {
    return reading < 0 ? 0 : (int) reading;
  }

  /** Whether no answer to the SYN has come yet. */
  public static boolean stillConnects(long reading) {
    return reading >= 0 && reading >>> 32 == TcpState.SYN_SENT;
  }

  /** Whether the descriptor is closed, or stands for something that is no TCP socket. */
  public static boolean socketGone(long reading) {
    return reading == -Errno.EBADF || reading == -Errno.ENOTSOCK || reading == -Errno.EOPNOTSUPP;
  }
}
