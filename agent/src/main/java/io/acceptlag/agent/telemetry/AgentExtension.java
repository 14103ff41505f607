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
 * The agent's side of our extension of the OpenTelemetry agent. Telemetry goes through that agent's
 * SDK, and the span of a request gets the wait of its connection.
 */
public final class AgentExtension extends RequestWaits implements LogRecords {
  /**
   * Classes by which an incident is passed to the extension. They are loaded at once, because the
   * jar may be changed by then.
   */
  private static final String[] NEEDED_LATER = {
    "io.acceptlag.core.kernel.PeerKey",
    "io.acceptlag.core.listener.SlowPeer",
    "io.acceptlag.agent.telemetry.IncidentSpan",
    "io.acceptlag.agent.telemetry.LogSeverity",
    "io.acceptlag.agent.telemetry.LogSeverity$1",
    "io.acceptlag.agent.telemetry.SpanRate",
    "io.acceptlag.agent.telemetry.bridge.BridgedSpan",
    "io.acceptlag.agent.telemetry.bridge.BridgedSpanBuilder",
    "io.acceptlag.agent.telemetry.bridge.Flat",
    "io.opentelemetry.api.baggage.Baggage",
    "io.opentelemetry.api.baggage.BaggageContextKey",
    "io.opentelemetry.api.internal.AutoValue_ImmutableSpanContext",
    "io.opentelemetry.api.internal.ImmutableSpanContext",
    "io.opentelemetry.api.internal.OtelEncodingUtils",
    "io.opentelemetry.api.logs.Severity",
    "io.opentelemetry.api.trace.ArrayBasedTraceState",
    "io.opentelemetry.api.trace.ArrayBasedTraceStateBuilder",
    "io.opentelemetry.api.trace.AutoValue_ArrayBasedTraceState",
    "io.opentelemetry.api.trace.ImmutableTraceFlags",
    "io.opentelemetry.api.trace.PropagatedSpan",
    "io.opentelemetry.api.trace.Span",
    "io.opentelemetry.api.trace.SpanContextKey",
    "io.opentelemetry.api.trace.SpanId",
    "io.opentelemetry.api.trace.TraceFlags",
    "io.opentelemetry.api.trace.TraceFlagsBuilder",
    "io.opentelemetry.api.trace.TraceId",
    "io.opentelemetry.api.trace.TraceState",
    "io.opentelemetry.api.trace.TraceStateBuilder",
    "io.opentelemetry.common.ComponentLoader",
    "io.opentelemetry.common.ServiceLoaderComponentLoader",
    "io.opentelemetry.context.ArrayBasedContext",
    "io.opentelemetry.context.Context",
    "io.opentelemetry.context.ContextKey",
    "io.opentelemetry.context.ContextStorage",
    "io.opentelemetry.context.ContextStorageProvider",
    "io.opentelemetry.context.ContextStorageWrappers",
    "io.opentelemetry.context.DefaultContextKey",
    "io.opentelemetry.context.LazyStorage",
    "io.opentelemetry.context.Scope",
    "io.opentelemetry.context.ThreadLocalContextStorage",
  };

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
    loadWhatIsNeededLater();
    return connected;
  }

  /** Loads the classes without initialising them. */
  private static void loadWhatIsNeededLater() {
    for (String name : NEEDED_LATER) {
      try {
        Class.forName(name, false, AgentExtension.class.getClassLoader());
      } catch (ClassNotFoundException | LinkageError e) {
        // The code that needs the class will report it.
      }
    }
  }

  /** Disconnects, for a JVM that goes on without acceptlag. */
  public void close() {
    extension.disconnect();
  }

  /** Wraps a probe, so that its first reads are kept. */
  public UnreadProbe following(UnreadProbe probe) {
    return new FollowedReads(probe, peers());
  }

  /** The name of the other agent, for the start line. */
  String agent() {
    return extension.agent();
  }

  Tracer tracer() {
    return new BridgedTracer(extension);
  }

  /**
   * Makes metrics, and the incidents to link to, available.
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
