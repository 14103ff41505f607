package io.acceptlag.core.incident;

import io.acceptlag.core.listener.WaitHistogram;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Opens, worsens and closes the incidents of one listener, one at a time.
 *
 * <p>An incident closes after a quiet time in which nothing was wrong. This is 1 s; 3 s once
 * clients were refused, because they come back 1 s and 3 s after their SYN and may find the queue
 * full again. Each incident that follows the last one within {@link #RELAPSE_NANOS} doubles it, so
 * that a listener on the brink is told of less and less often.
 */
public final class IncidentTracker {
  /** What there is to tell after a poll. */
  public enum Change {
    OPENED,
    OVERFLOWED,
    STILL_OPEN,
    RECOVERED
  }

  private static final long SECOND = 1_000_000_000L;
  static final long QUIET_NANOS = SECOND;
  static final long QUIET_AFTER_OVERFLOW_NANOS = 3 * SECOND;
  static final long QUIET_MAX_NANOS = 60 * SECOND;
  static final long RELAPSE_NANOS = 60 * SECOND;
  private static final long REPEAT_MAX_NANOS = 3600 * SECOND;

  private final Thresholds thresholds;
  private final LongSupplier ids;
  private final WaitHistogram waits;
  private final long[] waitsBefore = new long[WaitHistogram.BUCKETS];

  /** How many had been taken when they were copied. */
  private long acceptedBefore;

  // Of the incident that is open, or was last.
  long id;
  long startNanos;
  long lastTroubleNanos;
  boolean overflowed;
  private boolean turnedAway;
  long delayed;
  long waitMaxMillis;
  long overflows;
  long drops;
  long abandoned;
  long ghosts;

  private boolean open;
  private boolean crowdedBefore;
  private int relapses;
  private long closedNanos;
  private boolean everClosed;
  private long repeatAtNanos;
  private long repeatGapNanos;

  /**
   * @param ids numbers incidents across all listeners
   */
  public IncidentTracker(Thresholds thresholds, LongSupplier ids, WaitHistogram waits) {
    this.thresholds = thresholds;
    this.ids = ids;
    this.waits = waits;
  }

  /** Of the incident that is open, or was last; 0 before the first. */
  public long id() {
    return id;
  }

  public boolean isOpen() {
    return open;
  }

  /** Whether clients were turned away in the incident that is open, or was last. */
  public boolean overflowed() {
    return overflowed;
  }

  /**
   * Whether it is worth looking at the acceptor: already before the first line, so that it can tell
   * why; and only while connections wait, since one that has recovered shows nothing of what it
   * did.
   */
  public boolean isSuspect(Observation seen) {
    return seen.oldestNanos >= thresholds.warnWaitNanos / 2 || crowded(seen);
  }

  /** Null when there is nothing to tell. */
  public @Nullable Change observe(Observation seen) {
    boolean crowded = crowded(seen);
    boolean refused = refused(seen);
    boolean late =
        seen.delayed > 0
            || seen.oldestNanos >= thresholds.warnWaitNanos
            || (crowded && crowdedBefore);
    crowdedBefore = crowded;
    if (!open) {
      if (!late && !refused) {
        if (seen.accepted != acceptedBefore) {
          acceptedBefore = seen.accepted;
          waits.copyTo(waitsBefore);
        }
        return null;
      }
      open(seen);
      add(seen, refused);
      return overflowed ? Change.OVERFLOWED : Change.OPENED;
    }
    // A full queue is one thing to tell; that somebody was turned away because of it, another.
    boolean worsened = (refused && !overflowed) || (seen.refused() > 0 && !turnedAway);
    if (late || refused) {
      add(seen, refused);
    }
    abandoned += seen.abandoned;
    if (worsened) {
      scheduleRepeat(seen.nowNanos, thresholds.repeatNanos);
      return Change.OVERFLOWED;
    }
    boolean calm = !late && !refused && seen.oldestNanos < thresholds.warnWaitNanos / 2;
    if (!calm) {
      // Not bad enough to open an incident, not good enough to close one: it goes on.
      lastTroubleNanos = seen.nowNanos;
    } else if (seen.nowNanos - lastTroubleNanos >= quietNanos()) {
      open = false;
      everClosed = true;
      closedNanos = seen.nowNanos;
      return Change.RECOVERED;
    }
    if (seen.nowNanos - repeatAtNanos >= 0) {
      scheduleRepeat(seen.nowNanos, Math.min(2 * repeatGapNanos, REPEAT_MAX_NANOS));
      return Change.STILL_OPEN;
    }
    return null;
  }

  /** The incident that is open, or has just recovered. */
  public Incident incident(Observation last) {
    return new Incident(this, last, waits.quantileMillisSince(waitsBefore, 0.99));
  }

  private void open(Observation seen) {
    boolean relapse = everClosed && seen.nowNanos - closedNanos < RELAPSE_NANOS;
    relapses = relapse ? relapses + 1 : 0;
    open = true;
    id = ids.getAsLong();
    startNanos = seen.troubleSinceNanos;
    overflowed = false;
    turnedAway = false;
    delayed = 0;
    waitMaxMillis = 0;
    overflows = seen.drops >= 0 && seen.overflows >= 0 ? 0 : -1;
    drops = seen.drops >= 0 ? 0 : -1;
    abandoned = seen.abandoned;
    ghosts = 0;
    scheduleRepeat(seen.nowNanos, thresholds.repeatNanos);
  }

  private void add(Observation seen, boolean refused) {
    lastTroubleNanos = seen.nowNanos;
    overflowed |= refused;
    turnedAway |= seen.refused() > 0;
    delayed += seen.delayed;
    waitMaxMillis = Math.max(waitMaxMillis, seen.longestWaitMillis);
    if (drops >= 0 && seen.drops > 0) {
      drops += seen.drops;
    }
    if (overflows >= 0) {
      overflows += seen.refused();
    }
    ghosts += seen.ghosts();
  }

  private boolean crowded(Observation seen) {
    return seen.limit > 0 && seen.length >= thresholds.warnQueueShare * seen.limit;
  }

  /** Whether clients are being turned away, or the next one would be. */
  private static boolean refused(Observation seen) {
    boolean full = seen.limit >= 0 && seen.length > seen.limit;
    return full || seen.refused() > 0;
  }

  private long quietNanos() {
    long quiet = overflowed ? QUIET_AFTER_OVERFLOW_NANOS : QUIET_NANOS;
    return Math.min(quiet << Math.min(relapses, 6), QUIET_MAX_NANOS);
  }

  private void scheduleRepeat(long nowNanos, long gapNanos) {
    repeatGapNanos = gapNanos;
    repeatAtNanos = nowNanos + gapNanos;
  }
}
