package io.acceptlag.agent.telemetry;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.sdk.metrics.data.AggregationTemporality;
import io.opentelemetry.sdk.metrics.data.HistogramPointData;
import java.util.ArrayList;
import java.util.List;

/** Turns counts by bucket into points of a histogram, as {@link Counter} does for a count. */
final class WaitSeries {
  private final List<Double> edges;
  private final Attributes attributes;
  private final long startEpochNanos;
  private long previousEpochNanos;
  private long[] previousWaits;
  private double previousSumSeconds;

  /**
   * @param edges of the buckets, in seconds, inclusive
   */
  WaitSeries(List<Double> edges, Attributes attributes, long startEpochNanos) {
    this.edges = edges;
    previousWaits = new long[edges.size() + 1];
    this.attributes = attributes;
    this.startEpochNanos = startEpochNanos;
    previousEpochNanos = startEpochNanos;
  }

  void add(Metric metric, long[] waits, double sumSeconds, MetricBatch into) {
    boolean delta = into.histograms == AggregationTemporality.DELTA;
    List<Long> counts = new ArrayList<>(waits.length);
    for (int i = 0; i < waits.length; i++) {
      counts.add(delta ? waits[i] - previousWaits[i] : waits[i]);
    }
    double counted = delta ? sumSeconds - previousSumSeconds : sumSeconds;
    into.add(
        metric,
        HistogramPointData.create(
            delta ? previousEpochNanos : startEpochNanos,
            into.nowEpochNanos,
            attributes,
            counted,
            false,
            0,
            false,
            0,
            edges,
            counts));
    previousEpochNanos = into.nowEpochNanos;
    previousWaits = waits.clone();
    previousSumSeconds = sumSeconds;
  }
}
