package io.acceptlag.probes.procfs;

import io.acceptlag.core.kernel.LocalAddress;
import io.acceptlag.core.kernel.QueueReading;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * The listeners of /proc/net/tcp and tcp6. They come first (tcp_get_idx in net/ipv4/tcp_ipv4.c), so
 * reading stops at the first other row. Reading all rows costs 89 ms with 38,000 connections.
 */
final class NetTcp {
  private static final String ESTABLISHED = "01";
  private static final String CLOSE_WAIT = "08";

  /** FIN-WAIT-1, FIN-WAIT-2 and CLOSING: the server has closed its side first. */
  private static final List<String> CLOSED_BY_SERVER = Arrays.asList("04", "05", "0B");

  private static final String LISTEN = "0A";

  // Columns of a row: sl local_address rem_address st tx_queue:rx_queue tr:tm retrnsmt uid timeout
  // inode ref pointer rto
  private static final int LOCAL_ADDRESS = 1;
  private static final int STATE = 3;
  private static final int QUEUES = 4;
  private static final int INODE = 9;
  private static final int RETRANSMIT_TIMEOUT = 12;

  private NetTcp() {}

  /** Adds the listeners by inode. A row that cannot be parsed is skipped. */
  static void parse(BufferedReader text, Map<Long, Row> into) throws IOException {
    text.readLine();
    for (String line = text.readLine(); line != null; line = text.readLine()) {
      String[] columns = line.trim().split(" +", RETRANSMIT_TIMEOUT + 2);
      if (columns.length <= INODE) {
        continue;
      }
      if (!columns[STATE].equals(LISTEN)) {
        if (isBlank(columns)) {
          // Where the kernel does not fill in its figures, it does not begin with listeners either.
          continue;
        }
        return;
      }
      try {
        int queue = isBlank(columns) ? QueueReading.UNKNOWN : queueLength(columns[QUEUES]);
        into.put(Long.parseLong(columns[INODE]), new Row(address(columns[LOCAL_ADDRESS]), queue));
      } catch (NumberFormatException e) {
        // Skipped, because the kernel may extend the format.
      }
    }
  }

  /**
   * Counts connections by local port and state. Those without an inode do not count: they still
   * wait to be accepted, or the server has closed them. A row that cannot be parsed is skipped.
   *
   * @param wanted local ports
   */
  static ConnectionTable count(BufferedReader text, IntPredicate wanted) throws IOException {
    ConnectionTable table = new ConnectionTable();
    text.readLine();
    for (String line = text.readLine(); line != null; line = text.readLine()) {
      String[] columns = line.trim().split(" +", INODE + 2);
      if (columns.length <= INODE || columns[INODE].equals("0")) {
        continue;
      }
      boolean established = columns[STATE].equals(ESTABLISHED);
      boolean left = columns[STATE].equals(CLOSE_WAIT);
      if (!established && !left && !CLOSED_BY_SERVER.contains(columns[STATE])) {
        continue;
      }
      int local = port(columns[LOCAL_ADDRESS]);
      if (local >= 0 && wanted.test(local)) {
        table.add(local, established, left);
      }
    }
    return table;
  }

  /** -1 if it is none. */
  private static int port(String address) {
    try {
      return Integer.parseInt(address.substring(address.indexOf(':') + 1), 16);
    } catch (NumberFormatException e) {
      return -1;
    }
  }

  /**
   * Whether the figures were not filled in, as gVisor writes zeros for all. Linux gives each socket
   * a first timeout for retransmissions when it is made (tcp_init_sock), so it has none of 0.
   */
  private static boolean isBlank(String[] columns) {
    return columns.length > RETRANSMIT_TIMEOUT && columns[RETRANSMIT_TIMEOUT].equals("0");
  }

  /** The second of {@code tx_queue:rx_queue} is {@code sk_ack_backlog}; no column has the limit. */
  private static int queueLength(String queues) {
    return (int) Long.parseLong(queues.substring(queues.indexOf(':') + 1), 16);
  }

  /** {@code 0100007F:1F90}: 32-bit words in the byte order of this machine, then the port. */
  private static @Nullable LocalAddress address(String column) {
    int colon = column.indexOf(':');
    int port = Integer.parseInt(column.substring(colon + 1), 16);
    if (colon == 8) {
      return LocalAddress.ofIpv4((int) word(column, 0), port);
    }
    if (colon == 32) {
      long high = (word(column, 0) << 32) | word(column, 1);
      long low = (word(column, 2) << 32) | word(column, 3);
      return LocalAddress.ofIpv6(high, low, port);
    }
    return null;
  }

  private static long word(String column, int index) {
    int word = Integer.parseUnsignedInt(column.substring(8 * index, 8 * index + 8), 16);
    boolean bigEndian = ByteOrder.nativeOrder() == ByteOrder.BIG_ENDIAN;
    return (bigEndian ? word : Integer.reverseBytes(word)) & 0xffff_ffffL;
  }

  /** One listener. */
  static final class Row {
    final @Nullable LocalAddress address;

    /** Or {@link QueueReading#UNKNOWN}. */
    final int queueLength;

    Row(@Nullable LocalAddress address, int queueLength) {
      this.address = address;
      this.queueLength = queueLength;
    }
  }
}
