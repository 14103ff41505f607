package io.acceptlag.core.watch;

import io.acceptlag.core.incident.Thresholds;
import java.util.function.IntPredicate;

/**
 * What the user has set, as far as the sampler needs to know it. Some of it may be changed by any
 * thread; the sampler sees that at its next poll.
 */
public final class Settings {
  private volatile IntPredicate portWanted;
  final Thresholds thresholds;
  private volatile long warnUnservedNanos;
  final boolean inPod;
  final long pollNanos;
  final boolean fromStart;

  /**
   * @param warnUnservedNanos for which a connection is unread that opens an incident; 0: nothing is
   *     asked of accepted connections
   * @param inPod whether this is a pod of Kubernetes
   * @param pollNanos from one poll to the next, if nothing comes between
   * @param fromStart whether the application began no earlier than we did
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

  /** Another object each time that it is changed. */
  IntPredicate portWanted() {
    return portWanted;
  }

  long warnUnservedNanos() {
    return warnUnservedNanos;
  }

  public Thresholds thresholds() {
    return thresholds;
  }

  /** Listeners of other ports are forgotten, those of these ports found. */
  public void wantPorts(IntPredicate wanted) {
    portWanted = wanted;
  }

  /**
   * @param nanos not 0, nor was it before: what is not sampled from the start never is
   */
  public void warnUnserved(long nanos) {
    warnUnservedNanos = nanos;
  }
}
