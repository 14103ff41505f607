package io.acceptlag.probes;

import io.acceptlag.core.handshake.HalfOpen;
import io.acceptlag.core.handshake.HandshakeProbe;
import io.acceptlag.core.handshake.WaitingClients;
import io.acceptlag.core.kernel.KernelSettings;
import io.acceptlag.core.kernel.KernelVersion;
import io.acceptlag.core.kernel.TcpState;
import io.acceptlag.probes.diag.DiagAnswer;
import io.acceptlag.probes.diag.SockDiag;
import io.acceptlag.probes.procfs.Proc;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Settings from /proc/sys, and connections by sock_diag, as far as the kernel permits. */
final class KernelHandshakeProbe implements HandshakeProbe {
  private static final int ROWS_MAX = 10_000;

  /** A walk that takes longer would make the next poll late. */
  private static final long WALK_MAX_NANOS = 50_000_000;

  private final Proc proc;
  private final @Nullable SockDiag sockets;
  private @Nullable KernelVersion kernel;

  /**
   * @param sockets null where native calls cannot be had
   */
  KernelHandshakeProbe(Proc proc, @Nullable SockDiag sockets) {
    this.proc = proc;
    this.sockets = sockets;
  }

  @Override
  public @Nullable KernelVersion kernel() {
    if (kernel == null) {
      kernel = KernelVersion.parse(proc.kernelRelease());
    }
    return kernel;
  }

  @Override
  public KernelSettings settings() {
    return proc.settings();
  }

  @Override
  public @Nullable HalfOpen halfOpen() {
    if (sockets == null) {
      return null;
    }
    Map<Integer, Integer> counts = new HashMap<>();
    Bound bound = new Bound(ROWS_MAX, WALK_MAX_NANOS);
    int result =
        sockets.halfOpen(
            each -> {
              // No Integer::sum: to box for it Java 8 calls String.format (MethodReferencesTest).
              counts.merge(each.local().port(), 1, (a, b) -> a + b);
              return bound.allowsMore();
            });
    return result < 0 ? null : new HalfOpen(counts, !bound.reached());
  }

  @Override
  public @Nullable WaitingClients waiting(int port) {
    if (sockets == null) {
      return null;
    }
    WaitingClients.Counter counter = new WaitingClients.Counter();
    Bound bound = new Bound(ROWS_MAX, WALK_MAX_NANOS);
    Predicate<DiagAnswer> visitor =
        each -> {
          if (each.inode() == 0) {
            counter.add(each.remote().host(), SockDiag.waitMillis(each));
          } else if (each.state() == TcpState.ESTABLISHED) {
            counter.addAccepted();
          }
          return bound.allowsMore();
        };
    return sockets.connections(port, visitor) < 0 ? null : counter.result(!bound.reached());
  }
}
