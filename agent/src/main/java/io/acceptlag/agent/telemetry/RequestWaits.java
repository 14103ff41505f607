package io.acceptlag.agent.telemetry;

import io.acceptlag.core.kernel.PeerKey;
import io.acceptlag.core.listener.SlowPeer;
import io.acceptlag.core.listener.SlowPeers;
import io.acceptlag.core.report.Report;
import io.acceptlag.core.report.ReportSink;
import io.acceptlag.core.report.SlowAccept;
import io.opentelemetry.api.trace.SpanContext;
import java.net.AcceptlagMeasurements;
import java.util.concurrent.TimeUnit;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/**
 * How long connections have waited, for code that exports the spans of their requests. The class is
 * loaded only if there is such code, because only then its superclass is in java.base.
 */
public class RequestWaits extends AcceptlagMeasurements implements ReportSink {
  private static final Object[] NO_METRICS = {};

  private final SlowPeers peers = new SlowPeers();
  private volatile LongFunction<@Nullable SpanContext> incidents = incident -> null;

  /** Filled by acceptors. */
  public final SlowPeers peers() {
    return peers;
  }

  /**
   * Sets the incidents to link to.
   *
   * @param incidents the span of an incident, if it is exported
   */
  final void linkTo(LongFunction<@Nullable SpanContext> incidents) {
    this.incidents = incidents;
  }

  @Override
  public boolean isEmpty() {
    return peers.isEmpty(System.nanoTime());
  }

  @Override
  public @Nullable Object @Nullable [] claim(
      String peerAddress, long peerPort, long localPort, long startEpochNanos) {
    long key = PeerKey.parse(peerAddress, peerPort);
    if (key == PeerKey.NONE) {
      return null;
    }
    long agoNanos = TimeUnit.MILLISECONDS.toNanos(System.currentTimeMillis()) - startEpochNanos;
    SlowPeer peer = peers.claim(key, (int) localPort, System.nanoTime() - agoNanos);
    if (peer == null) {
      return null;
    }
    SpanContext incident =
        peer.incident() == SlowPeer.UNKNOWN ? null : incidents.apply(peer.incident());
    return new @Nullable Object[] {
      peer.waitMillis() / 1000.0,
      peer.firstReadMillis() == SlowPeer.UNKNOWN ? null : peer.firstReadMillis() / 1000.0,
      incident == null ? null : incident.getTraceId(),
      incident == null ? null : incident.getSpanId()
    };
  }

  @Override
  public Object[] metrics(boolean deltaCounters, boolean deltaHistograms) {
    return NO_METRICS;
  }

  @Override
  public void report(Report report) {}

  @Override
  public void slowAccept(SlowAccept accept) {
    peers.complete(
        accept.peerKey(), accept.acceptedNanos(), accept.listener().port(), accept.incident());
  }
}
