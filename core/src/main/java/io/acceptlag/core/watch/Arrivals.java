package io.acceptlag.core.watch;

import io.acceptlag.core.evidence.Evidence;
import io.acceptlag.core.evidence.Traffic;
import io.acceptlag.core.evidence.Turnover;
import io.acceptlag.core.incident.BurstTally;
import io.acceptlag.core.incident.Incident;
import io.acceptlag.core.incident.Observation;

/** How many connections come to one listener, and how fast. */
final class Arrivals {
  private final Traffic traffic = new Traffic();
  private final BurstTally bursts = new BurstTally();

  /**
   * Records a poll that found nothing waiting, and nothing accepted since the one before.
   *
   * @param refused packets so far
   */
  void idle(long nowNanos, long accepted, long refused) {
    traffic.add(nowNanos, accepted, 0, refused, true);
    bursts.idle(nowNanos, accepted);
  }

  /** The listener had refused clients before it was watched, nobody knows when. */
  void foundRefusing(long nowNanos) {
    bursts.foundRefusing(nowNanos);
  }

  /**
   * @param begins whether trouble begins with this poll, if there is any
   */
  void burst(Observation seen, long readNanos, boolean begins) {
    if (begins) {
      bursts.forget();
    }
    boolean went = bursts.begun();
    bursts.add(seen, readNanos);
    if (bursts.begun() && !went) {
      bursts.amidst(traffic.steadyPerSecond(bursts.fromNanos()));
    }
  }

  /**
   * @param refused packets so far
   * @param calm whether what arrives now is the usual traffic
   */
  void traffic(Observation seen, long refused, boolean calm) {
    traffic.add(seen.nowNanos, seen.accepted, seen.length, refused, calm && seen.refused() == 0);
  }

  /**
   * What became of the connections accepted lately.
   *
   * @param countedNanos System.nanoTime when the open connections were counted
   * @param acceptedSoFar connections accepted before that
   * @param open connections still open, whenever they were accepted
   */
  Turnover turnover(long countedNanos, long acceptedSoFar, int open) {
    return traffic.turnover(countedNanos, acceptedSoFar, open);
  }

  /**
   * @param counted whether accepts are counted
   */
  void describe(Incident incident, long nowNanos, boolean counted, Evidence.Builder evidence) {
    evidence.burst = counted ? bursts.burst() : bursts.burst().uncounted();
    if (counted) {
      traffic.describe(incident.startNanos(), incident.endNanos(), nowNanos, evidence);
    }
  }
}
