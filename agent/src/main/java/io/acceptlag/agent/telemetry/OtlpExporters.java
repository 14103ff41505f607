package io.acceptlag.agent.telemetry;

import io.opentelemetry.exporter.otlp.http.metrics.OtlpHttpMetricExporter;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.exporter.otlp.metrics.OtlpGrpcMetricExporter;
import io.opentelemetry.exporter.otlp.trace.OtlpGrpcSpanExporter;
import io.opentelemetry.sdk.autoconfigure.spi.ConfigProperties;
import io.opentelemetry.sdk.autoconfigure.spi.metrics.ConfigurableMetricExporterProvider;
import io.opentelemetry.sdk.autoconfigure.spi.traces.ConfigurableSpanExporterProvider;
import io.opentelemetry.sdk.metrics.export.MetricExporter;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.util.ServiceLoader;
import java.util.concurrent.ExecutorService;

/**
 * The exporters as OTEL_EXPORTER_OTLP_* has them, with one executor for the requests of both. No
 * setting has a word for that, and only a builder can be given one.
 */
final class OtlpExporters {
  private OtlpExporters() {}

  /**
   * @throws RuntimeException when a setting is bad
   */
  static SpanExporter ofSpans(ConfigProperties config, ExecutorService caller) {
    SpanExporter exporter = provider(ConfigurableSpanExporterProvider.class).createExporter(config);
    if (exporter instanceof OtlpHttpSpanExporter) {
      return ((OtlpHttpSpanExporter) exporter).toBuilder().setExecutorService(caller).build();
    }
    if (exporter instanceof OtlpGrpcSpanExporter) {
      return ((OtlpGrpcSpanExporter) exporter).toBuilder().setExecutorService(caller).build();
    }
    return exporter;
  }

  /**
   * @throws RuntimeException when a setting is bad
   */
  static MetricExporter ofMetrics(ConfigProperties config, ExecutorService caller) {
    MetricExporter exporter =
        provider(ConfigurableMetricExporterProvider.class).createExporter(config);
    if (exporter instanceof OtlpHttpMetricExporter) {
      return ((OtlpHttpMetricExporter) exporter).toBuilder().setExecutorService(caller).build();
    }
    if (exporter instanceof OtlpGrpcMetricExporter) {
      return ((OtlpGrpcMetricExporter) exporter).toBuilder().setExecutorService(caller).build();
    }
    return exporter;
  }

  /** The jar has no exporter but OTLP's. */
  private static <T> T provider(Class<T> type) {
    return ServiceLoader.load(type, OtlpExporters.class.getClassLoader()).iterator().next();
  }
}
