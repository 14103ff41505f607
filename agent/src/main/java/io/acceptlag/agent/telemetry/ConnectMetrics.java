package io.acceptlag.agent.telemetry;

import io.acceptlag.core.connect.ConnectFiguresSource;
import io.acceptlag.core.connect.Destination;
import io.opentelemetry.api.common.Attributes;
import java.util.LinkedHashMap;
import java.util.Map;

/** Metrics of the first few destinations, and of all the others together. */
final class ConnectMetrics {
  /** The number of destinations with series of their own; more would cost more than they show. */
  static final int TOLD_ONE_BY_ONE = 20;

  private final ConnectFiguresSource source;
  private final Map<Attributes, ConnectSeries> series = new LinkedHashMap<>();
  private final long startEpochNanos;

  ConnectMetrics(ConnectFiguresSource source, long startEpochNanos) {
    this.source = source;
    this.startEpochNanos = startEpochNanos;
  }

  void collect(MetricBatch into) {
    int told = 0;
    for (Destination destination : source.destinations()) {
      Attributes attributes =
          told < TOLD_ONE_BY_ONE ? Names.of(destination) : Names.OTHER_DESTINATIONS;
      told++;
      series
          .computeIfAbsent(attributes, first -> new ConnectSeries(first, startEpochNanos))
          .add(destination);
    }
    series.values().forEach(each -> each.collect(into));
  }
}
