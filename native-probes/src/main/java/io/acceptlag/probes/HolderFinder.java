package io.acceptlag.probes;

import io.acceptlag.core.connect.PortHolder;
import io.acceptlag.core.kernel.LocalAddress;
import io.acceptlag.core.kernel.TcpState;
import io.acceptlag.probes.diag.DiagAnswer;
import org.jspecify.annotations.Nullable;

/**
 * Finds the connection that holds a port at which nobody listens. An open one is preferred to one
 * in TIME_WAIT, whose port becomes free by itself.
 */
final class HolderFinder {
  /** Clients mostly have a port from here on (net.ipv4.ip_local_port_range), and servers lower. */
  private static final int CLIENTS_FROM = 32_768;

  private boolean listenedAt;
  private @Nullable LocalAddress local;
  private @Nullable LocalAddress remote;
  private boolean timeWait;
  private boolean several;
  private boolean allOfClients = true;
  private long inode;

  void add(DiagAnswer socket) {
    if (socket.state() == TcpState.LISTEN) {
      listenedAt = true;
      return;
    }
    if (socket.remotePort() == 0) {
      return;
    }
    several |= remote != null;
    allOfClients &= socket.remotePort() >= CLIENTS_FROM;
    if (local == null || timeWait) {
      local = socket.local();
      remote = socket.remote();
      timeWait = socket.state() == TcpState.TIME_WAIT;
      inode = socket.inode();
    }
  }

  /**
   * Null if there is none, or a listener has the port, or several connections with clients: these
   * were accepted at that port, as far as is seen. Several may be opened from it to servers.
   */
  @Nullable PortHolder result(@Nullable SocketOwners owners) {
    LocalAddress from = local;
    LocalAddress to = remote;
    if (listenedAt || (several && allOfClients) || from == null || to == null) {
      return null;
    }
    return new PortHolder(from, to, timeWait, owners == null ? null : owners.of(inode));
  }
}
