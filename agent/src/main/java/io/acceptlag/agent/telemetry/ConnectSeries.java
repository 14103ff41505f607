package io.acceptlag.agent.telemetry;

import io.acceptlag.core.connect.Destination;
import io.acceptlag.core.connect.Failure;
import io.acceptlag.core.listener.ExportedBuckets;
import io.acceptlag.core.listener.WaitHistogram;
import io.opentelemetry.api.common.Attributes;
import java.util.EnumMap;
import java.util.Map;

/** The time series of one destination, or of several that are not reported one by one. */
final class ConnectSeries {
  private final Attributes attributes;
  private final long startEpochNanos;
  private final WaitSeries durations;
  private final Counter synRetransmits;
  private final Map<Failure, Counter> failures = new EnumMap<>(Failure.class);

  // Of all destinations that were added for this collection.
  private long[] counts = new long[ExportedBuckets.COUNT];
  private double sumSeconds;
  private long syns;
  private final Map<Failure, Long> failed = new EnumMap<>(Failure.class);

  ConnectSeries(Attributes attributes, long startEpochNanos) {
    this.attributes = attributes;
    this.startEpochNanos = startEpochNanos;
    durations = new WaitSeries(ExportedBuckets.EDGES, attributes, startEpochNanos);
    synRetransmits = new Counter(attributes, startEpochNanos);
  }

  void add(Destination destination) {
    long[] buckets = new long[WaitHistogram.BUCKETS];
    destination.durations().copyTo(buckets);
    ExportedBuckets.add(buckets, counts);
    sumSeconds += destination.totalMicros() / 1e6;
    syns += destination.synRetransmits();
    for (Failure failure : Failure.values()) {
      failed.merge(failure, destination.failures(failure), (a, b) -> a + b);
    }
  }

  void collect(MetricBatch into) {
    durations.add(Metric.CONNECT_DURATION, counts, sumSeconds, into);
    synRetransmits.add(Metric.CONNECT_SYN_RETRANSMITS, syns, into);
    failed.forEach(
        (failure, count) -> {
          if (count > 0) {
            failures
                .computeIfAbsent(
                    failure, first -> new Counter(attributesOf(first), startEpochNanos))
                .add(Metric.CONNECT_FAILURES, count, into);
          }
        });
    counts = new long[ExportedBuckets.COUNT];
    sumSeconds = 0;
    syns = 0;
    failed.clear();
  }

  private Attributes attributesOf(Failure failure) {
    return attributes.toBuilder().put(Names.ERROR_TYPE, failure.key()).build();
  }
}
