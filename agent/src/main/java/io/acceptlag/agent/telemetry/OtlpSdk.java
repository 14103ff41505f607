package io.acceptlag.agent.telemetry;

import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.AutoConfiguredOpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.AutoConfiguredOpenTelemetrySdkBuilder;
import io.opentelemetry.sdk.autoconfigure.spi.ConfigProperties;
import io.opentelemetry.sdk.autoconfigure.spi.internal.DefaultConfigProperties;
import io.opentelemetry.sdk.metrics.Aggregation;
import io.opentelemetry.sdk.metrics.InstrumentSelector;
import io.opentelemetry.sdk.metrics.View;
import io.opentelemetry.sdk.metrics.export.MetricExporter;
import io.opentelemetry.sdk.metrics.export.MetricReader;
import io.opentelemetry.sdk.metrics.export.PeriodicMetricReader;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Builds the SDK as its users know it, from the properties {@code otel.*} and the variables {@code
 * OTEL_*}, with as few additions as the agent needs. It is for the agent alone, and becomes global
 * in no class loader.
 */
final class OtlpSdk {
  private static final String NONE = "none";

  /** OpenTelemetry's default. */
  private static final Duration EXPORT_INTERVAL = Duration.ofMinutes(1);

  private OtlpSdk() {}

  /**
   * @param destination one that is not {@linkplain Destination#isNone none}
   * @throws RuntimeException if a setting is bad
   */
  static OpenTelemetrySdk build(
      Destination destination,
      ListenerMetrics metrics,
      CollectorHealth health,
      ExportThreads threads,
      Retries retries) {
    return withSettings(AutoConfiguredOpenTelemetrySdk.builder())
        .disableShutdownHook()
        .addResourceCustomizer((resource, config) -> ProcessResource.complete(resource))
        .addTracerProviderCustomizer(
            (builder, config) ->
                destination.takes(Signal.SPANS)
                    ? builder.addSpanProcessor(spans(config, health, threads, retries))
                    : builder)
        .addMeterProviderCustomizer(
            (builder, config) ->
                destination.takes(Signal.METRICS)
                    ? builder
                        .registerMetricReader(metrics(config, metrics, health, threads, retries))
                        .registerMetricProducer(metrics)
                        // Drops the SDK's metrics about itself; a view does not affect ours.
                        .registerView(
                            InstrumentSelector.builder().setName("*").build(),
                            View.builder().setAggregation(Aggregation.drop()).build())
                    : builder)
        .addLoggerProviderCustomizer(
            (builder, config) ->
                destination.takes(Signal.LOGS)
                    ? builder.addLogRecordProcessor(logs(config, health, threads, retries))
                    : builder)
        .build()
        .getOpenTelemetrySdk();
  }

  /**
   * Used instead of the builder's own customizers, because the builder reads OTEL_CONFIG_FILE
   * before those: with a file meant for another agent it would refuse to build anything.
   */
  private static AutoConfiguredOpenTelemetrySdkBuilder withSettings(
      AutoConfiguredOpenTelemetrySdkBuilder builder) {
    ConfigProperties settings = DefaultConfigProperties.createFromMap(settings());
    try {
      Method method =
          AutoConfiguredOpenTelemetrySdkBuilder.class.getDeclaredMethod(
              "setConfig", ConfigProperties.class);
      method.setAccessible(true);
      method.invoke(builder, settings);
      return builder;
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * The settings as {@link OtelSettings} reads them. The SDK would take an empty one, which
   * templates of deployments often produce, for a value and refuse it.
   */
  private static Map<String, String> settings() {
    Map<String, String> settings = new HashMap<>();
    settings.put("otel.exporter.otlp.protocol", Destination.DEFAULT_PROTOCOL);
    for (Map.Entry<String, String> variable : System.getenv().entrySet()) {
      put(settings, variable.getKey().replace('_', '.'), variable.getValue());
    }
    for (String property : System.getProperties().stringPropertyNames()) {
      put(settings, property.replace('-', '.'), System.getProperty(property));
    }
    settings.putAll(overrides());
    // A bad one would prevent all exports. The first is about metrics that are dropped anyway.
    settings.remove("otel.experimental.sdk.telemetry.version");
    if (!SettingsCheck.isMemoryMode(settings.getOrDefault(SettingsCheck.MEMORY_MODE, ""))) {
      settings.remove(SettingsCheck.MEMORY_MODE);
    }
    return settings;
  }

  private static void put(Map<String, String> settings, String name, @Nullable String value) {
    if (value != null && !value.trim().isEmpty()) {
      settings.put(name.toLowerCase(Locale.ROOT), value.trim());
    }
  }

  private static Map<String, String> overrides() {
    Map<String, String> overrides = new HashMap<>();
    // No context is ever sent or received.
    overrides.put("otel.propagators", NONE);
    // We add the exporters: those made by the settings would each have threads of their own.
    overrides.put("otel.traces.exporter", NONE);
    overrides.put("otel.metrics.exporter", NONE);
    overrides.put("otel.logs.exporter", NONE);
    overrides.put("otel.config.file", "");
    return overrides;
  }

  private static SpanBatches spans(
      ConfigProperties config, CollectorHealth health, ExportThreads threads, Retries retries) {
    SpanExporter exporter = new OtlpExporters(config, threads.caller, retries).spans();
    return new SpanBatches(
        new WatchedSpanExporter(exporter, health), health::dropped, config, threads.worker);
  }

  private static LogBatches logs(
      ConfigProperties config, CollectorHealth health, ExportThreads threads, Retries retries) {
    return new LogBatches(
        new OtlpExporters(config, threads.caller, retries).logs(), health, config, threads.worker);
  }

  private static MetricReader metrics(
      ConfigProperties config,
      ListenerMetrics metrics,
      CollectorHealth health,
      ExportThreads threads,
      Retries retries) {
    MetricExporter exporter = new OtlpExporters(config, threads.caller, retries).metrics();
    metrics.follow(exporter);
    return PeriodicMetricReader.builder(new WatchedMetricExporter(exporter, health))
        .setInterval(config.getDuration("otel.metric.export.interval", EXPORT_INTERVAL))
        .setExecutor(threads.worker)
        .build();
  }
}
