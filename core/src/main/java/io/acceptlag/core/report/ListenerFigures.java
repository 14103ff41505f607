package io.acceptlag.core.report;

import io.acceptlag.core.cause.CauseId;
import io.acceptlag.core.kernel.LocalAddress;
import io.acceptlag.core.listener.WaitHistogram;
import io.acceptlag.core.unserved.FirstReads;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The figures of one listener for the metrics, read at one moment. Those not known are -1, or NaN.
 */
public final class ListenerFigures {
  /** Stands for listeners that are too many to be told apart. */
  public static final LocalAddress OTHERS = new LocalAddress("_OTHER", 0, false);

  public final LocalAddress listener;

  /** Waits by {@link WaitHistogram} bucket. */
  public final long[] waits;

  public final long waitSumMillis;
  public final int queueLength;
  public final int queueLimit;
  public final long oldestMillis;
  public final long saturatedMillis;

  /** -1 where accepts are not seen; then neither the waits nor what is counted by them is known. */
  public final long accepted;

  public final long abandoned;
  public final long handshakeDelayed;
  public final long drops;

  /** Waits for the first read by {@link FirstReads} bucket; null where they are not known. */
  public final long @Nullable [] firstReads;

  public final long firstReadSumMillis;

  /** Connections accepted that nobody has read. */
  public final long unserved;

  public final double acceptorBusy;

  /** The cause last reported of the incident of accepting that is open; null where none is. */
  public final @Nullable CauseId openIncident;

  /** The cause last reported of the open incident of unserved connections; null where none is. */
  public final @Nullable CauseId openUnserved;

  /** Incidents that have ended, by cause. */
  public final Map<CauseId, Long> incidentsByCause;

  /** Whether the listener is closed, and these are its last figures. */
  public final boolean closed;

  /**
   * The sum of the counts of two closed listeners. A count that only one of them knows stands for
   * both, except the accepts, of which a part would be mistaken for the whole.
   */
  public ListenerFigures plus(ListenerFigures other) {
    Map<CauseId, Long> incidents = new EnumMap<>(CauseId.class);
    incidents.putAll(incidentsByCause);
    other.incidentsByCause.forEach(
        (cause, count) -> incidents.merge(cause, count, (a, b) -> a + b));
    boolean bothAccepts = accepted >= 0 && other.accepted >= 0;
    Builder both =
        new Builder(listener)
            .waits(sums(waits, other.waits), waitSumMillis + other.waitSumMillis)
            .saturatedMillis(sum(saturatedMillis, other.saturatedMillis))
            .accepted(bothAccepts ? accepted + other.accepted : -1)
            .abandoned(abandoned + other.abandoned)
            .handshakeDelayed(handshakeDelayed + other.handshakeDelayed)
            .drops(sum(drops, other.drops))
            .incidentsByCause(incidents);
    both.firstReads =
        firstReads == null || other.firstReads == null
            ? (firstReads == null ? other.firstReads : firstReads)
            : sums(firstReads, other.firstReads);
    both.firstReadSumMillis = firstReadSumMillis + other.firstReadSumMillis;
    return both.buildClosed();
  }

  private static long sum(long one, long other) {
    return one < 0 || other < 0 ? Math.max(one, other) : one + other;
  }

  private static long[] sums(long[] one, long[] other) {
    long[] sums = one.clone();
    for (int i = 0; i < sums.length; i++) {
      sums[i] += other[i];
    }
    return sums;
  }

  /** False where accepts are not seen, or none could be measured. */
  public boolean waitsKnown() {
    if (accepted <= 0) {
      return accepted == 0;
    }
    for (long count : waits) {
      if (count > 0) {
        return true;
      }
    }
    return false;
  }

  /** Whether nothing but the accepts is known: of others, closed before they were known. */
  public boolean isOnlyCounted() {
    return closed
        && listener.equals(OTHERS)
        && accepted > 0
        && !waitsKnown()
        && drops < 0
        && saturatedMillis < 0
        && firstReads == null
        && incidentsByCause.isEmpty();
  }

  // Not private: for its builder the compiler would make a class more, to be loaded in trouble.
  ListenerFigures(Builder from, boolean closed) {
    listener = from.listener;
    waits = from.waits;
    waitSumMillis = from.waitSumMillis;
    saturatedMillis = from.saturatedMillis;
    accepted = from.accepted;
    abandoned = from.abandoned;
    handshakeDelayed = from.handshakeDelayed;
    drops = from.drops;
    firstReads = from.firstReads;
    firstReadSumMillis = from.firstReadSumMillis;
    unserved = closed ? -1 : from.unserved;
    openIncident = closed ? null : from.openIncident;
    openUnserved = closed ? null : from.openUnserved;
    incidentsByCause = from.incidentsByCause;
    queueLength = closed ? -1 : from.queueLength;
    queueLimit = closed ? -1 : from.queueLimit;
    oldestMillis = closed ? -1 : from.oldestMillis;
    acceptorBusy = closed ? Double.NaN : from.acceptorBusy;
    this.closed = closed;
  }

  /** Collects figures: those that are not set are not known, and counts are 0. */
  public static final class Builder {
    private final LocalAddress listener;
    private long[] waits = new long[WaitHistogram.BUCKETS];
    private long waitSumMillis;
    private int queueLength = -1;
    private int queueLimit = -1;
    private long oldestMillis = -1;
    private long saturatedMillis = -1;
    private long accepted = -1;
    private long abandoned;
    private long handshakeDelayed;
    private long drops = -1;
    private long @Nullable [] firstReads;
    private long firstReadSumMillis;
    private long unserved = -1;
    private double acceptorBusy = Double.NaN;
    private @Nullable CauseId openIncident;
    private @Nullable CauseId openUnserved;
    private Map<CauseId, Long> incidentsByCause = Collections.emptyMap();

    public Builder(LocalAddress listener) {
      this.listener = listener;
    }

    /** Figures for {@link #OTHERS}. */
    public static Builder others() {
      return new Builder(OTHERS).accepted(0);
    }

    /**
     * @param counts by {@link WaitHistogram} bucket; not copied
     */
    public Builder waits(long[] counts, long sumMillis) {
      waits = counts;
      waitSumMillis = sumMillis;
      return this;
    }

    public Builder queue(int length, int limit) {
      queueLength = length;
      queueLimit = limit;
      return this;
    }

    public Builder oldestMillis(long millis) {
      oldestMillis = millis;
      return this;
    }

    public Builder saturatedMillis(long millis) {
      saturatedMillis = millis;
      return this;
    }

    public Builder accepted(long connections) {
      accepted = connections;
      return this;
    }

    public Builder abandoned(long connections) {
      abandoned = connections;
      return this;
    }

    public Builder handshakeDelayed(long connections) {
      handshakeDelayed = connections;
      return this;
    }

    public Builder drops(long packets) {
      drops = packets;
      return this;
    }

    /**
     * @param counts by {@link FirstReads} bucket; not copied
     */
    public Builder firstReads(long[] counts, long sumMillis) {
      firstReads = counts;
      firstReadSumMillis = sumMillis;
      return this;
    }

    public Builder unserved(long connections) {
      unserved = connections;
      return this;
    }

    /**
     * @param share from 0 to 1
     */
    public Builder acceptorBusy(double share) {
      acceptorBusy = share;
      return this;
    }

    /**
     * @param counts not copied
     */
    public Builder incidentsByCause(Map<CauseId, Long> counts) {
      incidentsByCause = counts;
      return this;
    }

    public Builder openIncidents(@Nullable CauseId accepting, @Nullable CauseId behindAccept) {
      openIncident = accepting;
      openUnserved = behindAccept;
      return this;
    }

    public ListenerFigures build() {
      return new ListenerFigures(this, false);
    }

    /** The last figures of a closed listener, which has no queue any more. */
    public ListenerFigures buildClosed() {
      return new ListenerFigures(this, true);
    }
  }
}
