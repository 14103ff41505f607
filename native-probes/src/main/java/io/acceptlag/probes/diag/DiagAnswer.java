package io.acceptlag.probes.diag;

import io.acceptlag.core.kernel.IpText;
import io.acceptlag.core.kernel.LocalAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * One socket of a dump: {@code struct inet_diag_msg}, then attributes. Moves from socket to socket
 * through the bytes of recv(); do not keep it.
 */
public final class DiagAnswer {
  /** What {@link #next} has found. */
  enum Step {
    SOCKET,
    /** The memory has been read, but the dump goes on. */
    EMPTY,
    DONE,
    /** {@link #errno} says why. */
    FAILED
  }

  private static final int HEADER = 16;
  private static final int NLMSG_ERROR = 2;
  private static final int NLMSG_DONE = 3;
  private static final int FIXED = 72;

  // Offsets in struct inet_diag_msg.
  private static final int FAMILY = 0;
  private static final int STATE = 1;
  private static final int LOCAL_PORT = 4;
  private static final int REMOTE_PORT = 6;
  private static final int LOCAL_ADDRESS = 8;
  private static final int REMOTE_ADDRESS = 24;
  private static final int COOKIE = 44;
  private static final int RECEIVE_QUEUE = 56;
  private static final int SEND_QUEUE = 60;
  private static final int UID = 64;
  private static final int INODE = 68;

  private final ByteBuffer memory;
  private int next;
  private int length;
  private int message;
  private int messageEnd;
  private int errno;

  /**
   * @param memory in native byte order
   */
  DiagAnswer(ByteBuffer memory) {
    this.memory = memory;
  }

  /** Starts again with an answer of so many bytes. */
  void received(int bytes) {
    next = 0;
    length = bytes;
  }

  Step next() {
    while (next + HEADER <= length) {
      int size = memory.getInt(next);
      int type = memory.getShort(next + 4);
      int at = next + HEADER;
      if (size < HEADER || size > length - next) {
        return Step.EMPTY;
      }
      messageEnd = next + size;
      next += aligned(size);
      if (type == NLMSG_DONE || type == NLMSG_ERROR) {
        // Without tcp_diag a dump ends with -ENOENT.
        errno = messageEnd - at >= Integer.BYTES ? -memory.getInt(at) : 0;
        return type == NLMSG_DONE && errno == 0 ? Step.DONE : Step.FAILED;
      }
      if (messageEnd - at >= FIXED) {
        message = at;
        return Step.SOCKET;
      }
    }
    return Step.EMPTY;
  }

  int errno() {
    return errno;
  }

  /** As in include/net/tcp_states.h. */
  public int state() {
    return memory.get(message + STATE) & 0xff;
  }

  public LocalAddress local() {
    return address(LOCAL_ADDRESS, LOCAL_PORT);
  }

  public LocalAddress remote() {
    return address(REMOTE_ADDRESS, REMOTE_PORT);
  }

  /**
   * Whether it has that remote address; IPv4 in either form. Allocates nothing, because it may be
   * called for very many sockets.
   *
   * @param high the first 8 bytes of an IPv6 address; 0 for IPv4
   * @param low the last 8 bytes, or the 4 bytes of IPv4
   */
  public boolean isRemote(long high, long low, boolean ipv6) {
    return isAt(message + REMOTE_ADDRESS, high, low, ipv6);
  }

  /** The same for its local address. */
  public boolean isLocal(long high, long low, boolean ipv6) {
    return isAt(message + LOCAL_ADDRESS, high, low, ipv6);
  }

  /** Whether it is bound to any address of this host. */
  public boolean isLocalAny() {
    int at = message + LOCAL_ADDRESS;
    return memory.get(message + FAMILY) == DiagRequest.AF_INET
        ? memory.getInt(at) == 0
        : (memory.getLong(at) | memory.getLong(at + Long.BYTES)) == 0;
  }

  public int localPort() {
    return bigEndian(memory.getShort(message + LOCAL_PORT)) & 0xffff;
  }

  /** 0 for a socket that is not connected. */
  public int remotePort() {
    return bigEndian(memory.getShort(message + REMOTE_PORT)) & 0xffff;
  }

  /** A hash of its remote end; two different ends hardly ever have the same. */
  public long remoteHash() {
    int at = message + REMOTE_ADDRESS;
    long high = memory.getLong(at);
    boolean ipv4 = memory.get(message + FAMILY) == DiagRequest.AF_INET;
    long low = ipv4 ? 0 : memory.getLong(at + Long.BYTES);
    return (31 * (ipv4 ? high & 0xffff_ffffL : high) + low) * 0x9E37_79B9_7F4A_7C15L + remotePort();
  }

  /** What stands for its local address, IPv4 in either of its spellings; likewise. */
  public long localHash() {
    int at = message + LOCAL_ADDRESS;
    boolean ipv4 = memory.get(message + FAMILY) == DiagRequest.AF_INET;
    long high = ipv4 ? 0 : bigEndian(memory.getLong(at));
    long low =
        ipv4
            ? 0xffff_0000_0000L | (bigEndian(memory.getInt(at)) & 0xffff_ffffL)
            : bigEndian(memory.getLong(at + Long.BYTES));
    return 31 * high + low;
  }

  private boolean isAt(int at, long high, long low, boolean ipv6) {
    if (memory.get(message + FAMILY) == DiagRequest.AF_INET) {
      return !ipv6 && (bigEndian(memory.getInt(at)) & 0xffff_ffffL) == low;
    }
    long wantedLow = ipv6 ? low : 0xffff_0000_0000L | low;
    return bigEndian(memory.getLong(at)) == high
        && bigEndian(memory.getLong(at + Long.BYTES)) == wantedLow;
  }

  /**
   * For a listener, the length of its accept queue; otherwise the unread bytes, to which a FIN adds
   * one.
   */
  public int receiveQueue() {
    return memory.getInt(message + RECEIVE_QUEUE);
  }

  /** For a listener, the limit of its accept queue (0 before Linux 2.6.24). */
  public int sendQueue() {
    return memory.getInt(message + SEND_QUEUE);
  }

  /** 0 while no process has the socket, as when it waits to be accepted or is in TIME_WAIT. */
  public long inode() {
    return memory.getInt(message + INODE) & 0xffff_ffffL;
  }

  /** The same number as SO_COOKIE. */
  public long cookie() {
    return (memory.getInt(message + COOKIE) & 0xffff_ffffL)
        | (long) memory.getInt(message + COOKIE + Integer.BYTES) << 32;
  }

  /** The user of the process that made it. */
  public long uid() {
    return memory.getInt(message + UID) & 0xffff_ffffL;
  }

  /**
   * A 32-bit word of an attribute.
   *
   * @param at offset in bytes
   * @return -1 if this kernel does not report it
   */
  public long attributeWord(int type, int at) {
    int word = attributeAt(type, at, Integer.BYTES);
    return word < 0 ? -1 : memory.getInt(word) & 0xffff_ffffL;
  }

  /**
   * A 64-bit word of an attribute.
   *
   * @param at offset in bytes
   * @return -1 if this kernel does not report it
   */
  public long attributeLong(int type, int at) {
    int word = attributeAt(type, at, Long.BYTES);
    return word < 0 ? -1 : memory.getLong(word);
  }

  private int attributeAt(int type, int at, int bytes) {
    int attribute = message + FIXED;
    while (attribute + 4 <= messageEnd) {
      int size = memory.getShort(attribute) & 0xffff;
      if (size < 4 || attribute + size > messageEnd) {
        return -1;
      }
      if (memory.getShort(attribute + 2) == type) {
        return 4 + at + bytes <= size ? attribute + 4 + at : -1;
      }
      attribute += aligned(size);
    }
    return -1;
  }

  private LocalAddress address(int addressAt, int portAt) {
    int port = bigEndian(memory.getShort(message + portAt)) & 0xffff;
    int at = message + addressAt;
    return memory.get(message + FAMILY) == DiagRequest.AF_INET
        ? new LocalAddress(IpText.ipv4(bigEndian(memory.getInt(at))), port, false)
        : LocalAddress.ofIpv6(
            bigEndian(memory.getLong(at)), bigEndian(memory.getLong(at + Long.BYTES)), port);
  }

  private short bigEndian(short word) {
    return memory.order() == ByteOrder.BIG_ENDIAN ? word : Short.reverseBytes(word);
  }

  private int bigEndian(int word) {
    return memory.order() == ByteOrder.BIG_ENDIAN ? word : Integer.reverseBytes(word);
  }

  private long bigEndian(long word) {
    return memory.order() == ByteOrder.BIG_ENDIAN ? word : Long.reverseBytes(word);
  }

  private static int aligned(int size) {
    return (size + 3) & ~3;
  }
}
