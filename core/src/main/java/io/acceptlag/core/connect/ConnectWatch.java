package io.acceptlag.core.connect;

import io.acceptlag.core.episode.Change;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the sampler keeps of a destination between two readings. */
final class ConnectWatch {
  /** A single connect that waited for a lost SYN is worth reporting. */
  private static final long SLOW_MIN = 1;

  /** Only many at once: single failures are for the application to handle, which knows of them. */
  private static final long FAILED_MIN = 5;

  /**
   * For destinations on this machine. A program that starts looks for others of its kind here, or
   * waits for a proxy beside it, and finds none yet: Payara tries the ports of other instances five
   * times. If it goes on for longer, {@link InARow} reports it.
   */
  private static final long FAILED_NEARBY_MIN = 10;

  /** A single one is enough, because the application can do nothing about it. */
  private static final long NO_ADDRESS_MIN = 1;

  private final Destination destination;
  private final ConnectEpisode slow;
  private final ConnectEpisode portsLow;
  private final Map<Failure, ConnectEpisode> failing = new EnumMap<>(Failure.class);

  // Of the episode of slow connects.
  private long syns;
  private long longestMillis;

  /** The kinds of failure that were reported as ports exhausted. */
  private final Set<Failure> exhausted = EnumSet.noneOf(Failure.class);

  private long slowBefore;
  private long synsBefore;
  private long succeededBefore;
  private final Map<Failure, Long> failuresBefore = new EnumMap<>(Failure.class);

  /** Local ports that connections to it had when they were last counted. */
  private long portsInUse;

  /** How many connects had succeeded by then. */
  private long succeededThen;

  // Since the reading before this one.
  private long moreSlow;
  private long moreSucceeded;
  private long moreFailed;
  private final Map<Failure, Long> moreFailures = new EnumMap<>(Failure.class);

  ConnectWatch(Destination destination, long repeatNanos) {
    this.destination = destination;
    slow = new ConnectEpisode(SLOW_MIN, repeatNanos);
    portsLow = new ConnectEpisode(1, repeatNanos);
    for (Failure failure : Failure.values()) {
      failing.put(
          failure,
          failure == Failure.NO_ADDRESS
              ? new ConnectEpisode(NO_ADDRESS_MIN, repeatNanos)
              : new ConnectEpisode(this::failedMin, repeatNanos));
      failuresBefore.put(failure, 0L);
    }
  }

  private long failedMin() {
    boolean neverReached = destination.durations().count() == 0;
    return neverReached && destination.endpoint().isLoopback() ? FAILED_NEARBY_MIN : FAILED_MIN;
  }

  Destination destination() {
    return destination;
  }

  ConnectEpisode slow() {
    return slow;
  }

  ConnectEpisode portsLow() {
    return portsLow;
  }

  @Nullable ConnectEpisode failing(Failure failure) {
    return failing.get(failure);
  }

  /** SYNs sent again in the episode of slow connects. */
  long syns() {
    return syns;
  }

  /** The longest connect in the episode of slow connects. */
  long longestMillis() {
    return longestMillis;
  }

  /**
   * How many local ports connections to it may have at most: those that had one when they were last
   * counted, and one for each connect of this process that has succeeded since.
   */
  long portsInUseMax() {
    return portsInUse + destination.durations().count() - succeededThen;
  }

  void portsCounted(int inUse) {
    portsInUse = inUse;
    succeededThen = destination.durations().count();
  }

  /** What its destination has counted since this was last called; before it is observed. */
  void read() {
    // A slow one is counted as one that has succeeded before it is counted as slow.
    long slowNow = destination.slow();
    long succeededNow = destination.durations().count();
    moreSlow = slowNow - slowBefore;
    moreSucceeded = succeededNow - succeededBefore;
    slowBefore = slowNow;
    succeededBefore = succeededNow;
    moreFailed = 0;
    for (Failure failure : Failure.values()) {
      long more = takeFailures(failure);
      moreFailures.put(failure, more);
      moreFailed += more;
    }
  }

  Change observeSlow(long nowNanos) {
    long wentWell = Math.max(0, moreSucceeded - moreSlow);
    Change change = slow.observe(nowNanos, moreSlow, wentWell, moreFailed);
    long moreSyns = takeSyns();
    long longestNow = destination.takeLongestMillis();
    boolean opened = change == Change.OPENED;
    syns = opened ? moreSyns : syns + moreSyns;
    longestMillis = opened ? longestNow : Math.max(longestMillis, longestNow);
    return change;
  }

  Change observeFailures(Failure failure, long nowNanos) {
    ConnectEpisode episode = failing.get(failure);
    Long more = moreFailures.get(failure);
    return episode == null || more == null
        ? Change.NOTHING
        : episode.observe(nowNanos, more, moreSucceeded, moreFailed - more);
  }

  /** Sets whether failures of this kind are reported as exhausted ports from now on. */
  void tellsExhausted(Failure failure, boolean portsExhausted) {
    if (portsExhausted) {
      exhausted.add(failure);
    } else {
      exhausted.remove(failure);
    }
  }

  /** Whether failures of this kind were reported as exhausted ports; asked when they have ended. */
  boolean takeExhausted(Failure failure) {
    return exhausted.remove(failure);
  }

  private long takeSyns() {
    long synsNow = destination.synRetransmits();
    long more = synsNow - synsBefore;
    synsBefore = synsNow;
    return more;
  }

  private long takeFailures(Failure failure) {
    long now = destination.failures(failure);
    Long before = failuresBefore.put(failure, now);
    return before == null ? now : now - before;
  }
}
