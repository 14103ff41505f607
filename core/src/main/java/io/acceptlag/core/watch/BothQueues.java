package io.acceptlag.core.watch;

import io.acceptlag.core.cause.CauseId;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What the incidents of one listener know of each other, so that trouble in both its queues is one
 * incident: that of the accept queue takes over one behind accept, with its number and its cause.
 * From then on its lines say how many are not served. Only the sampler's thread uses it.
 */
final class BothQueues {
  static final long NO_INCIDENT = -1;

  private final LongSupplier numbers;

  // Of the incident that is open behind accept.
  private long behind = NO_INCIDENT;
  private @Nullable CauseId causeBehind;
  private long unservedBehind;
  private long mostBehind;

  // Of what the accept queue's incident took over, which is open or was last.
  private long takenOver = NO_INCIDENT;
  private @Nullable CauseId causeTakenOver;

  private long unserved;
  private long most;

  /**
   * @param numbers counts incidents across all listeners
   */
  BothQueues(LongSupplier numbers) {
    this.numbers = numbers;
  }

  /** The number of an incident that opens behind accept. */
  long numberBehind() {
    behind = numbers.getAsLong();
    causeBehind = null;
    return behind;
  }

  /** The cause that was reported of it, perhaps {@link CauseId#PENDING}. */
  void reportedBehind(CauseId cause) {
    causeBehind = cause;
  }

  void endsBehind() {
    behind = NO_INCIDENT;
  }

  /**
   * Called at each poll while it is open.
   *
   * @param now how many are unserved
   * @param ever the most that were so at once
   */
  void goesOnBehind(long now, long ever) {
    unservedBehind = now;
    mostBehind = ever;
  }

  /** The number of an incident that opens in the accept queue. */
  long numberInFront() {
    takenOver = behind;
    if (behind == NO_INCIDENT) {
      causeTakenOver = null;
      most = unserved;
      return numbers.getAsLong();
    }
    causeTakenOver = causeBehind;
    unserved = unservedBehind;
    most = mostBehind;
    return behind;
  }

  /** The number that the accept queue's incident took over, or {@link #NO_INCIDENT}. */
  long takenOver() {
    return takenOver;
  }

  /** The cause that was reported of what it took over; null if it took over nothing reported. */
  @Nullable CauseId causeTakenOver() {
    return causeTakenOver;
  }

  /** Connections that are accepted and not served, beside an incident of the accept queue. */
  void unserved(long connections) {
    unserved = connections;
    most = Math.max(most, connections);
  }

  long unserved() {
    return unserved;
  }

  /** The most of them since the accept queue's incident opened. */
  long most() {
    return most;
  }
}
