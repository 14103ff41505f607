package io.acceptlag.agent.telemetry;

import io.acceptlag.core.cause.CauseId;
import io.acceptlag.core.kernel.LocalAddress;
import io.acceptlag.core.listener.ExportedBuckets;
import io.acceptlag.core.report.ListenerFigures;
import io.acceptlag.core.unserved.FirstReads;
import io.opentelemetry.api.common.Attributes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The time series of all listeners at one address. Two points of a metric with the same attributes
 * are not valid, so SO_REUSEPORT siblings, and listeners that follow one another, are added up.
 */
final class AddressSeries {
  private static final List<Double> FIRST_READ_EDGES = firstReadEdges();

  private final long startEpochNanos;
  private final boolean ofOthers;
  private final Attributes attributes;
  private final WaitSeries waits;
  private final WaitSeries firstReads;
  private final Counter saturated;
  private final Counter accepted;
  private final Counter abandoned;
  private final Counter handshakeDelayed;
  private final Counter drops;
  private final Map<CauseId, Counter> incidents = new EnumMap<>(CauseId.class);

  /**
   * Causes of open incidents so far. Afterwards they are exported as 0, because Prometheus does not
   * notice when a pushed series ends. The count of a cause begins at 0 while its first incident is
   * open; otherwise its increase to 1 would not be seen.
   */
  private final Set<CauseId> everOpen = EnumSet.noneOf(CauseId.class);

  /** The totals of listeners that are gone; without them the sums would shrink. */
  private final Totals gone = new Totals();

  private Totals open = new Totals();
  private Gauges gauges = new Gauges();

  AddressSeries(LocalAddress address, long startEpochNanos) {
    this.startEpochNanos = startEpochNanos;
    ofOthers = address.equals(ListenerFigures.OTHERS);
    attributes = Names.of(address);
    waits = new WaitSeries(ExportedBuckets.EDGES, attributes, startEpochNanos);
    firstReads = new WaitSeries(FIRST_READ_EDGES, attributes, startEpochNanos);
    saturated = new Counter(attributes, startEpochNanos);
    accepted = new Counter(attributes, startEpochNanos);
    abandoned = new Counter(attributes, startEpochNanos);
    handshakeDelayed = new Counter(attributes, startEpochNanos);
    drops = new Counter(attributes, startEpochNanos);
  }

  void add(ListenerFigures figures) {
    if (figures.closed) {
      gone.add(figures);
    } else {
      open.add(figures);
      gauges.add(figures);
    }
  }

  /**
   * Adds the points of all that was added since the last time.
   *
   * @return whether there will be more: false when the last listener is gone, of an address of its
   *     own. Those that share one begin again and again, and Prometheus sees a counter begin anew
   *     only where it falls.
   */
  boolean collect(MetricBatch into) {
    // A listener that was closed before it was ever read must not hide the others' drops.
    boolean dropsKnown = gauges.listeners() > 0 ? open.dropsKnown : gone.dropsKnown;
    if (gauges.listeners() > 0) {
      gone.acceptedKnown = true;
      gone.waitsKnown = true;
      gone.firstReadsKnown = true;
    }
    Totals totals = open;
    totals.add(gone);
    if (totals.measured && totals.waitsKnown) {
      waits.add(Metric.WAIT_DURATION, totals.waits, totals.waitSumMillis / 1000.0, into);
      abandoned.add(Metric.ABANDONED, totals.abandoned, into);
      handshakeDelayed.add(Metric.HANDSHAKE_DELAYED, totals.handshakeDelayed, into);
    }
    if (totals.measured && totals.firstReadsKnown) {
      firstReads.add(
          Metric.FIRST_READ_DURATION, totals.firstReads, totals.firstReadSumMillis / 1000.0, into);
    }
    if (totals.saturatedKnown) {
      saturated.addAsSeconds(Metric.QUEUE_SATURATED_TIME, totals.saturatedMillis, into);
    }
    if (totals.acceptedKnown) {
      accepted.add(Metric.ACCEPTED, totals.accepted, into);
    }
    if (totals.measured && dropsKnown) {
      drops.add(Metric.DROPS, totals.drops, into);
    }
    everOpen.addAll(gauges.openIncidents().keySet());
    for (CauseId cause : everOpen) {
      if (cause != CauseId.PENDING) {
        totals.incidentsByCause.putIfAbsent(cause, 0L);
      }
    }
    totals.incidentsByCause.forEach(
        (cause, count) -> incidents(cause).add(Metric.INCIDENTS, count, into));

    into.present(Metric.QUEUE_LENGTH, attributes, startEpochNanos, gauges.queueLength());
    into.present(Metric.QUEUE_LIMIT, attributes, startEpochNanos, gauges.queueLimit());
    into.present(Metric.UNSERVED, attributes, startEpochNanos, gauges.unserved());
    for (CauseId cause : everOpen) {
      long now = gauges.openIncidents().getOrDefault(cause, 0L);
      into.present(Metric.OPEN_INCIDENTS, with(cause), startEpochNanos, now);
    }
    into.gauge(Metric.QUEUE_OLDEST_AGE, attributes, gauges.oldestMillis() / 1000.0);
    into.gauge(Metric.ACCEPTOR_UTILIZATION, attributes, gauges.acceptorBusy());
    boolean more = ofOthers || gauges.listeners() > 0;
    open = new Totals();
    gauges = new Gauges();
    return more;
  }

  private static List<Double> firstReadEdges() {
    List<Double> edges = new ArrayList<>();
    for (int i = 0; i < FirstReads.BUCKETS - 1; i++) {
      edges.add(FirstReads.upperBoundMillis(i) / 1000.0);
    }
    return Collections.unmodifiableList(edges);
  }

  private Counter incidents(CauseId cause) {
    return incidents.computeIfAbsent(cause, first -> new Counter(with(cause), startEpochNanos));
  }

  private Attributes with(CauseId cause) {
    return attributes.toBuilder().put(Names.CAUSE, cause.key()).build();
  }
}
