package io.acceptlag.agent.telemetry;

import io.acceptlag.core.connect.ConnectFiguresSource;
import io.acceptlag.core.kernel.LocalAddress;
import io.acceptlag.core.report.FiguresSource;
import io.acceptlag.core.report.ListenerFigures;
import io.acceptlag.core.report.OwnHealth;
import io.opentelemetry.sdk.common.Clock;
import io.opentelemetry.sdk.common.InstrumentationScopeInfo;
import io.opentelemetry.sdk.metrics.InstrumentType;
import io.opentelemetry.sdk.metrics.data.MetricData;
import io.opentelemetry.sdk.metrics.export.AggregationTemporalitySelector;
import io.opentelemetry.sdk.metrics.export.MetricProducer;
import io.opentelemetry.sdk.resources.Resource;
import java.io.BufferedReader;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.IntPredicate;

/**
 * Takes the metrics from the figures of listeners and destinations, so that nothing is recorded
 * twice.
 */
final class ListenerMetrics implements MetricProducer {
  private final FiguresSource source;
  private final InstrumentationScopeInfo scope;
  private final Clock clock;
  private final Map<LocalAddress, AddressSeries> listeners = new LinkedHashMap<>();
  private final NamedAddresses addresses;
  private final KernelSeries kernel;
  private final ConnectMetrics connects;
  private final HealthSeries health;
  private AggregationTemporalitySelector temporality =
      AggregationTemporalitySelector.alwaysCumulative();
  private long previousEpochNanos;

  ListenerMetrics(
      FiguresSource source,
      ConnectFiguresSource connects,
      IntPredicate isLocalPort,
      OwnHealth health,
      String version,
      Clock clock) {
    this.source = source;
    addresses = new NamedAddresses(isLocalPort);
    this.clock = clock;
    scope = InstrumentationScopeInfo.builder(Names.SCOPE).setVersion(version).build();
    previousEpochNanos = clock.now();
    kernel = new KernelSeries(bootEpochNanos(previousEpochNanos));
    this.health = new HealthSeries(health, previousEpochNanos);
    this.connects = new ConnectMetrics(connects, previousEpochNanos);
  }

  /** Sets the temporality that the exporter prefers. */
  synchronized void follow(AggregationTemporalitySelector preferred) {
    temporality = preferred;
  }

  @Override
  public synchronized Collection<MetricData> produce(Resource resource) {
    MetricBatch batch =
        new MetricBatch(
            clock.now(),
            // Counters are read when asked for, so the preference "lowmemory" means cumulative.
            temporality.getAggregationTemporality(InstrumentType.OBSERVABLE_COUNTER),
            temporality.getAggregationTemporality(InstrumentType.HISTOGRAM));
    for (ListenerFigures figures : source.listeners()) {
      // A listener that was not in the last collection was found after it.
      listeners
          .computeIfAbsent(
              addresses.of(figures.listener),
              address -> new AddressSeries(address, previousEpochNanos))
          .add(figures);
    }
    for (Iterator<AddressSeries> each = listeners.values().iterator(); each.hasNext(); ) {
      if (!each.next().collect(batch)) {
        each.remove();
      }
    }
    connects.collect(batch);
    health.collect(batch);
    kernel.add(source.namespace(), batch);
    previousEpochNanos = batch.nowEpochNanos;
    return batch.toMetrics(resource, scope);
  }

  private static long bootEpochNanos(long nowEpochNanos) {
    try (BufferedReader uptime =
        new BufferedReader(
            new InputStreamReader(
                new FileInputStream("/proc/uptime"), StandardCharsets.US_ASCII))) {
      String line = uptime.readLine();
      double seconds = line == null ? 0 : Double.parseDouble(line.substring(0, line.indexOf(' ')));
      return nowEpochNanos - (long) (seconds * 1e9);
    } catch (IOException | RuntimeException unreadable) {
      // OTLP's value for an unknown start.
      return 0;
    }
  }
}
