package io.acceptlag.agent.telemetry;

import io.opentelemetry.exporter.otlp.http.logs.OtlpHttpLogRecordExporter;
import io.opentelemetry.exporter.otlp.http.metrics.OtlpHttpMetricExporter;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.exporter.otlp.logs.OtlpGrpcLogRecordExporter;
import io.opentelemetry.exporter.otlp.metrics.OtlpGrpcMetricExporter;
import io.opentelemetry.exporter.otlp.trace.OtlpGrpcSpanExporter;
import io.opentelemetry.sdk.autoconfigure.spi.ConfigProperties;
import io.opentelemetry.sdk.autoconfigure.spi.logs.ConfigurableLogRecordExporterProvider;
import io.opentelemetry.sdk.autoconfigure.spi.metrics.ConfigurableMetricExporterProvider;
import io.opentelemetry.sdk.autoconfigure.spi.traces.ConfigurableSpanExporterProvider;
import io.opentelemetry.sdk.common.export.RetryPolicy;
import io.opentelemetry.sdk.logs.export.LogRecordExporter;
import io.opentelemetry.sdk.metrics.export.MetricExporter;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.util.ServiceLoader;
import java.util.concurrent.ExecutorService;
import org.jspecify.annotations.Nullable;

/**
 * The exporters by the settings OTEL_EXPORTER_OTLP_*, with one executor for all requests, and our
 * own rule for retries. No setting exists for these two, so they are given to the builders, whose
 * types have nothing in common. Each method throws a RuntimeException when a setting is bad.
 */
final class OtlpExporters {
  private final ConfigProperties config;
  private final ExecutorService caller;
  private final @Nullable RetryPolicy policy;

  /**
   * @param caller makes all requests
   * @param retries which failures are worth another try
   */
  OtlpExporters(ConfigProperties config, ExecutorService caller, Retries retries) {
    this.config = config;
    this.caller = caller;
    policy =
        config.getBoolean("otel.java.exporter.otlp.retry.disabled", false)
            ? null
            : RetryPolicy.getDefault().toBuilder().setRetryExceptionPredicate(retries).build();
  }

  SpanExporter spans() {
    SpanExporter exporter = provider(ConfigurableSpanExporterProvider.class).createExporter(config);
    if (exporter instanceof OtlpHttpSpanExporter) {
      return ((OtlpHttpSpanExporter) exporter)
          .toBuilder().setExecutorService(caller).setRetryPolicy(policy).build();
    }
    if (exporter instanceof OtlpGrpcSpanExporter) {
      return ((OtlpGrpcSpanExporter) exporter)
          .toBuilder().setExecutorService(caller).setRetryPolicy(policy).build();
    }
    return exporter;
  }

  MetricExporter metrics() {
    MetricExporter exporter =
        provider(ConfigurableMetricExporterProvider.class).createExporter(config);
    if (exporter instanceof OtlpHttpMetricExporter) {
      return ((OtlpHttpMetricExporter) exporter)
          .toBuilder().setExecutorService(caller).setRetryPolicy(policy).build();
    }
    if (exporter instanceof OtlpGrpcMetricExporter) {
      return ((OtlpGrpcMetricExporter) exporter)
          .toBuilder().setExecutorService(caller).setRetryPolicy(policy).build();
    }
    return exporter;
  }

  LogRecordExporter logs() {
    LogRecordExporter exporter =
        provider(ConfigurableLogRecordExporterProvider.class).createExporter(config);
    if (exporter instanceof OtlpHttpLogRecordExporter) {
      return ((OtlpHttpLogRecordExporter) exporter)
          .toBuilder().setExecutorService(caller).setRetryPolicy(policy).build();
    }
    if (exporter instanceof OtlpGrpcLogRecordExporter) {
      return ((OtlpGrpcLogRecordExporter) exporter)
          .toBuilder().setExecutorService(caller).setRetryPolicy(policy).build();
    }
    return exporter;
  }

  /** The jar contains only the OTLP exporters. */
  private static <T> T provider(Class<T> type) {
    return ServiceLoader.load(type, OtlpExporters.class.getClassLoader()).iterator().next();
  }
}
