package io.acceptlag.agent.telemetry;

import io.acceptlag.core.report.Severity;
import io.acceptlag.core.text.ForeignText;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.AutoConfiguredOpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.spi.ConfigProperties;
import io.opentelemetry.sdk.metrics.Aggregation;
import io.opentelemetry.sdk.metrics.InstrumentSelector;
import io.opentelemetry.sdk.metrics.View;
import io.opentelemetry.sdk.metrics.export.MetricExporter;
import io.opentelemetry.sdk.metrics.export.MetricReader;
import io.opentelemetry.sdk.metrics.export.PeriodicMetricReader;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

/**
 * Builds the SDK as its users know it, from the properties {@code otel.*} and the variables {@code
 * OTEL_*}, with the least on top of them that the agent needs. It is nobody else's: it becomes
 * global in no class loader.
 */
final class OtlpSdk {
  private static final String OTLP = "otlp";
  private static final String NONE = "none";

  /** OpenTelemetry's own. */
  private static final Duration EXPORT_INTERVAL = Duration.ofMinutes(1);

  private OtlpSdk() {}

  /**
   * @param destination one that is not none
   * @throws RuntimeException when a setting is bad
   */
  static OpenTelemetrySdk build(
      Destination destination,
      ListenerMetrics metrics,
      CollectorHealth health,
      ExportThreads threads,
      BiConsumer<Severity, String> notices) {
    return AutoConfiguredOpenTelemetrySdk.builder()
        .disableShutdownHook()
        .addPropertiesSupplier(
            () ->
                Collections.singletonMap(
                    "otel.exporter.otlp.protocol", Destination.DEFAULT_PROTOCOL))
        .addPropertiesCustomizer(config -> overrides(config, notices))
        .addTracerProviderCustomizer(
            (builder, config) ->
                destination.takesSpans()
                    ? builder.addSpanProcessor(spans(config, health, threads))
                    : builder)
        .addMeterProviderCustomizer(
            (builder, config) ->
                destination.takesMetrics()
                    ? builder
                        .registerMetricReader(metrics(config, metrics, health, threads))
                        .registerMetricProducer(metrics)
                        // The SDK's metrics of itself are nobody's business; a view does not touch
                        // ours.
                        .registerView(
                            InstrumentSelector.builder().setName("*").build(),
                            View.builder().setAggregation(Aggregation.drop()).build())
                    : builder)
        .build()
        .getOpenTelemetrySdk();
  }

  private static SpanBatches spans(
      ConfigProperties config, CollectorHealth health, ExportThreads threads) {
    SpanExporter exporter = OtlpExporters.ofSpans(config, threads.caller);
    return new SpanBatches(new WatchedSpanExporter(exporter, health), config, threads.worker);
  }

  private static MetricReader metrics(
      ConfigProperties config,
      ListenerMetrics metrics,
      CollectorHealth health,
      ExportThreads threads) {
    MetricExporter exporter = OtlpExporters.ofMetrics(config, threads.caller);
    metrics.follow(exporter);
    return PeriodicMetricReader.builder(new WatchedMetricExporter(exporter, health))
        .setInterval(config.getDuration("otel.metric.export.interval", EXPORT_INTERVAL))
        .setExecutor(threads.worker)
        .build();
  }

  private static Map<String, String> overrides(
      ConfigProperties config, BiConsumer<Severity, String> notices) {
    Map<String, String> overrides = new HashMap<>();
    // Nothing is logged through the SDK, and no context is ever sent on or taken in.
    overrides.put("otel.logs.exporter", NONE);
    overrides.put("otel.propagators", NONE);
    // The exporters are ours to add: those that the settings make have threads of their own each.
    overrides.put("otel.traces.exporter", NONE);
    overrides.put("otel.metrics.exporter", NONE);
    tellOthers("otel.traces.exporter", Signal.SPANS, config, notices);
    tellOthers("otel.metrics.exporter", Signal.METRICS, config, notices);
    return overrides;
  }

  /** The setting may be meant for another agent. */
  private static void tellOthers(
      String property,
      Signal signal,
      ConfigProperties config,
      BiConsumer<Severity, String> notices) {
    List<String> others = new ArrayList<>(config.getList(property));
    others.remove(OTLP);
    others.remove(NONE);
    if (!others.isEmpty()) {
      notices.accept(
          Severity.WARN,
          property
              + " names "
              + ForeignText.message(String.join(", ", others))
              + ", but acceptlag exports "
              + signal.plural
              + " by otlp only");
    }
  }
}
