package io.acceptlag.probes.diag;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * A request for a dump of TCP sockets: {@code struct nlmsghdr}, then {@code struct
 * inet_diag_req_v2} of include/uapi/linux/inet_diag.h. A dump needs no privilege, and shows the
 * sockets of all processes of the network namespace.
 */
final class DiagRequest {
  static final int SIZE = 72;

  static final int AF_INET = 2;
  static final int AF_INET6 = 10;
  static final int ATTRIBUTE_INFO = 2;
  static final int ATTRIBUTE_SKMEMINFO = 7;

  private static final short SOCK_DIAG_BY_FAMILY = 20;
  private static final short REQUEST_DUMP = 0x1 | 0x300; // NLM_F_REQUEST | NLM_F_DUMP
  private static final byte IPPROTO_TCP = 6;
  private static final int LOCAL_PORT = 24;
  private static final int REMOTE_PORT = 26;

  private DiagRequest() {}

  /**
   * Writes a request at the beginning of the memory, which is in native byte order.
   *
   * @param states a bit for each state, as in include/net/tcp_states.h
   * @param attribute the attribute to report beside the fixed part; 0 for none
   * @param localPort 0 for any
   * @param remotePort 0 for any
   */
  static void write(
      ByteBuffer memory, int family, int states, int attribute, int localPort, int remotePort) {
    for (int i = 0; i < SIZE; i++) {
      memory.put(i, (byte) 0);
    }
    memory.putInt(0, SIZE);
    memory.putShort(4, SOCK_DIAG_BY_FAMILY);
    memory.putShort(6, REQUEST_DUMP);
    memory.put(16, (byte) family);
    memory.put(17, IPPROTO_TCP);
    memory.put(18, (byte) (attribute == 0 ? 0 : 1 << (attribute - 1)));
    memory.putInt(20, states);
    putPort(memory, LOCAL_PORT, localPort);
    putPort(memory, REMOTE_PORT, remotePort);
    // INET_DIAG_NOCOOKIE
    memory.putInt(64, -1);
    memory.putInt(68, -1);
  }

  private static void putPort(ByteBuffer memory, int at, int port) {
    short inOrder = (short) port;
    memory.putShort(
        at, memory.order() == ByteOrder.BIG_ENDIAN ? inOrder : Short.reverseBytes(inOrder));
  }
}
