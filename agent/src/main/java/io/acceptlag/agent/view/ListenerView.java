package io.acceptlag.agent.view;

import io.acceptlag.core.cause.CauseId;
import io.acceptlag.core.kernel.LocalAddress;
import io.acceptlag.core.report.ListenerFigures;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The figures of all listeners of one name at one moment. Those not known are -1, or NaN. What is
 * counted goes on from listeners that have been closed, as long as one of that name is open.
 */
public final class ListenerView {
  /** As the kernel spells it; null where there are several. */
  public @Nullable String address;

  /** Of the address, without brackets; {@link ListenerName#OTHER} where there are several. */
  public String host = ListenerName.OTHER;

  /** Likewise. */
  public String port = ListenerName.OTHER;

  public int listeners;
  public long queueLength;
  public long queueLimit;
  public long oldestMillis;
  public long saturatedMillis;
  public long accepted;
  public long waits;
  public long waitSumMillis;
  public long abandoned;
  public long handshakeDelayed;
  public long dropped;
  public long unserved;
  public double acceptorUtilization = Double.NaN;
  public long incidents;
  public final Map<CauseId, Long> incidentsByCause = new EnumMap<>(CauseId.class);

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
    abandoned = sum(abandoned, waitsKnown ? figures.abandoned : -1);
    handshakeDelayed = sum(handshakeDelayed, waitsKnown ? figures.handshakeDelayed : -1);
    dropped = sum(dropped, figures.drops);
    addIncidents(figures);
  }

  /** What is not known of one that is gone must not hide what is known of those that are open. */
  void closed(ListenerFigures figures) {
    accepted += Math.max(0, figures.accepted);
    if (figures.waitsKnown()) {
      waits += sum(figures.waits);
      waitSumMillis += figures.waitSumMillis;
      abandoned += figures.abandoned;
      handshakeDelayed += figures.handshakeDelayed;
    }
    dropped += Math.max(0, figures.drops);
    addIncidents(figures);
  }

  private void addIncidents(ListenerFigures figures) {
    saturatedMillis += figures.saturatedMillis;
    for (Map.Entry<CauseId, Long> each : figures.incidentsByCause.entrySet()) {
      addIncidents(each.getKey(), each.getValue());
    }
  }

  private void addIncidents(CauseId cause, long count) {
    Long before = incidentsByCause.get(cause);
    incidentsByCause.put(cause, before == null ? count : before + count);
    incidents += count;
  }

  /** What was counted by those that are gone. */
  void addCounts(ListenerView gone) {
    saturatedMillis += gone.saturatedMillis;
    accepted = sum(accepted, gone.accepted);
    waits = sum(waits, gone.waits);
    waitSumMillis = sum(waitSumMillis, gone.waitSumMillis);
    abandoned = sum(abandoned, gone.abandoned);
    handshakeDelayed = sum(handshakeDelayed, gone.handshakeDelayed);
    dropped = sum(dropped, gone.dropped);
    for (Map.Entry<CauseId, Long> each : gone.incidentsByCause.entrySet()) {
      addIncidents(each.getKey(), each.getValue());
    }
  }

  private static long sum(long[] counts) {
    long sum = 0;
    for (long count : counts) {
      sum += count;
    }
    return sum;
  }

  /** A sum that lacks a part would be taken for the whole. */
  private static long sum(long figure, long added) {
    return figure < 0 || added < 0 ? -1 : figure + added;
  }
}
