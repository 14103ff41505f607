package io.acceptlag.core.incident;

import io.acceptlag.core.episode.Episode;
import io.acceptlag.core.episode.NumberedTrouble;

/** An incident as it stands at one moment. Figures that are not known are -1. */
public final class Incident implements NumberedTrouble {
  private final long id;
  private final long startNanos;
  private final long endNanos;
  private final Toll toll;
  private final long presentNanos;
  private final Toll present;
  private final int length;
  private final int limit;
  private final long oldestMillis;
  private final long waitP99Millis;
  private final long lowestWarnNanos;
  private final long highestWarnNanos;

  /**
   * @param toll what it has cost in all; not to be changed any more
   * @param presentNanos when its present trouble began
   * @param present what its present trouble has cost; not to be changed any more
   * @param last the latest observation
   * @param lowestWarnNanos the lowest of the waits from which one counted as delayed meanwhile
   * @param highestWarnNanos the highest of them
   */
  Incident(
      long id,
      Episode episode,
      Toll toll,
      long presentNanos,
      Toll present,
      Observation last,
      long waitP99Millis,
      long lowestWarnNanos,
      long highestWarnNanos) {
    this.id = id;
    startNanos = episode.startNanos();
    endNanos = episode.endNanos();
    this.toll = toll;
    this.presentNanos = presentNanos;
    this.present = present;
    length = last.length;
    limit = last.limit;
    oldestMillis = last.oldestNanos / 1_000_000;
    this.lowestWarnNanos = lowestWarnNanos;
    this.highestWarnNanos = highestWarnNanos;
    // The quantile is a bucket's upper bound, which the longest wait need not have reached.
    this.waitP99Millis =
        toll.waitMaxMillis() > 0 ? Math.min(waitP99Millis, toll.waitMaxMillis()) : waitP99Millis;
  }

  private Incident(Incident whole) {
    id = whole.id;
    startNanos = whole.presentNanos;
    endNanos = whole.endNanos;
    toll = whole.present;
    presentNanos = whole.presentNanos;
    present = whole.present;
    length = whole.length;
    limit = whole.limit;
    oldestMillis = whole.oldestMillis;
    waitP99Millis = whole.waitP99Millis;
    lowestWarnNanos = whole.lowestWarnNanos;
    highestWarnNanos = whole.highestWarnNanos;
  }

  /** This incident without what happened before trouble last came back. */
  public Incident present() {
    return new Incident(this);
  }

  /** Every connection that counts as delayed has waited at least this long. */
  public long delayedFromMillis() {
    return lowestWarnNanos / 1_000_000;
  }

  /** Every connection that does not count as delayed has waited for less than this. */
  public long notDelayedBelowMillis() {
    return highestWarnNanos / 1_000_000;
  }

  @Override
  public long id() {
    return id;
  }

  /** When the first connection of this trouble arrived. */
  @Override
  public long startNanos() {
    return startNanos;
  }

  /** When trouble was last seen. */
  @Override
  public long endNanos() {
    return endNanos;
  }

  /** Whether the kernel turned clients away. */
  public boolean overflowed() {
    return toll.overflowed();
  }

  public int length() {
    return length;
  }

  public int limit() {
    return limit;
  }

  /** At least how long the oldest connection now waiting has waited. */
  public long oldestMillis() {
    return oldestMillis;
  }

  /** Connections taken after warn.wait or longer. */
  public long delayed() {
    return toll.delayed();
  }

  /** Whether the wait of any connection taken during the incident could be read. */
  public boolean waitsKnown() {
    // Those that were taken while the poll went on are delayed ones of the next poll, but are not
    // among the waits since this one.
    return waitP99Millis >= 0 || toll.delayed() > 0;
  }

  /**
   * The 99th percentile of the waits of all connections taken during the incident; -1 if none was
   * taken.
   */
  public long waitP99Millis() {
    return waitP99Millis;
  }

  /** The longest wait of a connection taken after warn.wait or longer; 0 if there was none. */
  public long waitMaxMillis() {
    return toll.waitMaxMillis();
  }

  /**
   * Packets refused because this listener's queue was full. The kernel counts them for the whole
   * namespace only, so this is no more than both that count and the listener's drops allow.
   */
  public long overflows() {
    return toll.overflows();
  }

  /** Packets dropped at this listener for any reason. */
  public long drops() {
    return toll.drops();
  }

  /**
   * Connections taken whose clients had already left; at least so many, because not all are
   * measured.
   */
  public long abandoned() {
    return toll.abandoned();
  }

  /** Of these, clients that had left as soon as they were connected: they did not give up. */
  public long leftAtOnce() {
    return toll.leftAtOnce();
  }

  /**
   * For how long there was trouble within {@link #durationMillis}: it may come and go in an
   * incident.
   */
  public long troubledMillis() {
    return Math.min(durationMillis(), toll.troubledNanos() / 1_000_000);
  }

  /**
   * At most how many refused clients believe that they are connected: their SYN cookie met the full
   * queue, and the kernel has nothing left to send again.
   */
  public long ghosts() {
    return toll.ghosts();
  }
}
