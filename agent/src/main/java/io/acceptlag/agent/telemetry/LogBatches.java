package io.acceptlag.agent.telemetry;

import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.autoconfigure.spi.ConfigProperties;
import io.opentelemetry.sdk.autoconfigure.spi.ConfigurationException;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.logs.LogRecordProcessor;
import io.opentelemetry.sdk.logs.ReadWriteLogRecord;
import io.opentelemetry.sdk.logs.data.LogRecordData;
import io.opentelemetry.sdk.logs.export.LogRecordExporter;
import java.time.Duration;
import java.util.Collection;
import java.util.concurrent.ScheduledExecutorService;

/** Exports log records, until the collector refuses them for good. */
final class LogBatches implements LogRecordProcessor {
  private static final Duration DELAY = Duration.ofSeconds(1);

  private final LogRecordExporter exporter;
  private final CollectorHealth health;
  private final Batches<LogRecordData> batches;

  /**
   * @throws ConfigurationException if a setting is bad
   */
  LogBatches(
      LogRecordExporter exporter,
      CollectorHealth health,
      ConfigProperties config,
      ScheduledExecutorService worker) {
    this.exporter = exporter;
    this.health = health;
    batches =
        new Batches<>(
            this::export, exporter::shutdown, health::dropped, "otel.blrp.", DELAY, config, worker);
  }

  private CompletableResultCode export(Collection<LogRecordData> records) {
    return health.takesLogs()
        ? health.watch(Signal.LOGS, () -> exporter.export(records))
        : CompletableResultCode.ofSuccess();
  }

  @Override
  public void onEmit(Context context, ReadWriteLogRecord record) {
    if (health.takesLogs()) {
      batches.add(record.toLogRecordData());
    }
  }

  @Override
  public CompletableResultCode shutdown() {
    return batches.shutdown();
  }
}
