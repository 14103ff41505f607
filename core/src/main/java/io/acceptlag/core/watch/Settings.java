package io.acceptlag.core.watch;

import io.acceptlag.core.incident.Thresholds;
import java.util.function.IntPredicate;

/** What the user has set, as far as the sampler needs to know it. */
public final class Settings {
  final IntPredicate portWanted;
  final Thresholds thresholds;
  final long warnUnservedNanos;
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
}
