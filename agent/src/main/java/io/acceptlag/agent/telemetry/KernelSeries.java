package io.acceptlag.agent.telemetry;

import io.acceptlag.core.kernel.KernelCounter;
import io.acceptlag.core.kernel.NamespaceCounters;
import io.opentelemetry.sdk.metrics.data.AggregationTemporality;
import java.util.EnumMap;
import java.util.Map;

/** The time series of the network namespace, whose counts began long before the agent read them. */
final class KernelSeries {
  private final long bootEpochNanos;
  private final Map<Metric, Counter> counters = new EnumMap<>(Metric.class);

  /**
   * @param bootEpochNanos the kernel's start, before which no network namespace counted
   */
  KernelSeries(long bootEpochNanos) {
    this.bootEpochNanos = bootEpochNanos;
  }

  void add(NamespaceCounters counted, MetricBatch into) {
    add(Metric.KERNEL_LISTEN_OVERFLOWS, counted.total(KernelCounter.LISTEN_OVERFLOWS), into);
    add(Metric.KERNEL_LISTEN_DROPS, counted.total(KernelCounter.LISTEN_DROPS), into);
    add(Metric.KERNEL_SYN_QUEUE_DROPS, counted.total(KernelCounter.SYN_QUEUE_DROPS), into);
    add(Metric.KERNEL_SYN_COOKIES_SENT, counted.total(KernelCounter.SYN_COOKIES_SENT), into);
  }

  private void add(Metric metric, long total, MetricBatch into) {
    if (total < 0) {
      return;
    }
    Counter counter = counters.get(metric);
    if (counter == null) {
      counter = new Counter(Names.TCP, bootEpochNanos, into.nowEpochNanos, total);
      counters.put(metric, counter);
      if (into.counters == AggregationTemporality.DELTA) {
        // The difference to an earlier total is not known.
        return;
      }
    }
    counter.add(metric, total, into);
  }
}
