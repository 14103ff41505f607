package io.acceptlag.core.watch;

import io.acceptlag.core.episode.Change;
import io.acceptlag.core.incident.IncidentTracker;
import io.acceptlag.core.incident.Observation;
import io.acceptlag.core.kernel.LocalAddress;
import io.acceptlag.core.listener.Closing;
import io.acceptlag.core.report.SlowAccept;
import io.acceptlag.core.server.ServerIdentity;
import org.jspecify.annotations.Nullable;

/**
 * The incidents of one listener: samples its acceptor while it is suspect, and opens and closes a
 * case for each incident.
 */
final class Casebook {
  /**
   * A queue that was full before the agent came is in trouble once two polls have found it full.
   */
  private static final int POLLS_OF_FINDING = 2;

  private final LocalAddress address;
  private final Settings settings;
  private final IncidentTracker tracker;
  private final Investigation investigation;
  private final Turns turns;
  private final PublishedFigures published;
  private final BothQueues both;
  private final Reporter reporter;
  private final boolean older;
  private boolean suspect;
  private int polls;

  /** The case of the incident that is open, or was last. */
  private @Nullable IncidentCase current;

  /**
   * @param older whether the listener was there before the agent
   */
  Casebook(
      boolean older,
      LocalAddress address,
      Settings settings,
      IncidentTracker tracker,
      Investigation investigation,
      Turns turns,
      PublishedFigures published,
      BothQueues both,
      Reporter reporter) {
    this.older = older;
    this.address = address;
    this.settings = settings;
    this.tracker = tracker;
    this.investigation = investigation;
    this.turns = turns;
    this.published = published;
    this.both = both;
    this.reporter = reporter;
  }

  boolean isOpen() {
    return tracker.isOpen();
  }

  /** Whether an incident is open in which clients were turned away. */
  boolean overflowsNow() {
    return tracker.isOpen() && tracker.overflowed();
  }

  /** Whether no incident is open and none seems to be coming. */
  boolean isCalm() {
    return !suspect && !tracker.isOpen();
  }

  /** Finds out who listens. Called when the listener is found, and at each sign of life. */
  void recognise() {
    investigation.recognise();
  }

  /** Who listens, as far as it is known by now. */
  ServerIdentity server() {
    return investigation.server();
  }

  /** Whether trouble seen at this poll begins with it, or differs from what there was before. */
  boolean troubleBegins(Observation seen) {
    return isCalm() || tracker.comesBack(seen);
  }

  /** Samples the acceptor before an incident opens, so that its first line can say why. */
  void look(Observation seen) {
    polls = Math.min(polls + 1, POLLS_OF_FINDING + 1);
    recognise();
    suspect = tracker.isSuspect(seen);
    if (tracker.comesBack(seen)) {
      // They belong to what was before.
      investigation.forgetSamples();
    }
    if (!suspect || seen.standstillNanos > 0) {
      investigation.interruptSamples();
    }
    if (suspect && turns.take(tracker.id(), investigation.samples())) {
      published.publishSampled(investigation.sampleAcceptor(seen.nowNanos));
    }
  }

  /**
   * Called after {@link #look}.
   *
   * @return the incident that goes on or has just ended, or {@link SlowAccept#NO_INCIDENT}
   */
  long follow(Observation seen, ListenerWatch watch) {
    Change change = tracker.observe(seen);
    boolean concerned = change != Change.NOTHING || tracker.isOpen();
    if (concerned) {
      follow(change, seen, watch);
    }
    if (isCalm()) {
      investigation.forgetSamples();
    }
    return concerned ? tracker.id() : SlowAccept.NO_INCIDENT;
  }

  private void follow(Change change, Observation seen, ListenerWatch watch) {
    IncidentCase now = current(seen.nowNanos);
    if (change == Change.NOTHING
        && !now.isConcerned(seen.nowNanos, tracker.presentNanos(), suspect)) {
      return;
    }
    boolean aLineMayCome = change != Change.NOTHING || now.isUnreported();
    if (aLineMayCome && change != Change.ENDED) {
      investigation.askWhoWaits(seen);
    }
    now.follow(change, tracker.incident(seen), seen, watch, suspect);
  }

  /**
   * The listener is gone, perhaps during an incident.
   *
   * @param harm who closed it while clients waited; null if nobody is known to have
   */
  void close(Observation last, @Nullable Closing harm) {
    if (tracker.isOpen()) {
      current(last.nowNanos).close(tracker.incident(last), harm);
    } else if (harm != null) {
      reporter.closed(address, harm);
    }
  }

  /** {@link SlowAccept#NO_INCIDENT} if none is open. */
  long openIncident() {
    return tracker.isOpen() ? tracker.id() : SlowAccept.NO_INCIDENT;
  }

  /** The current case. It is made here if there was no memory for it when the incident opened. */
  private IncidentCase current(long nowNanos) {
    IncidentCase present = current;
    if (present == null || !present.isOf(tracker.id())) {
      present =
          new IncidentCase(
              tracker.id(),
              nowNanos,
              settings.thresholds.warnWaitNanos(),
              settings.pollNanos,
              older && polls <= POLLS_OF_FINDING,
              address,
              investigation,
              published,
              both,
              reporter);
      investigation.begin();
      current = present;
    }
    return present;
  }
}
