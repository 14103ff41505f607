package io.acceptlag.core.kernel;

/**
 * What TCP_INFO says of a socket just accepted, packed into one {@code long} so that the hot path
 * allocates nothing. A negative value is a failed reading: {@code -errno}.
 *
 * <pre>
 *  bits  0..31  tcpi_last_data_sent, milliseconds: the time since the handshake ended
 *  bits 32..39  tcpi_total_retrans, at most 255: SYN-ACKs sent again
 *  bits 40..47  tcpi_state
 *  bit  48      TCP Fast Open took part
 *  bit  49      the client closed within {@link #AT_ONCE_MILLIS} of the handshake's end, and had
 *               sent nothing
 * </pre>
 */
public final class AcceptedReading {
  /**
   * A client that has sent nothing and closes sooner is not counted as one that gave up: health
   * checks look in that way whether they can connect.
   */
  public static final long AT_ONCE_MILLIS = 200;

  // include/uapi/linux/tcp.h: TCPI_OPT_SYN_DATA (3.8) and TCPI_OPT_TFO_CHILD (6.16)
  private static final int FAST_OPEN_OPTIONS = 0x20 | 0x80;

  private AcceptedReading() {}

  /** Of a client that has only just sent its last segment. */
  public static long pack(int state, int options, int lastDataSentMillis, int totalRetrans) {
    return pack(state, options, lastDataSentMillis, totalRetrans, 0, -1);
  }

  /**
   * @param lastAckMillis tcpi_last_ack_recv. After a FIN that is the time since the FIN; a RST does
   *     not touch it.
   * @param bytesReceived tcpi_bytes_received, of which a FIN is one; -1 if not known
   */
  public static long pack(
      int state,
      int options,
      int lastDataSentMillis,
      int totalRetrans,
      int lastAckMillis,
      long bytesReceived) {
    long fastOpen = (options & FAST_OPEN_OPTIONS) != 0 ? 1 : 0;
    // An unsigned comparison: a corrupt count must not turn the whole reading negative.
    long retrans = totalRetrans < 0 || totalRetrans > 255 ? 255 : totalRetrans;
    // If the SYN-ACK was sent again, the client may have believed long before that it is connected.
    long stayed = (lastDataSentMillis & 0xffff_ffffL) - (lastAckMillis & 0xffff_ffffL);
    boolean silent = bytesReceived == 0 || bytesReceived == 1;
    long atOnce =
        state == TcpState.CLOSE_WAIT && silent && totalRetrans == 0 && stayed < AT_ONCE_MILLIS
            ? 1
            : 0;
    return (atOnce << 49)
        | (fastOpen << 48)
        | ((long) (state & 0xff) << 40)
        | (retrans << 32)
        | (lastDataSentMillis & 0xffff_ffffL);
  }

  public static boolean failed(long reading) {
    return reading < 0;
  }

  /**
   * Whether {@link #waitMillis} is the accept wait. In SYN_RECV, and with Fast Open in any state,
   * the kernel's clock did not start at the end of the handshake.
   */
  public static boolean waitKnown(long reading) {
    int state = state(reading);
    return (state == TcpState.ESTABLISHED
            || state == TcpState.CLOSE
            || state == TcpState.CLOSE_WAIT)
        && ((reading >>> 48) & 1) == 0;
  }

  public static long waitMillis(long reading) {
    return reading & 0xffff_ffffL;
  }

  public static int synAckRetransmits(long reading) {
    return (int) ((reading >>> 32) & 0xff);
  }

  /** The client sent FIN or RST while it waited. */
  public static boolean clientGone(long reading) {
    int state = state(reading);
    return state == TcpState.CLOSE || state == TcpState.CLOSE_WAIT;
  }

  /** Whether it sent nothing but a FIN, and that soon. */
  public static boolean leftAtOnce(long reading) {
    return ((reading >>> 49) & 1) != 0;
  }

  private static int state(long reading) {
    return (int) ((reading >>> 40) & 0xff);
  }
}
