package io.acceptlag.probes;

import io.acceptlag.core.kernel.TcpState;
import java.nio.ByteBuffer;

/**
 * {@code struct tcp_info} of include/uapi/linux/tcp.h. Its first 104 bytes have been the same since
 * Linux 2.6.32, and hold most of what is read here. The kernel cuts a longer answer to the size
 * asked for.
 */
final class TcpInfo {
  static final int SIZE = 104;

  /** Up to the bytes received; Linux 4.1 (bdd1f9edacb5). */
  static final int SIZE_WITH_BYTES = 136;

  /** Up to the counts of what was received and sent; Linux 4.6 (a44d6eacdaf5). */
  static final int SIZE_WITH_DATA_SEGMENTS = 160;

  /** Up to the figures of repeated SYN-ACKs; Linux 6.7 (3868ab0f1925). */
  static final int SIZE_WITH_RTO_TIME = 248;

  /** TCP_TIMEOUT_INIT, less a few ticks. */
  private static final long FIRST_RESEND_MILLIS = 950;

  private static final int STATE = 0;
  private static final int OPTIONS = 5;
  private static final int SND_MSS = 16;
  private static final int UNACKED = 24;
  private static final int SACKED = 28;
  private static final int LAST_DATA_SENT = 44;
  private static final int LAST_DATA_RECEIVED = 52;
  private static final int LAST_ACK_RECEIVED = 56;
  private static final int RTT = 68;
  private static final int REORDERING = 88;
  private static final int TOTAL_RETRANS = 100;
  private static final int BYTES_RECEIVED = 128;
  private static final int DATA_SEGMENTS_OUT = 156;
  private static final int TOTAL_RTO_TIME = 244;

  private TcpInfo() {}

  static int state(ByteBuffer memory, int at) {
    return memory.get(at + STATE) & 0xff;
  }

  /**
   * Whether it cannot have come from Linux, which gives every new socket a segment size and a
   * tolerance of reordering (tcp_init_sock). For a listener only the latter is filled in, and it is
   * 0 if net.ipv4.tcp_reordering is 0.
   */
  static boolean isBlank(ByteBuffer memory, int at) {
    return memory.getInt(at + REORDERING) == 0
        && (state(memory, at) == TcpState.LISTEN
            ? queueLimit(memory, at) == 0
            : memory.getInt(at + SND_MSS) == 0);
  }

  static int options(ByteBuffer memory, int at) {
    return memory.get(at + OPTIONS) & 0xff;
  }

  /**
   * Milliseconds since the handshake ended, as long as nothing has been sent. Every version from
   * 2.6.32 on sets {@code lsndtime} when SYN_RECV becomes ESTABLISHED. {@code tcpi_last_data_recv}
   * and {@code tcpi_last_ack_recv} do not tell it, because data from the client resets them.
   */
  static int lastDataSentMillis(ByteBuffer memory, int at) {
    return memory.getInt(at + LAST_DATA_SENT);
  }

  /** Milliseconds since the client last sent something. */
  static long lastDataReceivedMillis(ByteBuffer memory, int at) {
    return memory.getInt(at + LAST_DATA_RECEIVED) & 0xffff_ffffL;
  }

  /** Milliseconds since the last ACK, with whatever came with it, such as data or a FIN. */
  static int lastAckReceivedMillis(ByteBuffer memory, int at) {
    return memory.getInt(at + LAST_ACK_RECEIVED);
  }

  /** Bytes received in order, read or not; a FIN counts as one. Linux 4.1 (bdd1f9edacb5). */
  static long bytesReceived(ByteBuffer memory, int at) {
    return memory.getLong(at + BYTES_RECEIVED);
  }

  /** Segments sent with data, including repeated ones. */
  static long dataSegmentsOut(ByteBuffer memory, int at) {
    return memory.getInt(at + DATA_SEGMENTS_OUT) & 0xffff_ffffL;
  }

  static int totalRetrans(ByteBuffer memory, int at) {
    return memory.getInt(at + TOTAL_RETRANS);
  }

  /**
   * Milliseconds from the first SYN-ACK to the end of the handshake; 0 if none was repeated, -1 if
   * not known. Must be read before anything is sent.
   *
   * @param length of the answer
   */
  static long handshakeMillis(ByteBuffer memory, int at, int length) {
    if (length >= SIZE_WITH_RTO_TIME) {
      return memory.getInt(at + TOTAL_RTO_TIME) & 0xffff_ffffL;
    }
    if (totalRetrans(memory, at) == 0) {
      return 0;
    }
    // With timestamps, the one round trip measured began at the SYN-ACK that the client answered.
    // Less than a second means that this was not the first.
    long rttMillis = (memory.getInt(at + RTT) & 0xffff_ffffL) / 1000;
    return rttMillis >= FIRST_RESEND_MILLIS ? rttMillis : -1;
  }

  /** Of a listener: {@code sk_ack_backlog} (commit 5ee3afba88f5, Linux 2.6.24). */
  static int queueLength(ByteBuffer memory, int at) {
    return memory.getInt(at + UNACKED);
  }

  /** Of a listener: {@code sk_max_ack_backlog}. */
  static int queueLimit(ByteBuffer memory, int at) {
    return memory.getInt(at + SACKED);
  }
}
