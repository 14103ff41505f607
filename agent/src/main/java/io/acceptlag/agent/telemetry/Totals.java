package io.acceptlag.agent.telemetry;

import io.acceptlag.core.cause.CauseId;
import io.acceptlag.core.listener.ExportedBuckets;
import io.acceptlag.core.report.ListenerFigures;
import io.acceptlag.core.unserved.FirstReads;
import java.util.EnumMap;
import java.util.Map;

/** Sums of the counts of listeners that share an address. */
final class Totals {
  final long[] waits = new long[ExportedBuckets.COUNT];
  final Map<CauseId, Long> incidentsByCause = new EnumMap<>(CauseId.class);
  final long[] firstReads = new long[FirstReads.BUCKETS];
  long waitSumMillis;
  long firstReadSumMillis;
  long saturatedMillis;
  long accepted;
  long abandoned;
  long handshakeDelayed;
  long drops;

  /**
   * Whether it is known for at least one: listeners that were never read cannot have been full for
   * long.
   */
  boolean saturatedKnown;

  /** Whether more is known of one of them than how many connections it accepted. */
  boolean measured;

  boolean acceptedKnown = true;
  boolean dropsKnown = true;
  boolean waitsKnown = true;
  boolean firstReadsKnown = true;

  void add(ListenerFigures figures) {
    if (figures.isOnlyCounted()) {
      // What is not known of these must not hide what is known of the rest.
      accepted += figures.accepted;
      return;
    }
    measured = true;
    ExportedBuckets.add(figures.waits, waits);
    waitSumMillis += figures.waitSumMillis;
    if (figures.saturatedMillis >= 0) {
      saturatedMillis += figures.saturatedMillis;
      saturatedKnown = true;
    }
    if (figures.accepted >= 0) {
      accepted += figures.accepted;
    } else {
      acceptedKnown = false;
    }
    waitsKnown &= figures.waitsKnown();
    long[] reads = figures.firstReads;
    if (reads == null) {
      firstReadsKnown = false;
    } else {
      add(reads, firstReads);
      firstReadSumMillis += figures.firstReadSumMillis;
    }
    abandoned += figures.abandoned;
    handshakeDelayed += figures.handshakeDelayed;
    if (figures.drops >= 0) {
      drops += figures.drops;
    } else {
      dropsKnown = false;
    }
    addIncidents(figures.incidentsByCause);
  }

  void add(Totals other) {
    measured |= other.measured;
    add(other.waits, waits);
    add(other.firstReads, firstReads);
    firstReadSumMillis += other.firstReadSumMillis;
    firstReadsKnown &= other.firstReadsKnown;
    waitSumMillis += other.waitSumMillis;
    saturatedMillis += other.saturatedMillis;
    saturatedKnown |= other.saturatedKnown;
    accepted += other.accepted;
    acceptedKnown &= other.acceptedKnown;
    waitsKnown &= other.waitsKnown;
    abandoned += other.abandoned;
    handshakeDelayed += other.handshakeDelayed;
    drops += other.drops;
    addIncidents(other.incidentsByCause);
  }

  private static void add(long[] counts, long[] into) {
    for (int i = 0; i < into.length; i++) {
      into[i] += counts[i];
    }
  }

  private void addIncidents(Map<CauseId, Long> byCause) {
    byCause.forEach((cause, count) -> incidentsByCause.merge(cause, count, (a, b) -> a + b));
  }
}
