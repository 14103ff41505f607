package io.acceptlag.core.connect;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/** What the sampler keeps of a destination between two looks. */
final class ConnectWatch {
  /** One that waited because of a SYN lost on the way tells enough. */
  private static final long SLOW_MIN = 1;

  /** In bulk: single ones are the application's to handle, and it knows of them. */
  private static final long FAILED_MIN = 5;

  /** There is nothing that the application could do about it. */
  private static final long NO_ADDRESS_MIN = 1;

  final Destination destination;
  final ConnectEpisode slow;
  final ConnectEpisode portsLow;
  final Map<Failure, ConnectEpisode> failing = new EnumMap<>(Failure.class);

  /** Of the episode of slow connects. */
  long syns;

  long longestMillis;

  /** The kinds of failure that were told as ports exhausted. */
  final Set<Failure> exhausted = EnumSet.noneOf(Failure.class);

  private long slowBefore;
  private long synsBefore;
  private final Map<Failure, Long> failuresBefore = new EnumMap<>(Failure.class);

  ConnectWatch(Destination destination, long repeatNanos) {
    this.destination = destination;
    slow = new ConnectEpisode(SLOW_MIN, repeatNanos);
    portsLow = new ConnectEpisode(1, repeatNanos);
    for (Failure failure : Failure.values()) {
      failing.put(
          failure,
          new ConnectEpisode(
              failure == Failure.NO_ADDRESS ? NO_ADDRESS_MIN : FAILED_MIN, repeatNanos));
      failuresBefore.put(failure, 0L);
    }
  }

  /** How many have been slow since this was last asked. */
  long takeSlow() {
    long slowNow = destination.slow();
    long more = slowNow - slowBefore;
    slowBefore = slowNow;
    return more;
  }

  long takeSyns() {
    long synsNow = destination.synRetransmits();
    long more = synsNow - synsBefore;
    synsBefore = synsNow;
    return more;
  }

  long takeFailures(Failure failure) {
    long now = destination.failures(failure);
    Long before = failuresBefore.put(failure, now);
    return before == null ? now : now - before;
  }
}
