package io.acceptlag.core.watch;

import io.acceptlag.core.blackbox.AcceptorState;
import io.acceptlag.core.blackbox.Figure;
import io.acceptlag.core.blackbox.Figures;
import io.acceptlag.core.blackbox.Row;
import io.acceptlag.core.evidence.AcceptorSample;
import io.acceptlag.core.evidence.AcceptorTally;
import io.acceptlag.core.incident.Observation;
import io.acceptlag.core.listener.Listener;
import io.acceptlag.core.listener.WaitHistogram;
import io.acceptlag.core.unserved.FirstReads;
import java.util.Arrays;

/** What was seen of one listener since the second began, and the counts up to then. */
final class BoxedListener {
  private static final int[] NOTHING = {};

  private final String address;
  private final Listener listener;
  private final PublishedFigures published;

  // Seen in this second.
  private boolean seen;
  private long queueMax = -1;
  private int limit = -1;
  private long oldestMillis = -1;
  private long longestMillis;
  private long drops = -1;
  private long overflows = -1;

  // As they were when the second began. The buckets go up to the last one that is not 0.
  private long accepted;
  private long looks;
  private long looksOutside;
  private int[] waits = NOTHING;
  private int[] reads = NOTHING;

  BoxedListener(String address, Listener listener, PublishedFigures published) {
    this.address = address;
    this.listener = listener;
    this.published = published;
  }

  static boolean isWorthKeeping(Observation now) {
    return now.accepted > 0 || now.length > 0 || now.drops > 0;
  }

  void see(Observation now) {
    if (now.length > 0 || now.drops > 0 || now.accepted != accepted) {
      seen = true;
    }
    queueMax = Math.max(queueMax, now.length);
    limit = now.limit;
    if (now.length >= 0) {
      oldestMillis = Math.max(oldestMillis, now.oldestNanos / 1_000_000);
    }
    longestMillis = Math.max(longestMillis, now.longestWaitMillis);
    drops = sum(drops, now.drops);
    overflows = sum(overflows, now.drops < 0 || now.overflows < 0 ? -1 : now.refused());
  }

  private static long sum(long a, long b) {
    return b < 0 ? a : Math.max(0, a) + b;
  }

  /**
   * Writes the sums of this second, and begins the next.
   *
   * @return whether there is anything to keep
   */
  boolean fill(Row row) {
    long unserved = published.unserved();
    FirstReads firstReads = published.firstReads();
    row.of(address);
    boolean read = firstReads != null && takeReads(firstReads, row.firstReads());
    if (!seen && !read && unserved <= 0) {
      return false;
    }
    Figures<Figure> figures = row.figures();
    int highest = takeWaits(row.waits());
    if (longestMillis == 0 && highest >= 0) {
      long bound = WaitHistogram.upperBoundMillis(highest);
      longestMillis = bound == Long.MAX_VALUE ? WaitHistogram.upperBoundMillis(highest - 1) : bound;
    }
    if (listener.hooked() && published.seesAccepts()) {
      long now = listener.accepted();
      figures.set(Figure.ACCEPTS, now - accepted);
      accepted = now;
      figures.set(Figure.LONGEST_WAIT_MS, highest < 0 && longestMillis == 0 ? -1 : longestMillis);
      figures.set(Figure.OLDEST_MS, oldestMillis);
    }
    figures.set(Figure.QUEUE, queueMax);
    figures.set(Figure.LIMIT, limit);
    figures.set(Figure.DROPS, drops);
    figures.set(Figure.OVERFLOWS, overflows);
    figures.set(Figure.UNSERVED, unserved);
    fillAcceptor(row);
    clear();
    return true;
  }

  private void fillAcceptor(Row row) {
    long nowLooks = published.looks();
    long nowOutside = published.looksOutsideAccept();
    if (nowLooks > looks) {
      row.figures().set(Figure.LOOKS, nowLooks - looks);
      row.figures().set(Figure.LOOKS_OUTSIDE, nowOutside - looksOutside);
    }
    looks = nowLooks;
    looksOutside = nowOutside;
    AcceptorTally tally = published.takeSampled();
    AcceptorSample sample = tally == null ? null : tally.latest();
    if (tally != null && sample != null) {
      boolean waiting = tally.latestWaits();
      row.acceptor(
          waiting ? AcceptorState.WAITS_FOR_CONNECTIONS : AcceptorState.of(sample.state()),
          waiting ? "" : tally.latestPlace());
    }
  }

  private void clear() {
    seen = false;
    queueMax = -1;
    oldestMillis = -1;
    longestMillis = 0;
    drops = -1;
    overflows = -1;
  }

  /**
   * @return the highest bucket that is not empty; -1 if all are
   */
  private int takeWaits(int[] into) {
    int highest = -1;
    WaitHistogram histogram = listener.waits();
    for (int i = 0; i < into.length; i++) {
      int now = (int) histogram.count(i);
      into[i] = now - (i < waits.length ? waits[i] : 0);
      highest = into[i] > 0 ? i : highest;
    }
    waits = added(waits, into);
    return highest;
  }

  private boolean takeReads(FirstReads firstReads, int[] into) {
    boolean any = false;
    for (int i = 0; i < into.length; i++) {
      int now = (int) firstReads.count(i);
      into[i] = now - (i < reads.length ? reads[i] : 0);
      any |= into[i] > 0;
    }
    if (any) {
      reads = added(reads, into);
    }
    return any;
  }

  private static int[] added(int[] before, int[] more) {
    int needed = 0;
    for (int i = 0; i < more.length; i++) {
      needed = more[i] > 0 ? i + 1 : needed;
    }
    int[] sum = needed <= before.length ? before : Arrays.copyOf(before, needed);
    for (int i = 0; i < needed; i++) {
      sum[i] += more[i];
    }
    return sum;
  }
}
