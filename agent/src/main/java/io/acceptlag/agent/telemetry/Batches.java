package io.acceptlag.agent.telemetry;

import io.opentelemetry.sdk.autoconfigure.spi.ConfigProperties;
import io.opentelemetry.sdk.autoconfigure.spi.ConfigurationException;
import io.opentelemetry.sdk.common.CompletableResultCode;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Exports spans or log records in batches, by the settings OTEL_BSP_* and OTEL_BLRP_*, on an
 * existing thread. Each of the SDK's own processors has a thread that wakes every few seconds, even
 * with nothing to export.
 */
final class Batches<T> {
  /** Used while an export is under way, which arranges the next one if it ends. */
  private static final long LOOK_AGAIN_NANOS = 100_000_000;

  private final Function<Collection<T>, CompletableResultCode> exporter;
  private final Supplier<CompletableResultCode> shutdown;
  private final Runnable dropped;
  private final ScheduledExecutorService worker;
  private final long delayNanos;
  private final long timeoutNanos;
  private final int waitingMax;
  private final int batchMax;

  private final Queue<T> waiting = new ArrayDeque<>();
  private @Nullable Future<?> timer;
  private boolean closed;
  private CompletableResultCode underWay = CompletableResultCode.ofSuccess();
  private long begunNanos;

  /**
   * @param dropped called for each item without room
   * @param settings prefix of their names, such as {@code otel.bsp.}
   * @param delay the default delay
   * @throws ConfigurationException when a setting is bad
   */
  Batches(
      Function<Collection<T>, CompletableResultCode> exporter,
      Supplier<CompletableResultCode> shutdown,
      Runnable dropped,
      String settings,
      Duration delay,
      ConfigProperties config,
      ScheduledExecutorService worker) {
    this.exporter = exporter;
    this.shutdown = shutdown;
    this.dropped = dropped;
    this.worker = worker;
    delayNanos = nanos(config, settings + "schedule.delay", delay);
    long timeout = nanos(config, settings + "export.timeout", Duration.ofSeconds(30));
    // As in the SDK, 0 means no bound.
    timeoutNanos = timeout == 0 ? Long.MAX_VALUE : timeout;
    waitingMax = positive(config, settings + "max.queue.size", 2048);
    batchMax = Math.min(waitingMax, positive(config, settings + "max.export.batch.size", 512));
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

  synchronized void add(T item) {
    if (closed) {
      return;
    }
    if (waiting.size() >= waitingMax) {
      dropped.run();
      return;
    }
    waiting.add(item);
    arrange();
  }

  /** Exports at once if a batch is full, otherwise when its first item has waited long enough. */
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
    CompletableResultCode export = exporter.apply(batch());
    underWay = export;
    // Not on the completing thread, which may be this one if the export fails at once.
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

  private List<T> batch() {
    List<T> batch = new ArrayList<>(Math.min(batchMax, waiting.size()));
    for (T item = waiting.poll(); item != null; item = waiting.poll()) {
      batch.add(item);
      if (batch.size() == batchMax) {
        break;
      }
    }
    return batch;
  }

  /** Exports all that waits, at once. */
  synchronized CompletableResultCode shutdown() {
    closed = true;
    List<CompletableResultCode> exports = new ArrayList<>();
    exports.add(underWay);
    while (!waiting.isEmpty()) {
      exports.add(exporter.apply(batch()));
    }
    CompletableResultCode ended = new CompletableResultCode();
    // Only after the exports, because it cancels those under way.
    CompletableResultCode.ofAll(exports)
        .whenComplete(() -> shutdown.get().whenComplete(ended::succeed));
    return ended;
  }
}
