package io.acceptlag.agent.telemetry;

import io.acceptlag.core.cause.CauseId;
import io.acceptlag.core.report.ListenerFigures;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The present state of the open listeners that share an address; -1 or NaN if it is not known. */
final class Gauges {
  private long queueLength;
  private long queueLimit;
  private long unserved;
  private long oldestMillis;
  private double busySum;
  private int busyKnown;
  private int listeners;

  /** The number of open incidents, by cause. */
  private final Map<CauseId, Long> openIncidents = new EnumMap<>(CauseId.class);

  void add(ListenerFigures figures) {
    listeners++;
    queueLength = sum(queueLength, figures.queueLength);
    queueLimit = sum(queueLimit, figures.queueLimit);
    unserved = sum(unserved, figures.unserved);
    oldestMillis =
        oldestMillis < 0 || figures.oldestMillis < 0
            ? -1
            : Math.max(oldestMillis, figures.oldestMillis);
    countOpen(figures.openIncident);
    countOpen(figures.openUnserved);
    if (!Double.isNaN(figures.acceptorBusy)) {
      busySum += figures.acceptorBusy;
      busyKnown++;
    }
  }

  /** -1 if a part is unknown, because the rest would be taken for the whole. */
  private static long sum(long figure, long added) {
    return figure < 0 || added < 0 ? -1 : figure + added;
  }

  int listeners() {
    return listeners;
  }

  long queueLength() {
    return listeners == 0 ? -1 : queueLength;
  }

  long queueLimit() {
    return listeners == 0 ? -1 : queueLimit;
  }

  long unserved() {
    return listeners == 0 ? -1 : unserved;
  }

  long oldestMillis() {
    return listeners == 0 ? -1 : oldestMillis;
  }

  private void countOpen(@Nullable CauseId cause) {
    if (cause != null) {
      openIncidents.merge(cause, 1L, (a, b) -> a + b);
    }
  }

  Map<CauseId, Long> openIncidents() {
    return openIncidents;
  }

  double acceptorBusy() {
    return busyKnown == 0 ? Double.NaN : busySum / busyKnown;
  }
}
