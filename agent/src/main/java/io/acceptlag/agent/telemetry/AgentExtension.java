package io.acceptlag.agent.telemetry;

import io.acceptlag.agent.telemetry.bridge.BridgedTracer;
import io.acceptlag.agent.telemetry.bridge.Flat;
import io.acceptlag.agent.telemetry.bridge.FlatMetrics;
import io.acceptlag.core.kernel.PeerKey;
import io.acceptlag.core.listener.SlowPeer;
import io.acceptlag.core.listener.SlowPeers;
import io.acceptlag.core.report.Report;
import io.acceptlag.core.report.ReportSink;
import io.acceptlag.core.report.Severity;
import io.acceptlag.core.report.SlowAccept;
import io.acceptlag.core.unserved.UnreadProbe;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.sdk.metrics.InstrumentType;
import io.opentelemetry.sdk.metrics.data.AggregationTemporality;
import io.opentelemetry.sdk.resources.Resource;
import java.net.AcceptlagMeasurements;
import java.net.AcceptlagTelemetry;
import java.util.concurrent.TimeUnit;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Our extension of the OpenTelemetry agent, met: telemetry goes through that agent's SDK, and the
 * span of a request is told what its connection has waited. The class is loaded only where there is
 * one, because its superclass is in java.base only then.
 */
public final class AgentExtension extends AcceptlagMeasurements implements ReportSink, LogRecords {
  private static final Object[] NO_METRICS = {};

  private final AcceptlagTelemetry extension;
  private final SlowPeers peers = new SlowPeers();
  private volatile @Nullable ListenerMetrics metrics;
  private volatile LongFunction<@Nullable SpanContext> incidents = incident -> null;

  private AgentExtension(AcceptlagTelemetry extension) {
    this.extension = extension;
  }

  /**
   * @param met what the extension's {@code Meeting} has returned
   */
  public static AgentExtension connect(Object met, String version) {
    AgentExtension connected = new AgentExtension((AcceptlagTelemetry) met);
    connected.extension.connect(connected, version);
    return connected;
  }

  /** The JVM goes on without acceptlag. */
  public void close() {
    extension.disconnect();
  }

  /** For acceptors to fill in. */
  public SlowPeers peers() {
    return peers;
  }

  /** The same probe, whose first reads are kept as well. */
  public UnreadProbe following(UnreadProbe probe) {
    return new FollowedReads(probe, peers);
  }

  /** As the start line names it. */
  String agent() {
    return extension.agent();
  }

  Tracer tracer() {
    return new BridgedTracer(extension);
  }

  /**
   * From now on there are metrics, and incidents to link to.
   *
   * @param incidents the span of an incident, if it is exported
   */
  void publish(ListenerMetrics metrics, LongFunction<@Nullable SpanContext> incidents) {
    this.incidents = incidents;
    this.metrics = metrics;
  }

  @Override
  public void emit(
      long epochNanos,
      Severity severity,
      String eventName,
      String body,
      Attributes attributes,
      @Nullable SpanContext span) {
    extension.log(
        epochNanos,
        LogSeverity.of(severity).getSeverityNumber(),
        eventName,
        body,
        Flat.of(attributes),
        span == null ? null : span.getTraceId(),
        span == null ? null : span.getSpanId());
  }

  // --- What the extension asks ---

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
    ListenerMetrics source = metrics;
    if (source == null) {
      return NO_METRICS;
    }
    source.follow(
        type ->
            (type == InstrumentType.HISTOGRAM ? deltaHistograms : deltaCounters)
                ? AggregationTemporality.DELTA
                : AggregationTemporality.CUMULATIVE);
    return FlatMetrics.of(source.produce(Resource.empty()));
  }

  // --- What the sampler reports ---

  @Override
  public void report(Report report) {}

  @Override
  public void slowAccept(SlowAccept accept) {
    peers.complete(
        accept.peerKey(), accept.acceptedNanos(), accept.listener().port(), accept.incident());
  }
}
