package io.acceptlag.probes.diag;

import io.acceptlag.core.kernel.Errno;
import io.acceptlag.core.kernel.TcpState;
import io.acceptlag.probes.libc.LibC;
import java.nio.ByteBuffer;
import java.util.function.Predicate;

/**
 * Asks for dumps. Each recv() makes the kernel walk a part of its tables, so an abandoned dump
 * costs no more than what was read of it. For one thread.
 */
public final class SockDiag {
  private static final int AF_NETLINK = 16;
  private static final int SOCK_RAW_CLOEXEC = 3 | 0x80000;
  private static final int NETLINK_SOCK_DIAG = 4;
  private static final int MSG_DONTWAIT = 0x40;

  /** As many as the kernel fills at once (NLMSG_GOODSIZE is less). */
  private static final int MEMORY = 32 * 1024;

  private static final int ALL_STATES = 0xFFF; // TCPF_ALL of iproute2, without later states

  /**
   * TCPF_BOUND_INACTIVE: bound, and neither connected nor listening. Since Linux 6.8 (commit
   * 91051f003948); earlier kernels ignore the bit and leave such sockets out.
   */
  private static final int BOUND_INACTIVE = 1 << 13;

  private static final int NO_ATTRIBUTE = 0;

  /** Result of a dump whose visitor wants no more, not of the other family either. */
  private static final int STOPPED = 1;

  // Offsets in struct tcp_info.
  private static final int LAST_DATA_SENT = 44;
  private static final int LAST_DATA_RECEIVED = 52;
  private static final int BYTES_RECEIVED = 128;
  private static final int DATA_SEGMENTS_OUT = 156;

  private final LibC libc;
  private final ByteBuffer memory;
  private final long address;
  private final DiagAnswer answer;

  public SockDiag(LibC libc) {
    this.libc = libc;
    memory = libc.allocate(MEMORY);
    address = libc.addressOf(memory);
    answer = new DiagAnswer(memory);
  }

  /**
   * All listeners of the network namespace. The cost does not grow with the number of connections.
   *
   * @param visitor returns whether to go on
   * @return 0, or {@code -errno} where it is refused
   */
  public int listeners(Predicate<DiagAnswer> visitor) {
    return dumpBoth(1 << TcpState.LISTEN, DiagRequest.ATTRIBUTE_SKMEMINFO, 0, 0, visitor);
  }

  /**
   * Those at one port, as {@link #listeners} gives them.
   *
   * @param visitor returns whether to go on
   * @return 0, or {@code -errno} where it is refused
   */
  public int listenersAt(int port, Predicate<DiagAnswer> visitor) {
    return dumpBoth(1 << TcpState.LISTEN, NO_ATTRIBUTE, port, 0, visitor);
  }

  /**
   * {@code sk_drops} of a listener that {@link #listeners} gives, in packets; -1 if the kernel does
   * not report it (before Linux 4.7).
   */
  public static long drops(DiagAnswer listener) {
    // SK_MEMINFO_DROPS, Linux 4.7
    return listener.attributeWord(DiagRequest.ATTRIBUTE_SKMEMINFO, 8 * Integer.BYTES);
  }

  /**
   * Half-open connections of all listeners; walks the table of all connections.
   *
   * @param visitor returns whether to go on
   * @return 0, or {@code -errno} where it is refused
   */
  public int halfOpen(Predicate<DiagAnswer> visitor) {
    // Since Linux 4.4 they are in the table of connections; no attribute of theirs is needed.
    return dumpBoth(1 << TcpState.SYN_RECV, DiagRequest.ATTRIBUTE_SKMEMINFO, 0, 0, visitor);
  }

  /**
   * Connections at a local port that clients have opened and not closed, accepted or not ({@link
   * DiagAnswer#inode} tells); walks the table of all connections.
   *
   * @param visitor returns whether to go on
   * @return 0, or {@code -errno} where it is refused
   */
  public int connections(int localPort, Predicate<DiagAnswer> visitor) {
    int states = 1 << TcpState.ESTABLISHED | 1 << TcpState.CLOSE_WAIT;
    return dumpBoth(states, DiagRequest.ATTRIBUTE_INFO, localPort, 0, visitor);
  }

  /**
   * Connections to a remote port, those in TIME_WAIT included; walks the table of all connections.
   *
   * @param visitor returns whether to go on
   * @return 0, or {@code -errno} where it is refused
   */
  public int connectionsTo(int remotePort, Predicate<DiagAnswer> visitor) {
    int states =
        ALL_STATES & ~(1 << TcpState.LISTEN | 1 << TcpState.CLOSE | 1 << TcpState.SYN_RECV);
    return dumpBoth(states, NO_ATTRIBUTE, 0, remotePort, visitor);
  }

  /**
   * All sockets that have a local port, in any state; walks the table of all connections.
   *
   * @param localPort 0 for all ports
   * @param visitor returns whether to go on
   * @return 0, or {@code -errno} where it is refused
   */
  public int havingPort(int localPort, Predicate<DiagAnswer> visitor) {
    int states = (ALL_STATES | BOUND_INACTIVE) & ~(1 << TcpState.SYN_RECV);
    return dumpBoth(states, NO_ATTRIBUTE, localPort, 0, visitor);
  }

  /**
   * How long a connection that {@link #connections} gives has waited to be accepted, in
   * milliseconds; -1 if not reported.
   */
  public static long waitMillis(DiagAnswer connection) {
    return lastDataSentMillis(connection);
  }

  /** {@code tcpi_last_data_sent}, in milliseconds: since the handshake if nothing was sent. */
  public static long lastDataSentMillis(DiagAnswer connection) {
    return connection.attributeWord(DiagRequest.ATTRIBUTE_INFO, LAST_DATA_SENT);
  }

  /** {@code tcpi_bytes_received} of such a connection; -1 before Linux 4.1. */
  public static long bytesReceived(DiagAnswer connection) {
    return connection.attributeLong(DiagRequest.ATTRIBUTE_INFO, BYTES_RECEIVED);
  }

  /** Milliseconds since its client last sent something. */
  public static long lastDataReceivedMillis(DiagAnswer connection) {
    return connection.attributeWord(DiagRequest.ATTRIBUTE_INFO, LAST_DATA_RECEIVED);
  }

  /** Segments with data that were sent to the client; -1 before Linux 4.6. */
  public static long dataSegmentsOut(DiagAnswer connection) {
    return connection.attributeWord(DiagRequest.ATTRIBUTE_INFO, DATA_SEGMENTS_OUT);
  }

  private int dumpBoth(
      int states, int attribute, int localPort, int remotePort, Predicate<DiagAnswer> visitor) {
    int result = dump(DiagRequest.AF_INET, states, attribute, localPort, remotePort, visitor);
    if (result == 0) {
      result = dump(DiagRequest.AF_INET6, states, attribute, localPort, remotePort, visitor);
    }
    return Math.min(result, 0);
  }

  /** 0 at its end, {@link #STOPPED}, or {@code -errno}. */
  private int dump(
      int family,
      int states,
      int attribute,
      int localPort,
      int remotePort,
      Predicate<DiagAnswer> visitor) {
    int fd = libc.socket(AF_NETLINK, SOCK_RAW_CLOEXEC, NETLINK_SOCK_DIAG);
    if (fd < 0) {
      return fd;
    }
    try {
      DiagRequest.write(memory, family, states, attribute, localPort, remotePort);
      long sent = libc.send(fd, address, DiagRequest.SIZE, MSG_DONTWAIT);
      return sent < 0 ? (int) sent : receive(fd, visitor);
    } finally {
      libc.close(fd);
    }
  }

  private int receive(int fd, Predicate<DiagAnswer> visitor) {
    while (true) {
      // The kernel makes the answer in the call, so there is nothing to wait for.
      long received = libc.recv(fd, address, MEMORY, MSG_DONTWAIT);
      if (received <= 0) {
        return received < 0 ? (int) received : -Errno.EIO;
      }
      answer.received((int) received);
      DiagAnswer.Step step = answer.next();
      while (step == DiagAnswer.Step.SOCKET) {
        if (!visitor.test(answer)) {
          return STOPPED;
        }
        step = answer.next();
      }
      if (step == DiagAnswer.Step.DONE) {
        return 0;
      }
      if (step == DiagAnswer.Step.FAILED) {
        return answer.errno() > 0 ? -answer.errno() : -Errno.EIO;
      }
    }
  }
}
