package io.acceptlag.agent.telemetry;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.sdk.metrics.data.AggregationTemporality;
import io.opentelemetry.sdk.metrics.data.LongPointData;
import io.opentelemetry.sdk.metrics.internal.data.ImmutableDoublePointData;

/** Turns a total into points of a counter, with the temporality that the exporter prefers. */
final class Counter {
  private final Attributes attributes;
  private long startEpochNanos;
  private long previousEpochNanos;
  private long previousTotal;

  /** The total was 0 at the start. */
  Counter(Attributes attributes, long startEpochNanos) {
    this(attributes, startEpochNanos, startEpochNanos, 0);
  }

  /** The total was 0 at the start, and has been watched only since {@code seenEpochNanos}. */
  Counter(Attributes attributes, long startEpochNanos, long seenEpochNanos, long seenTotal) {
    this.attributes = attributes;
    this.startEpochNanos = startEpochNanos;
    previousEpochNanos = seenEpochNanos;
    previousTotal = seenTotal;
  }

  void add(Metric metric, long total, MetricBatch into) {
    into.add(metric, point(total, into));
  }

  void addAsSeconds(Metric metric, long totalMillis, MetricBatch into) {
    LongPointData millis = point(totalMillis, into);
    into.add(
        metric,
        ImmutableDoublePointData.create(
            millis.getStartEpochNanos(),
            millis.getEpochNanos(),
            attributes,
            millis.getValue() / 1000.0));
  }

  private LongPointData point(long total, MetricBatch batch) {
    if (total < previousTotal) {
      // It started again, as the kernel's 32-bit count of drops does when it wraps.
      startEpochNanos = previousEpochNanos;
      previousTotal = 0;
    }
    LongPointData point =
        batch.counters == AggregationTemporality.DELTA
            ? LongPointData.create(
                previousEpochNanos, batch.nowEpochNanos, attributes, total - previousTotal)
            : LongPointData.create(startEpochNanos, batch.nowEpochNanos, attributes, total);
    previousEpochNanos = batch.nowEpochNanos;
    previousTotal = total;
    return point;
  }
}
