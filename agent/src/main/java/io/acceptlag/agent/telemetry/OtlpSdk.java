package io.acceptlag.agent.telemetry;

import io.acceptlag.core.report.Severity;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.AutoConfiguredOpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.spi.ConfigProperties;
import io.opentelemetry.sdk.metrics.Aggregation;
import io.opentelemetry.sdk.metrics.InstrumentSelector;
import io.opentelemetry.sdk.metrics.View;
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

  private OtlpSdk() {}

  /**
   * @throws RuntimeException when a setting is bad
   */
  static OpenTelemetrySdk build(
      ListenerMetrics metrics, CollectorHealth health, BiConsumer<Severity, String> notices) {
    return AutoConfiguredOpenTelemetrySdk.builder()
        .disableShutdownHook()
        .addPropertiesSupplier(
            () ->
                Collections.singletonMap(
                    "otel.exporter.otlp.protocol", Destination.DEFAULT_PROTOCOL))
        .addPropertiesCustomizer(config -> overrides(config, notices))
        .addSpanExporterCustomizer((exporter, config) -> new WatchedSpanExporter(exporter, health))
        .addMetricExporterCustomizer(
            (exporter, config) -> {
              metrics.follow(exporter);
              return new WatchedMetricExporter(exporter, health);
            })
        .addMeterProviderCustomizer(
            (builder, config) ->
                builder
                    .registerMetricProducer(metrics)
                    // The SDK's metrics of itself are nobody's business; a view does not touch
                    // ours.
                    .registerView(
                        InstrumentSelector.builder().setName("*").build(),
                        View.builder().setAggregation(Aggregation.drop()).build()))
        .build()
        .getOpenTelemetrySdk();
  }

  private static Map<String, String> overrides(
      ConfigProperties config, BiConsumer<Severity, String> notices) {
    Map<String, String> overrides = new HashMap<>();
    // Nothing is logged through the SDK, and no context is ever sent on or taken in.
    overrides.put("otel.logs.exporter", NONE);
    overrides.put("otel.propagators", NONE);
    keepOtlp("otel.traces.exporter", Signal.SPANS, config, overrides, notices);
    keepOtlp("otel.metrics.exporter", Signal.METRICS, config, overrides, notices);
    return overrides;
  }

  /**
   * The setting may be meant for another agent, and the SDK would fail on what is not in the jar.
   */
  private static void keepOtlp(
      String property,
      Signal signal,
      ConfigProperties config,
      Map<String, String> overrides,
      BiConsumer<Severity, String> notices) {
    List<String> others = new ArrayList<>(config.getList(property));
    boolean otlp = others.remove(OTLP);
    others.remove(NONE);
    if (!others.isEmpty()) {
      overrides.put(property, otlp ? OTLP : NONE);
      notices.accept(
          Severity.WARN,
          property
              + " names "
              + String.join(", ", others)
              + ", but acceptlag exports "
              + signal.plural
              + " by otlp only");
    }
  }
}
