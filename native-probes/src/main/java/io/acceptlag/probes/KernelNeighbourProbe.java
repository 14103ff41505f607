package io.acceptlag.probes;

import io.acceptlag.core.kernel.SocketOwner;
import io.acceptlag.core.neighbour.ListenerSocket;
import io.acceptlag.core.neighbour.NeighbourProbe;
import io.acceptlag.core.neighbour.PortReading;
import io.acceptlag.probes.diag.DiagAnswer;
import io.acceptlag.probes.diag.SockDiag;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Listeners of other processes, by sock_diag. */
final class KernelNeighbourProbe implements NeighbourProbe {
  private static final int ROWS_MAX = 10_000;

  /** A walk that takes longer would make the next poll late. */
  private static final long WALK_MAX_NANOS = 50_000_000;

  private final SockDiag sockets;
  private final SocketOwners owners;
  private final SocketListenerProbe listeners;

  KernelNeighbourProbe(SockDiag sockets, SocketOwners owners, SocketListenerProbe listeners) {
    this.sockets = sockets;
    this.owners = owners;
    this.listeners = listeners;
  }

  static ListenerSocket socket(DiagAnswer each) {
    return new ListenerSocket(
        each.local(),
        each.cookie(),
        each.inode(),
        each.uid(),
        each.receiveQueue(),
        each.sendQueue());
  }

  @Override
  public List<ListenerSocket> queued() {
    return listeners.queued();
  }

  @Override
  public @Nullable PortReading read(int port) {
    List<ListenerSocket> there = new ArrayList<>();
    Bound bound = new Bound(ROWS_MAX, WALK_MAX_NANOS);
    int result =
        sockets.listenersAt(
            port,
            each -> {
              there.add(socket(each));
              return bound.allowsMore();
            });
    Waits waits = new Waits();
    if (result >= 0) {
      result =
          sockets.connections(
              port,
              each -> {
                if (each.inode() == 0) {
                  waits.add(SockDiag.waitMillis(each));
                }
                return bound.allowsMore();
              });
    }
    return result < 0 || bound.reached() ? null : new PortReading(there, waits.all());
  }

  @Override
  public @Nullable SocketOwner ownerOf(long inode) {
    return owners.of(inode);
  }

  /** Wait times as an array that grows, so that none is boxed. */
  private static final class Waits {
    private long[] millis = new long[64];
    private int count;

    // Not private: the compiler would add a class for that, which would have to be loaded in
    // trouble.
    Waits() {}

    void add(long wait) {
      if (count == millis.length) {
        millis = Arrays.copyOf(millis, 2 * count);
      }
      millis[count++] = wait;
    }

    long[] all() {
      return Arrays.copyOf(millis, count);
    }
  }
}
