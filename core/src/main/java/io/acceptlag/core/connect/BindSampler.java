package io.acceptlag.core.connect;

import io.acceptlag.core.episode.Change;
import io.acceptlag.core.handshake.HandshakeProbe;
import io.acceptlag.core.kernel.KernelSettings;
import io.acceptlag.core.report.ReportSink;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Finds out why a bind() failed: no port was free, or an outgoing connection has the wanted one.
 * The exception tells neither, nor whether the address is this host's. So the kernel is asked, and
 * if it shows nothing of the kind, nothing is reported.
 */
public final class BindSampler {
  /** A port or two may have become free since. */
  private static final double EXHAUSTED_SHARE = 0.9;

  /** An application that tries so many is looking for a free one. */
  private static final int KINDS_MAX = 64;

  private final BindFailures failures;
  private final HandshakeProbe handshakes;
  private final PortProbe ports;
  private final long repeatNanos;
  private final ReportSink sink;
  private final Map<Endpoint, Failing> failing = new HashMap<>();

  /**
   * @param repeatNanos after which trouble that goes on is reported again, then after twice as long
   */
  public BindSampler(
      BindFailures failures,
      HandshakeProbe handshakes,
      PortProbe ports,
      long repeatNanos,
      ReportSink sink) {
    this.failures = failures;
    this.handshakes = handshakes;
    this.ports = ports;
    this.repeatNanos = repeatNanos;
    this.sink = sink;
  }

  /** To be called at each poll. */
  public void poll(long nowNanos) {
    Map<Endpoint, Long> taken = failures.take();
    if (taken.isEmpty() && failing.isEmpty()) {
      return;
    }
    for (Endpoint wanted : taken.keySet()) {
      if (failing.size() < KINDS_MAX) {
        failing.computeIfAbsent(wanted, each -> new Failing(repeatNanos));
      }
    }
    for (Map.Entry<Endpoint, Failing> each : failing.entrySet()) {
      Long more = taken.get(each.getKey());
      look(each.getKey(), each.getValue(), nowNanos, more == null ? 0 : more);
    }
    failing.values().removeIf(each -> each.isOver(nowNanos));
    if (!taken.isEmpty()) {
      failures.done();
    }
  }

  private void look(Endpoint wanted, Failing those, long nowNanos, long more) {
    Change change = those.episode.observe(nowNanos, more, 0, 0);
    if (change == Change.OPENED || change == Change.STILL_OPEN) {
      KernelSettings settings = handshakes.settings();
      if (wanted.port() == 0) {
        lookForFree(wanted, those, settings);
      } else if (settings.isLocalPort(wanted.port())) {
        lookForHolder(wanted, those, settings);
      }
    } else if (change == Change.ENDED && those.portsExhausted != null) {
      sink.report(BindWords.enough(wanted, those.episode, those.portsExhausted));
      those.portsExhausted = null;
    }
  }

  private void lookForFree(Endpoint wanted, Failing those, KernelSettings settings) {
    double exhausted = EXHAUSTED_SHARE * settings.localPorts();
    if (exhausted <= 0 || ports.connections() < exhausted) {
      return;
    }
    BoundPorts use = ports.inUseAt(wanted, settings.firstLocalPort(), settings.lastLocalPort());
    if (use != null && use.inUse() >= exhausted) {
      those.portsExhausted = use;
      sink.report(BindWords.portsExhausted(wanted, those.episode, use, settings));
    }
  }

  private void lookForHolder(Endpoint wanted, Failing those, KernelSettings settings) {
    PortHolder holder = ports.holderOf(wanted);
    if (holder != null) {
      sink.report(BindWords.portTaken(wanted, those.episode, holder, settings));
    }
  }

  /** Binds that fail alike. */
  private static final class Failing {
    final ConnectEpisode episode;
    @Nullable BoundPorts portsExhausted;

    Failing(long repeatNanos) {
      episode = new ConnectEpisode(1, repeatNanos);
    }

    /** Whether it need not be remembered for a relapse any more. */
    boolean isOver(long nowNanos) {
      return !episode.isOpen() && nowNanos - episode.endNanos() > ConnectEpisode.RELAPSE_NANOS;
    }
  }
}
