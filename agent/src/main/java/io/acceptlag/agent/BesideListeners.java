package io.acceptlag.agent;

import io.acceptlag.agent.log.AgentLog;
import io.acceptlag.core.connect.BindFailures;
import io.acceptlag.core.connect.BindSampler;
import io.acceptlag.core.connect.ConnectSampler;
import io.acceptlag.core.listener.HarmfulCloses;
import io.acceptlag.core.neighbour.NeighbourProbe;
import io.acceptlag.core.neighbour.NeighbourWatch;
import io.acceptlag.core.report.LossNotes;
import io.acceptlag.core.watch.Sampler;
import io.acceptlag.probes.Probes;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * What is polled before the listeners and may take longer: failed binds, connects, other processes
 * at our ports.
 */
final class BesideListeners {
  private static final int ROUNDS_AT_EXIT = 30;
  private static final long ROUND_AT_EXIT_NANOS = 10_000_000;

  private final LossNotes losses;
  private final BindSampler binds;
  private final ConnectSampler connects;
  private final @Nullable NeighbourWatch neighbours;

  BesideListeners(
      Probes probes,
      Reception reception,
      BindFailures failures,
      Sampler listeners,
      long repeatNanos,
      LossNotes sinks) {
    losses = sinks;
    binds = new BindSampler(failures, probes.handshakes(), probes.ports(), repeatNanos, sinks);
    connects =
        new ConnectSampler(
            reception.destinations,
            reception.connects,
            probes.handshakes(),
            probes.ports(),
            repeatNanos,
            sinks);
    NeighbourProbe probe = probes.neighbours();
    neighbours =
        probe == null ? null : new NeighbourWatch(probe, listeners::own, repeatNanos, sinks);
  }

  ConnectSampler connects() {
    return connects;
  }

  void poll(long nowNanos) {
    losses.poll(nowNanos);
    binds.poll(nowNanos);
    connects.poll(nowNanos);
    if (neighbours != null) {
      neighbours.poll(nowNanos);
    }
  }

  /**
   * Reports what is left when the JVM ends. A server whose port is taken, or that has closed its
   * listener, mostly ends at once, and would not report why.
   */
  static void reportAndClose(BindFailures failures, HarmfulCloses closes, AgentLog log) {
    for (int i = 0; i < ROUNDS_AT_EXIT && isAnyToCome(failures, closes); i++) {
      LockSupport.parkNanos(ROUND_AT_EXIT_NANOS);
    }
    log.close();
  }

  /** Whether to wait: shutdown hooks that close listeners run at the same time as ours. */
  private static boolean isAnyToCome(BindFailures failures, HarmfulCloses closes) {
    return failures.isPending() || closes.arePending(System.nanoTime()) || closes.wouldHarm();
  }
}
