package io.acceptlag.core.watch;

import io.acceptlag.core.incident.Thresholds;
import java.util.function.IntPredicate;

/**
 * The user's settings that the sampler needs. Some may be changed by any thread; the sampler sees
 * that at its next poll.
 */
public final class Settings {
  private volatile IntPredicate portWanted;
  final Thresholds thresholds;
  private volatile long warnUnservedNanos;
  final boolean inPod;
  final long pollNanos;
  final boolean fromStart;

  /**
   * @param warnUnservedNanos how long a connection is unread until an incident opens; 0: accepted
   *     connections are not watched
   * @param inPod whether this is a pod of Kubernetes
   * @param pollNanos from one poll to the next, if nothing comes between
   * @param fromStart whether the agent was there before the application began
   */
  public Settings(
      IntPredicate portWanted,
      Thresholds thresholds,
      long warnUnservedNanos,
      boolean inPod,
      long pollNanos,
      boolean fromStart) {
    this.portWanted = portWanted;
    this.thresholds = thresholds;
    this.warnUnservedNanos = warnUnservedNanos;
    this.inPod = inPod;
    this.pollNanos = pollNanos;
    this.fromStart = fromStart;
  }

  /** A new object after each change. */
  IntPredicate portWanted() {
    return portWanted;
  }

  long warnUnservedNanos() {
    return warnUnservedNanos;
  }

  public Thresholds thresholds() {
    return thresholds;
  }

  /**
   * Sets the ports to watch. Listeners of other ports are forgotten, and those of these ports
   * found.
   */
  public void wantPorts(IntPredicate wanted) {
    portWanted = wanted;
  }

  /**
   * @param nanos not 0, and may be set only if it was not 0 before: sampling cannot begin later
   */
  public void warnUnserved(long nanos) {
    warnUnservedNanos = nanos;
  }
}
