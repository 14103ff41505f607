package io.acceptlag.probes;

import io.acceptlag.core.connect.BoundPorts;
import io.acceptlag.core.connect.Destination;
import io.acceptlag.core.connect.Endpoint;
import io.acceptlag.core.connect.PortHolder;
import io.acceptlag.core.connect.PortProbe;
import io.acceptlag.core.connect.PortUse;
import io.acceptlag.core.kernel.TcpState;
import io.acceptlag.probes.diag.DiagAnswer;
import io.acceptlag.probes.diag.SockDiag;
import io.acceptlag.probes.procfs.Proc;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Counts ports by /proc/net/sockstat and sockstat6, and by sock_diag. */
final class KernelPortProbe implements PortProbe {
  private static final int ROWS_MAX = 70_000;

  /**
   * A walk over 38,000 sockets takes 117 ms. The bound is generous, because a partial count is
   * useless.
   */
  private static final long WALK_MAX_NANOS = 1_000_000_000;

  private final Proc proc;
  private final @Nullable SockDiag sockets;
  private final @Nullable SocketOwners owners;

  /**
   * @param sockets null if native calls are not available; likewise owners
   */
  KernelPortProbe(Proc proc, @Nullable SockDiag sockets, @Nullable SocketOwners owners) {
    this.proc = proc;
    this.sockets = sockets;
    this.owners = owners;
  }

  @Override
  public long connections() {
    return proc.tcpConnections();
  }

  @Override
  public @Nullable PortUse inUseTo(Destination destination) {
    if (sockets == null) {
      return null;
    }
    Bound bound = new Bound(ROWS_MAX, WALK_MAX_NANOS);
    Endpoint to = destination.endpoint();
    Map<Long, Use> bySource = new HashMap<>();
    int result =
        sockets.connectionsTo(
            to.port(),
            each -> {
              if (each.isRemote(to.high(), to.low(), to.ipv6())) {
                Use use = bySource.get(each.localHash());
                if (use == null) {
                  use = new Use();
                  bySource.put(each.localHash(), use);
                }
                use.ports++;
                use.timeWait += each.state() == TcpState.TIME_WAIT ? 1 : 0;
              }
              return bound.allowsMore();
            });
    return result < 0 ? null : most(bySource.values());
  }

  /** Each local address has all ports of the range, so the one that has fewest left is told. */
  private static PortUse most(Collection<Use> uses) {
    Use most = new Use();
    for (Use each : uses) {
      most = each.ports > most.ports ? each : most;
    }
    return new PortUse(most.ports, most.timeWait);
  }

  @Override
  public @Nullable BoundPorts inUseAt(Endpoint wanted, int firstPort, int lastPort) {
    if (sockets == null) {
      return null;
    }
    Bound bound = new Bound(ROWS_MAX, WALK_MAX_NANOS);
    PortCounter counter = new PortCounter();
    int result =
        sockets.havingPort(
            0,
            each -> {
              int port = each.localPort();
              if (port >= firstPort && port <= lastPort && isInTheWay(each, wanted)) {
                counter.add(each);
              }
              return bound.allowsMore();
            });
    return result < 0 ? null : counter.result();
  }

  @Override
  public @Nullable PortHolder holderOf(Endpoint wanted) {
    if (sockets == null) {
      return null;
    }
    Bound bound = new Bound(ROWS_MAX, WALK_MAX_NANOS);
    HolderFinder finder = new HolderFinder();
    int result =
        sockets.havingPort(
            wanted.port(),
            each -> {
              if (isInTheWay(each, wanted)) {
                finder.add(each);
              }
              return bound.allowsMore();
            });
    return result < 0 ? null : finder.result(owners);
  }

  /**
   * Two sockets cannot have the same port if their addresses are equal, or if one has any address.
   */
  private static boolean isInTheWay(DiagAnswer each, Endpoint wanted) {
    return wanted.isAnyAddress()
        || each.isLocalAny()
        || each.isLocal(wanted.high(), wanted.low(), wanted.ipv6());
  }

  /** Ports of one local address. */
  private static final class Use {
    int ports;
    int timeWait;

    // Not private: for that the compiler would make a class more, to be loaded in trouble.
    Use() {}
  }
}
