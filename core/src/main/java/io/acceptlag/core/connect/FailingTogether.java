package io.acceptlag.core.connect;

import io.acceptlag.core.episode.Change;
import io.acceptlag.core.episode.Episode;
import io.acceptlag.core.episode.Pace;
import io.acceptlag.core.report.Event;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Destinations whose connects fail in the same way. If they are many, they are reported in one
 * line: 150 of them are one trouble, of the network or of an outdated list.
 */
final class FailingTogether {
  /** Up to this number they are reported one by one. */
  private static final int ONE_BY_ONE_MAX = 5;

  /** For how long the line of the first one waits for others. */
  private static final long HOLD_NANOS = 1_000_000_000L;

  private final Failure failure;
  private final Episode episode;

  /** Those whose trouble has begun and was not reported yet. */
  private final List<ConnectWatch> held = new ArrayList<>();

  private final Set<ConnectWatch> oneByOne = new LinkedHashSet<>();
  private final Set<ConnectWatch> members = new LinkedHashSet<>();
  private long heldSinceNanos;

  // About all members, including those whose trouble has ended.
  private int destinations;
  private boolean besides;
  private int connectedSince;
  private long endedFailures;

  FailingTogether(Failure failure, long repeatNanos) {
    this.failure = failure;
    // It ends with the last of its members, which have been quiet for long enough.
    episode = new Episode(Pace.endsAfter(0), repeatNanos);
  }

  void opened(ConnectWatch watch, long nowNanos) {
    if (held.isEmpty()) {
      heldSinceNanos = nowNanos;
    }
    held.add(watch);
  }

  /** Whether this destination is reported together with others. */
  boolean has(ConnectWatch watch) {
    return members.contains(watch) || held.contains(watch);
  }

  /** The trouble of this destination has ended. */
  void ended(ConnectWatch watch, ConnectEpisode trouble) {
    oneByOne.remove(watch);
    held.remove(watch);
    if (members.remove(watch)) {
      connectedSince += trouble.wellSince() > 0 ? 1 : 0;
      endedFailures += trouble.count();
    }
  }

  /** The destinations to report one by one now, a few at most. */
  List<ConnectWatch> takeOneByOne(long nowNanos) {
    List<ConnectWatch> taken = new ArrayList<>();
    boolean areFew = members.isEmpty() && oneByOne.size() + held.size() <= ONE_BY_ONE_MAX;
    if (areFew && isHeldLongEnough(nowNanos)) {
      taken.addAll(held);
      oneByOne.addAll(held);
      held.clear();
    }
    return taken;
  }

  /**
   * What there is to report about those that are reported together. To be called after {@link
   * #takeOneByOne}.
   */
  Change observe(long nowNanos) {
    if (isHeldLongEnough(nowNanos)) {
      if (!episode.isOpen()) {
        destinations = 0;
        besides = !oneByOne.isEmpty();
        connectedSince = 0;
        endedFailures = 0;
      }
      destinations += held.size();
      members.addAll(held);
      held.clear();
    }
    if (members.isEmpty()) {
      return episode.rests(nowNanos);
    }
    if (!episode.isOpen()) {
      return episode.open(nowNanos, startNanos());
    }
    episode.goesOn(lastNanos());
    return episode.repeats(nowNanos);
  }

  private boolean isHeldLongEnough(long nowNanos) {
    return !held.isEmpty() && nowNanos - heldSinceNanos >= HOLD_NANOS;
  }

  Failure failure() {
    return failure;
  }

  /** How many destinations have been members, in the open episode or in the last one. */
  int destinations() {
    return destinations;
  }

  /** Whether others had been reported one by one before. */
  boolean besides() {
    return besides;
  }

  /** Of those whose trouble has ended, how many have been connected to since. */
  int connectedSince() {
    return connectedSince;
  }

  /** The first few. */
  List<Destination> some(int max) {
    List<Destination> some = new ArrayList<>();
    for (ConnectWatch member : members) {
      if (some.size() < max) {
        some.add(member.destination());
      }
    }
    return some;
  }

  long failures() {
    long failures = endedFailures;
    for (ConnectWatch member : members) {
      failures += countOf(member);
    }
    return failures;
  }

  ConnectTrouble trouble() {
    return new ConnectTrouble(Event.CONNECT_FAILED, this, episode.startNanos(), episode.endNanos());
  }

  private long countOf(ConnectWatch member) {
    ConnectEpisode trouble = member.failing(failure);
    return trouble == null ? 0 : trouble.count();
  }

  private long startNanos() {
    long start = Long.MAX_VALUE;
    for (ConnectWatch member : members) {
      ConnectEpisode trouble = member.failing(failure);
      start = trouble == null ? start : Math.min(start, trouble.startNanos());
    }
    return start;
  }

  private long lastNanos() {
    long last = episode.endNanos();
    for (ConnectWatch member : members) {
      ConnectEpisode trouble = member.failing(failure);
      last = trouble == null ? last : Math.max(last, trouble.endNanos());
    }
    return last;
  }
}
