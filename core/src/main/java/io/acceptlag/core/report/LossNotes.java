package io.acceptlag.core.report;

import io.acceptlag.core.cause.Diagnosis;
import io.acceptlag.core.episode.Trouble;
import io.acceptlag.core.evidence.Evidence;
import io.acceptlag.core.kernel.Due;
import io.acceptlag.core.kernel.LocalAddress;
import io.acceptlag.core.kernel.LossCounter;
import io.acceptlag.core.kernel.Losses;
import io.acceptlag.core.kernel.Period;
import io.acceptlag.core.text.FigureText;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Adds to a report of trouble what the kernel dropped meanwhile for reasons of its own. If
 * conntrack's table is full, connects are slow and clients stay away, and nothing else shows why.
 * If nothing was dropped, the report stays as it is.
 */
public final class LossNotes implements ReportSink {
  /** Trouble that began before the oldest reading is compared with that. */
  private static final int READINGS_MAX = 8;

  private final Supplier<Losses> probe;
  private final ReportSink next;
  private final Due due = new Due(Period.LOSSES);
  private final Deque<Reading> readings = new ArrayDeque<>();
  private long nowNanos;

  /**
   * @param probe asked on the sampler's thread
   */
  public LossNotes(Supplier<Losses> probe, ReportSink next) {
    this.probe = probe;
    this.next = next;
  }

  /** To be called at each poll, before anything that may report. */
  public void poll(long nowNanos) {
    this.nowNanos = nowNanos;
    if (due.take(nowNanos)) {
      if (readings.size() == READINGS_MAX) {
        readings.removeFirst();
      }
      readings.addLast(new Reading(nowNanos, probe.get()));
    }
  }

  @Override
  public void report(Report report) {
    Trouble trouble = report.trouble();
    next.report(
        trouble == null || report.severity() == Severity.INFO ? report : noted(report, trouble));
  }

  @Override
  public void slowAccept(SlowAccept accept) {
    next.slowAccept(accept);
  }

  @Override
  public void firstRead(FirstRead read) {
    next.firstRead(read);
  }

  @Override
  public void judged(LocalAddress listener, Evidence evidence, Diagnosis diagnosis) {
    next.judged(listener, evidence, diagnosis);
  }

  private Report noted(Report report, Trouble trouble) {
    Reading before = lastBefore(trouble.startNanos());
    if (before == null) {
      return report;
    }
    Losses now = probe.get();
    long conntrack = now.since(before.losses, LossCounter.CONNTRACK_DROPS);
    long inserts = now.since(before.losses, LossCounter.CONNTRACK_INSERT_FAILED);
    long paws =
        now.since(before.losses, LossCounter.PAWS_ESTABLISHED)
            + now.since(before.losses, LossCounter.PAWS_TIME_WAIT)
            + now.since(before.losses, LossCounter.PAWS_ACTIVE);
    boolean ofConnects = !report.subject().isListener();
    long timeWaits = ofConnects ? now.since(before.losses, LossCounter.TIME_WAIT_OVERFLOW) : 0;
    StringBuilder what = new StringBuilder();
    append(what, conntrack, "conntrack dropped ", packets(conntrack));
    append(what, inserts, "conntrack failed to enter ", " (insert_failed)");
    String theirs = paws == 1 ? " for its timestamps (PAWS)" : " for their timestamps (PAWS)";
    append(what, paws, "the kernel dropped ", packets(paws) + theirs);
    append(what, timeWaits, "", connections(timeWaits) + " found no room in TIME_WAIT");
    if (what.length() == 0) {
      return report;
    }
    long nanos = nowNanos - before.atNanos;
    // What was read first in this very poll was read again a moment later.
    String within = nanos == 0 ? "" : "within " + FigureText.within(nanos) + ", ";
    return report.with(
        "Meanwhile, " + within + what + ".",
        new Pairs.Builder()
            .putAny(Key.CONNTRACK_DROPS, conntrack)
            .putAny(Key.INSERT_FAILED, inserts)
            .putAny(Key.PAWS_DROPS, paws)
            .putAny(Key.TIME_WAIT_OVERFLOWS, timeWaits));
  }

  private static String packets(long count) {
    return count == 1 ? " packet" : " packets";
  }

  private static String connections(long count) {
    return count == 1 ? " connection" : " connections";
  }

  private static void append(StringBuilder text, long count, String before, String after) {
    if (count > 0) {
      text.append(text.length() == 0 ? "" : ", ").append(before).append(count).append(after);
    }
  }

  /** The last reading before that time, or the oldest; null where there is none yet. */
  private @Nullable Reading lastBefore(long nanos) {
    Reading found = null;
    for (Reading each : readings) {
      found = found == null || each.atNanos - nanos <= 0 ? each : found;
    }
    return found;
  }

  private static final class Reading {
    final long atNanos;
    final Losses losses;

    Reading(long atNanos, Losses losses) {
      this.atNanos = atNanos;
      this.losses = losses;
    }
  }
}
