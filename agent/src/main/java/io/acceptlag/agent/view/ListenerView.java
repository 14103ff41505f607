package io.acceptlag.agent.view;

import io.acceptlag.core.cause.CauseId;
import io.acceptlag.core.kernel.LocalAddress;
import io.acceptlag.core.listener.ExportedBuckets;
import io.acceptlag.core.report.ListenerFigures;
import io.acceptlag.core.report.Subject;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The figures of all listeners of one name at one moment. Those not known are -1, or NaN. Counts
 * include those of closed listeners, as long as one of that name is open.
 */
public final class ListenerView {
  /** As the kernel spells it; null if there are several. */
  public @Nullable String address;

  /** The host of the address, without brackets; {@link ListenerName#OTHER} if there are several. */
  public String host = ListenerName.OTHER;

  /** Likewise. */
  public String port = ListenerName.OTHER;

  public int listeners;
  public long queueLength;
  public long queueLimit;
  public long oldestMillis;

  /** Counts only listeners that a poll has read, because others cannot have been full for long. */
  public long saturatedMillis = -1;

  public long accepted;
  public long waits;
  public long waitSumMillis;
  public long abandoned;
  public long handshakeDelayed;
  public long dropped;
  public long unserved;
  public double acceptorUtilization = Double.NaN;
  public long incidents;

  /** Incidents that have ended; 0 for a cause whose first incident is open. */
  public final Map<CauseId, Long> incidentsByCause = new EnumMap<>(CauseId.class);

  private final Map<CauseId, Long> open = new EnumMap<>(CauseId.class);
  private final Set<LocalAddress> inTrouble = new HashSet<>();
  private final long[] waitBuckets = new long[ExportedBuckets.COUNT];

  private double busySum;
  private int busyKnown;

  ListenerView() {}

  void open(LocalAddress at, ListenerFigures figures) {
    listeners++;
    address = listeners == 1 || at.toString().equals(address) ? at.toString() : null;
    queueLength = sum(queueLength, figures.queueLength);
    queueLimit = sum(queueLimit, figures.queueLimit);
    unserved = sum(unserved, figures.unserved);
    oldestMillis =
        oldestMillis < 0 || figures.oldestMillis < 0
            ? -1
            : Math.max(oldestMillis, figures.oldestMillis);
    if (!Double.isNaN(figures.acceptorBusy)) {
      busySum += figures.acceptorBusy;
      acceptorUtilization = busySum / ++busyKnown;
    }
    boolean waitsKnown = figures.waitsKnown();
    accepted = sum(accepted, figures.accepted);
    waits = sum(waits, waitsKnown ? sum(figures.waits) : -1);
    waitSumMillis = sum(waitSumMillis, waitsKnown ? figures.waitSumMillis : -1);
    ExportedBuckets.add(figures.waits, waitBuckets);
    abandoned = sum(abandoned, waitsKnown ? figures.abandoned : -1);
    handshakeDelayed = sum(handshakeDelayed, waitsKnown ? figures.handshakeDelayed : -1);
    dropped = sum(dropped, figures.drops);
    addIncidents(figures);
    addOpen(at, figures.openIncident);
    addOpen(at, figures.openUnserved);
  }

  /** Unknown figures of a closed listener must not hide what is known of the open ones. */
  void closed(ListenerFigures figures) {
    accepted += Math.max(0, figures.accepted);
    if (figures.waitsKnown()) {
      waits += sum(figures.waits);
      waitSumMillis += figures.waitSumMillis;
      ExportedBuckets.add(figures.waits, waitBuckets);
      abandoned += figures.abandoned;
      handshakeDelayed += figures.handshakeDelayed;
    }
    dropped += Math.max(0, figures.drops);
    addIncidents(figures);
  }

  private void addIncidents(ListenerFigures figures) {
    addSaturated(figures.saturatedMillis);
    for (Map.Entry<CauseId, Long> each : figures.incidentsByCause.entrySet()) {
      addIncidents(each.getKey(), each.getValue());
    }
  }

  private void addSaturated(long millis) {
    if (millis >= 0) {
      saturatedMillis = Math.max(0, saturatedMillis) + millis;
    }
  }

  private void addOpen(LocalAddress at, @Nullable CauseId cause) {
    if (cause != null) {
      inTrouble.add(at);
      Long before = open.get(cause);
      open.put(cause, before == null ? 1 : before + 1);
      if (cause != CauseId.PENDING) {
        // Otherwise its increase to 1 would not be seen.
        incidentsByCause.putIfAbsent(cause, 0L);
      }
    }
  }

  private void addIncidents(CauseId cause, long count) {
    Long before = incidentsByCause.get(cause);
    incidentsByCause.put(cause, before == null ? count : before + count);
    incidents += count;
  }

  /** Adds the counts of listeners that are gone. */
  void addCounts(ListenerView gone) {
    addSaturated(gone.saturatedMillis);
    accepted = sum(accepted, gone.accepted);
    waits = sum(waits, gone.waits);
    waitSumMillis = sum(waitSumMillis, gone.waitSumMillis);
    abandoned = sum(abandoned, gone.abandoned);
    handshakeDelayed = sum(handshakeDelayed, gone.handshakeDelayed);
    dropped = sum(dropped, gone.dropped);
    for (int i = 0; i < waitBuckets.length; i++) {
      waitBuckets[i] += gone.waitBuckets[i];
    }
    for (Map.Entry<CauseId, Long> each : gone.incidentsByCause.entrySet()) {
      addIncidents(each.getKey(), each.getValue());
    }
  }

  /** Open incidents by the cause last reported; 0 for causes of earlier ones. */
  public Map<CauseId, Long> openIncidents() {
    Map<CauseId, Long> all = new EnumMap<>(CauseId.class);
    for (CauseId cause : incidentsByCause.keySet()) {
      all.put(cause, 0L);
    }
    all.putAll(open);
    return all;
  }

  int openIncidentCount() {
    int count = 0;
    for (Long each : open.values()) {
      count += each.intValue();
    }
    return count;
  }

  /** Whether that is a listener of this view that has an open incident. */
  boolean isInTrouble(Subject subject) {
    for (LocalAddress address : inTrouble) {
      if (address.port() == subject.port() && address.host().equals(subject.host())) {
        return true;
      }
    }
    return false;
  }

  /** The number of waits up to an edge of {@link ExportedBuckets}, or of all; -1 if not known. */
  public long waitsUpTo(int edge) {
    if (waits < 0) {
      return -1;
    }
    long upTo = 0;
    for (int i = 0; i <= edge; i++) {
      upTo += waitBuckets[i];
    }
    return upTo;
  }

  /** The edge in seconds, as in the label le of Prometheus. */
  public static String edgeText(int edge) {
    if (edge >= ExportedBuckets.EDGES.size()) {
      return "+Inf";
    }
    String text = ExportedBuckets.EDGES.get(edge).toString();
    return text.endsWith(".0") ? text.substring(0, text.length() - 2) : text;
  }

  private static long sum(long[] counts) {
    long sum = 0;
    for (long count : counts) {
      sum += count;
    }
    return sum;
  }

  /** -1 if a part is unknown, because the rest would be taken for the whole. */
  private static long sum(long figure, long added) {
    return figure < 0 || added < 0 ? -1 : figure + added;
  }
}
