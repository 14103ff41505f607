package io.acceptlag.probes;

import io.acceptlag.core.connect.BindFailure;
import io.acceptlag.core.connect.BoundPorts;
import io.acceptlag.core.connect.Destination;
import io.acceptlag.core.connect.PortHolder;
import io.acceptlag.core.connect.PortProbe;
import io.acceptlag.core.connect.PortUse;
import io.acceptlag.core.kernel.TcpState;
import io.acceptlag.probes.diag.DiagAnswer;
import io.acceptlag.probes.diag.SockDiag;
import io.acceptlag.probes.procfs.Proc;
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
    long high = destination.addressHigh();
    long low = destination.addressLow();
    boolean ipv6 = destination.ipv6();
    int[] counts = new int[2];
    int result =
        sockets.connectionsTo(
            destination.port(),
            each -> {
              if (each.isRemote(high, low, ipv6)) {
                counts[0]++;
                counts[1] += each.state() == TcpState.TIME_WAIT ? 1 : 0;
              }
              return bound.allowsMore();
            });
    return result < 0 ? null : new PortUse(counts[0], counts[1]);
  }

  @Override
  public @Nullable BoundPorts inUseAt(BindFailure failure, int firstPort, int lastPort) {
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
              if (port >= firstPort && port <= lastPort && isInTheWay(each, failure)) {
                counter.add(each);
              }
              return bound.allowsMore();
            });
    return result < 0 ? null : counter.result();
  }

  @Override
  public @Nullable PortHolder holderOf(BindFailure failure) {
    if (sockets == null) {
      return null;
    }
    Bound bound = new Bound(ROWS_MAX, WALK_MAX_NANOS);
    HolderFinder finder = new HolderFinder();
    int result =
        sockets.havingPort(
            failure.port(),
            each -> {
              if (isInTheWay(each, failure)) {
                finder.add(each);
              }
              return bound.allowsMore();
            });
    return result < 0 ? null : finder.result(owners);
  }

  /**
   * Two sockets cannot have the same port if their addresses are equal, or if one has any address.
   */
  private static boolean isInTheWay(DiagAnswer each, BindFailure failure) {
    return failure.isAnyAddress()
        || each.isLocalAny()
        || each.isLocal(failure.addressHigh(), failure.addressLow(), failure.ipv6());
  }
}
