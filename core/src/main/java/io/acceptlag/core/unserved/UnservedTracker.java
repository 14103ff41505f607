package io.acceptlag.core.unserved;

import io.acceptlag.core.episode.Change;
import io.acceptlag.core.episode.Episode;
import io.acceptlag.core.episode.Pace;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Of one listener: when its connections begin to be unserved, are still so, and are read again. */
public final class UnservedTracker {
  private static final long SECOND = 1_000_000_000L;

  /** Where many listeners share the walks, the next one may be long in coming. */
  private static final long COUNT_LASTS_NANOS = 10 * SECOND;

  private static final Pace PACE =
      Pace.endsAfter(SECOND).doublesWithin(60 * SECOND).upTo(60 * SECOND);

  private long warnNanos;
  private final LongSupplier ids;
  private final Episode episode;

  // Of the incident that is open, or was last.
  private long id;
  private @Nullable UnservedCount count;
  private long countedNanos;
  private long most;
  private boolean mostCounted;
  private boolean mostShared;
  private long longestMillis;

  /** Connections that had been seen to be read when trouble was last seen. */
  private long readByThen;

  /**
   * @param warnNanos for which a connection is unread that opens an incident
   * @param repeatNanos after which it is reported again, then after twice as long
   * @param ids numbers incidents across all listeners
   */
  public UnservedTracker(long warnNanos, long repeatNanos, LongSupplier ids) {
    this.warnNanos = warnNanos;
    this.ids = ids;
    episode = new Episode(PACE, repeatNanos);
  }

  /** As in the constructor. */
  public void warnFrom(long nanos) {
    warnNanos = nanos;
  }

  /** Of the incident that is open, or was last. */
  public long id() {
    return id;
  }

  public boolean isOpen() {
    return episode.isOpen();
  }

  public Change observe(long nowNanos, SampledConnections sample) {
    if (nowNanos - countedNanos >= COUNT_LASTS_NANOS) {
      count = null;
    }
    if (episode.isOpen()) {
      return goOn(nowNanos, sample);
    }
    if (!sample.anyOverdueTwice()) {
      return Change.NOTHING;
    }
    id = ids.getAsLong();
    count = null;
    most = 0;
    mostCounted = false;
    mostShared = false;
    longestMillis = 0;
    addUp(sample);
    readByThen = sample.readForSure();
    return episode.open(nowNanos, nowNanos - sample.oldestNanos());
  }

  private Change goOn(long nowNanos, SampledConnections sample) {
    addUp(sample);
    // Between the two it is not bad enough to open an incident, nor good enough to close one.
    if (sample.oldestNanos() >= warnNanos / 2) {
      episode.goesOn(nowNanos);
      readByThen = sample.readForSure();
      return episode.repeats(nowNanos);
    }
    // Nothing is unread for long now, so there is nothing to repeat.
    return episode.rests(nowNanos);
  }

  private void addUp(SampledConnections sample) {
    if (sample.unserved() > most) {
      most = sample.unserved();
      mostCounted = false;
      mostShared = false;
    }
    mostCounted &= !sample.anyReset();
    longestMillis = Math.max(longestMillis, sample.oldestNanos() / 1_000_000);
  }

  /** Another incident has what is in trouble from now on. */
  public void handOver(long nowNanos) {
    episode.close(nowNanos);
  }

  /**
   * @param counted null if the kernel does not say
   */
  public void counted(@Nullable UnservedCount counted, long nowNanos) {
    count = counted;
    countedNanos = nowNanos;
    if (counted != null && counted.unserved() >= most) {
      most = counted.unserved();
      mostCounted = counted.complete();
      mostShared = counted.shared();
    }
  }

  /** The incident that is open, or was last. */
  public Unserved trouble(SampledConnections sample) {
    boolean readAgain = sample.readForSure() > readByThen;
    UnservedMost seen = new UnservedMost(most, mostCounted, mostShared, longestMillis, readAgain);
    return new Unserved(id, episode, sample, count, seen);
  }
}
