package io.acceptlag.it;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** /proc/net/tcp and tcp6 of a process: the JDK's listeners take IPv4 by sockets of IPv6. */
final class SocketTable {
  static final String ESTABLISHED = "01";
  static final String SYN_RECEIVED = "03";
  static final String TIME_WAIT = "06";
  static final String LISTEN = "0A";

  /** FIN_WAIT1, FIN_WAIT2, CLOSING. */
  static final List<String> CLOSING = List.of("04", "05", "0B");

  private static final int LOCAL = 1;
  private static final int REMOTE = 2;
  private static final int STATE = 3;
  private static final int INODE = 9;

  private final Path net;

  private SocketTable(Path net) {
    this.net = net;
  }

  /** Of its network namespace. */
  static SocketTable of(long pid) {
    return new SocketTable(Path.of("/proc", Long.toString(pid), "net"));
  }

  /** Sockets in that state at that local port. */
  long at(int port, String state) throws IOException {
    return rows(LOCAL, port, state).count();
  }

  /** Sockets in that state whose far side is that port. */
  long to(int port, String state) throws IOException {
    return rows(REMOTE, port, state).count();
  }

  /** Connections at that local port that have been accepted and are open. */
  long accepted(int port) throws IOException {
    // One that waits to be accepted has no inode yet.
    return rows(LOCAL, port, ESTABLISHED).filter(columns -> !columns[INODE].equals("0")).count();
  }

  /** All of it, for a test that fails. */
  @Override
  public String toString() {
    try {
      return Files.readString(net.resolve("tcp")) + Files.readString(net.resolve("tcp6"));
    } catch (IOException e) {
      return e.toString();
    }
  }

  private Stream<String[]> rows(int column, int port, String state) throws IOException {
    List<String> lines = new ArrayList<>(Files.readAllLines(net.resolve("tcp")));
    lines.addAll(Files.readAllLines(net.resolve("tcp6")));
    return lines.stream()
        .map(line -> line.trim().split(" +", -1))
        .filter(columns -> columns[STATE].equals(state))
        .filter(columns -> columns[column].endsWith(String.format(":%04X", port)));
  }
}
