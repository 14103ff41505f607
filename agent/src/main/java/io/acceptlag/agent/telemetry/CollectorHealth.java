package io.acceptlag.agent.telemetry;

import io.acceptlag.agent.telemetry.quiet.QuietEvents;
import io.acceptlag.core.report.OwnHealth;
import io.acceptlag.core.report.Severity;
import io.opentelemetry.sdk.common.CompletableResultCode;
import java.io.IOException;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Supplier;

/**
 * Reports once that the collector cannot be reached, and once that it is back, for spans and
 * metrics together. If a collector takes one of them and always refuses the other, that is reported
 * once.
 */
final class CollectorHealth {
  private final Destination destination;
  private final OwnHealth health;
  private final BiConsumer<Severity, String> notices;
  private final Map<Signal, ExportFailure> failing = new EnumMap<>(Signal.class);

  /** When an export last got through, by endpoint. */
  private final Map<String, Long> reached = new HashMap<>();

  /** False once the collector has refused log records. */
  private volatile boolean takesLogs = true;

  CollectorHealth(Destination destination, OwnHealth health, BiConsumer<Severity, String> notices) {
    this.destination = destination;
    this.health = health;
    this.notices = notices;
  }

  boolean takesLogs() {
    return takesLogs;
  }

  /** A span or a log record found no room, because the collector is too slow. */
  void dropped() {
    health.reportWasDropped();
  }

  /** Begins an export, and records how it ends. One that throws has failed. */
  CompletableResultCode watch(Signal signal, Supplier<CompletableResultCode> begin) {
    long begunNanos = System.nanoTime();
    CompletableResultCode export = begun(begin);
    return export.whenComplete(
        () -> {
          IOException unreached = QuietEvents.takeUnreached();
          if (export.isSuccess()) {
            succeeded(signal);
          } else {
            ExportFailure failure = ExportFailure.of(export.getFailureThrowable(), unreached);
            failed(signal, failure, begunNanos);
          }
        });
  }

  private static CompletableResultCode begun(Supplier<CompletableResultCode> begin) {
    try {
      return begin.get();
    } catch (Throwable thrown) {
      return CompletableResultCode.ofExceptionalFailure(thrown);
    }
  }

  private synchronized void failed(Signal signal, ExportFailure failure, long begunNanos) {
    health.exportFailed();
    Long reachedNanos = reached.get(destination.endpoint(signal));
    if (reachedNanos != null && !failure.isRefusal && begunNanos - reachedNanos < 0) {
      // It began, with its own retries, before another one got through, so it is outdated.
      return;
    }
    if (signal == Signal.LOGS && failure.isRefusal) {
      refusesLogs(failure);
      return;
    }
    boolean wasWell = failing.isEmpty();
    failing.put(signal, failure);
    if (wasWell) {
      notices.accept(
          Severity.WARN,
          "Cannot export "
              + (failure.isRefusal ? signal.plural : "telemetry")
              + " to "
              + destination.endpoint(signal)
              + ": "
              + failure.reason
              + destination.hint(signal)
              + "; acceptlag goes on and tries again");
    }
  }

  /** Reports it once at INFO: many collectors take only metrics or traces. */
  private void refusesLogs(ExportFailure failure) {
    if (takesLogs) {
      takesLogs = false;
      notices.accept(
          Severity.INFO,
          destination.endpoint(Signal.LOGS)
              + " takes no log records ("
              + failure.reason
              + "), so acceptlag sends none; OTEL_LOGS_EXPORTER=none keeps it from trying");
    }
  }

  private synchronized void succeeded(Signal signal) {
    reached.put(destination.endpoint(signal), System.nanoTime());
    if (failing.isEmpty()) {
      return;
    }
    failing.remove(signal);
    // Spans are rare. A failed one must not count while the collector has long been taking metrics
    // again.
    failing.values().removeIf(failure -> !failure.isRefusal);
    if (failing.isEmpty()) {
      notices.accept(Severity.INFO, "Telemetry reaches " + destination.endpoint(signal) + " again");
    }
  }
}
