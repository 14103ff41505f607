package io.acceptlag.agent.telemetry;

import io.acceptlag.agent.telemetry.bridge.BridgedTracer;
import io.acceptlag.agent.telemetry.bridge.Flat;
import io.acceptlag.agent.telemetry.bridge.FlatMetrics;
import io.acceptlag.core.report.Severity;
import io.acceptlag.core.unserved.UnreadProbe;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.sdk.metrics.InstrumentType;
import io.opentelemetry.sdk.metrics.data.AggregationTemporality;
import io.opentelemetry.sdk.resources.Resource;
import java.net.AcceptlagTelemetry;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Our extension of the OpenTelemetry agent, met: telemetry goes through that agent's SDK, and the
 * span of a request is told what its connection has waited.
 */
public final class AgentExtension extends RequestWaits implements LogRecords {
  private final AcceptlagTelemetry extension;
  private volatile @Nullable ListenerMetrics metrics;

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

  /** The same probe, whose first reads are kept as well. */
  public UnreadProbe following(UnreadProbe probe) {
    return new FollowedReads(probe, peers());
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
    linkTo(incidents);
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

  @Override
  public Object[] metrics(boolean deltaCounters, boolean deltaHistograms) {
    ListenerMetrics source = metrics;
    if (source == null) {
      return super.metrics(deltaCounters, deltaHistograms);
    }
    source.follow(
        type ->
            (type == InstrumentType.HISTOGRAM ? deltaHistograms : deltaCounters)
                ? AggregationTemporality.DELTA
                : AggregationTemporality.CUMULATIVE);
    return FlatMetrics.of(source.produce(Resource.empty()));
  }
}
