package io.acceptlag.agent.telemetry;

import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.autoconfigure.spi.ConfigProperties;
import io.opentelemetry.sdk.autoconfigure.spi.ConfigurationException;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.ReadWriteSpan;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.SpanProcessor;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Exports spans in batches, as OTEL_BSP_* has it, on a thread that is there already. The SDK's
 * BatchSpanProcessor has one of its own, which wakes every five seconds, spans or no spans.
 */
final class SpanBatches implements SpanProcessor {
  /** While an export is under way: it arranges the next one when it ends, if it does. */
  private static final long LOOK_AGAIN_NANOS = 100_000_000;

  private final SpanExporter exporter;
  private final ScheduledExecutorService worker;
  private final long delayNanos;
  private final long timeoutNanos;
  private final int waitingMax;
  private final int batchMax;

  private final Queue<SpanData> waiting = new ArrayDeque<>();
  private @Nullable Future<?> timer;
  private boolean closed;
  private CompletableResultCode underWay = CompletableResultCode.ofSuccess();
  private long begunNanos;

  /**
   * @throws ConfigurationException when a setting is bad
   */
  SpanBatches(SpanExporter exporter, ConfigProperties config, ScheduledExecutorService worker) {
    this.exporter = exporter;
    this.worker = worker;
    delayNanos = nanos(config, "otel.bsp.schedule.delay", Duration.ofSeconds(5));
    long timeout = nanos(config, "otel.bsp.export.timeout", Duration.ofSeconds(30));
    // As the SDK has it: 0 is no bound.
    timeoutNanos = timeout == 0 ? Long.MAX_VALUE : timeout;
    waitingMax = positive(config, "otel.bsp.max.queue.size", 2048);
    batchMax = Math.min(waitingMax, positive(config, "otel.bsp.max.export.batch.size", 512));
  }

  private static long nanos(ConfigProperties config, String property, Duration otherwise) {
    Duration value = config.getDuration(property, otherwise);
    if (value.isNegative()) {
      throw new ConfigurationException(property + " is " + value + ", but must not be negative");
    }
    return value.toNanos();
  }

  private static int positive(ConfigProperties config, String property, int otherwise) {
    int value = config.getInt(property, otherwise);
    if (value <= 0) {
      throw new ConfigurationException(property + " is " + value + ", but must be above 0");
    }
    return value;
  }

  @Override
  public void onStart(Context parentContext, ReadWriteSpan span) {}

  @Override
  public boolean isStartRequired() {
    return false;
  }

  @Override
  public synchronized void onEnd(ReadableSpan span) {
    if (closed || !span.getSpanContext().isSampled() || waiting.size() >= waitingMax) {
      return;
    }
    waiting.add(span.toSpanData());
    arrange();
  }

  @Override
  public boolean isEndRequired() {
    return true;
  }

  /** At once when a batch is full, else when the first of it has waited for long enough. */
  private void arrange() {
    if (waiting.isEmpty() || closed) {
      return;
    }
    try {
      if (waiting.size() >= batchMax && underWay.isDone()) {
        export();
      } else if (timer == null) {
        long nanos = underWay.isDone() ? delayNanos : Math.max(delayNanos, LOOK_AGAIN_NANOS);
        timer = worker.schedule(this::exportInTime, nanos, TimeUnit.NANOSECONDS);
      }
    } catch (RejectedExecutionException e) {
      // The worker ends: shutdown exports what waits.
    }
  }

  private synchronized void exportInTime() {
    timer = null;
    try {
      if (!waiting.isEmpty() && !closed && (underWay.isDone() || isOverdue())) {
        export();
      }
    } finally {
      arrange();
    }
  }

  private boolean isOverdue() {
    return System.nanoTime() - begunNanos >= timeoutNanos;
  }

  private void export() {
    begunNanos = System.nanoTime();
    CompletableResultCode export = exporter.export(batch());
    underWay = export;
    // Not on the thread that completes it: that may be this one, for an export that fails at once.
    export.whenComplete(() -> onWorker(this::exportNext));
  }

  private synchronized void exportNext() {
    arrange();
  }

  private void onWorker(Runnable work) {
    try {
      worker.execute(work);
    } catch (RejectedExecutionException e) {
      // The worker ends: shutdown exports what waits.
    }
  }

  private List<SpanData> batch() {
    List<SpanData> batch = new ArrayList<>(Math.min(batchMax, waiting.size()));
    for (SpanData span = waiting.poll(); span != null; span = waiting.poll()) {
      batch.add(span);
      if (batch.size() == batchMax) {
        break;
      }
    }
    return batch;
  }

  /** Exports all that waits, at once. */
  @Override
  public synchronized CompletableResultCode shutdown() {
    closed = true;
    List<CompletableResultCode> exports = new ArrayList<>();
    exports.add(underWay);
    while (!waiting.isEmpty()) {
      exports.add(exporter.export(batch()));
    }
    CompletableResultCode ended = new CompletableResultCode();
    // Not before, because it cancels what is under way.
    CompletableResultCode.ofAll(exports)
        .whenComplete(() -> exporter.shutdown().whenComplete(ended::succeed));
    return ended;
  }
}
