package io.acceptlag.core.watch;

import io.acceptlag.core.cause.CauseId;
import io.acceptlag.core.evidence.OpenRequests;
import io.acceptlag.core.evidence.Serving;
import io.acceptlag.core.incident.Numbering;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.LongFunction;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * What the incidents of one listener know of each other, so that trouble in both its queues is one
 * incident: that of the accept queue takes over one behind accept, with its number, its beginning
 * and its causes. From then on its lines say how many are not served. Only the sampler's thread
 * uses it.
 */
final class BothQueues implements Numbering {
  static final long NO_INCIDENT = -1;

  private final LongSupplier numbers;

  // Of the incident that is open behind accept.
  private long behind = NO_INCIDENT;
  private long sinceNanosBehind;
  private long unservedBehind;
  private long mostBehind;
  private boolean reportedBehind;
  private List<CauseId> causesBehind = Collections.emptyList();

  // Of what the accept queue's incident took over, which is open or was last.
  private long takenOver = NO_INCIDENT;
  private long sinceNanosTakenOver;
  private boolean reportedTakenOver;
  private List<CauseId> causesTakenOver = Collections.emptyList();

  private long unserved;
  private long most;
  private LongFunction<OpenRequests> requestsBehind = nowNanos -> OpenRequests.UNKNOWN;
  private Supplier<Serving> servingBehind = () -> Serving.UNKNOWN;

  /**
   * @param numbers counts incidents across all listeners
   */
  BothQueues(LongSupplier numbers) {
    this.numbers = numbers;
  }

  /** The number of an incident that opens behind accept. */
  long numberBehind() {
    behind = numbers.getAsLong();
    reportedBehind = false;
    causesBehind = Collections.emptyList();
    return behind;
  }

  /**
   * Called at each poll while it is open.
   *
   * @param now how many are unserved
   * @param ever the most that were so at once
   */
  void goesOnBehind(long sinceNanos, long now, long ever) {
    sinceNanosBehind = sinceNanos;
    unservedBehind = now;
    mostBehind = ever;
  }

  /** The cause that was reported of it, if that is known. */
  void reportedBehind(CauseId cause) {
    reportedBehind = true;
    if (cause != CauseId.PENDING && cause != CauseId.UNKNOWN && !causesBehind.contains(cause)) {
      List<CauseId> longer = new ArrayList<>(causesBehind);
      longer.add(cause);
      causesBehind = longer;
    }
  }

  void endsBehind() {
    behind = NO_INCIDENT;
  }

  /** The number of an incident that opens in the accept queue. */
  @Override
  public long next() {
    takenOver = behind;
    behind = NO_INCIDENT;
    if (takenOver == NO_INCIDENT) {
      reportedTakenOver = false;
      causesTakenOver = Collections.emptyList();
      most = unserved;
      return numbers.getAsLong();
    }
    sinceNanosTakenOver = sinceNanosBehind;
    reportedTakenOver = reportedBehind;
    causesTakenOver = causesBehind;
    unserved = unservedBehind;
    most = mostBehind;
    return takenOver;
  }

  @Override
  public long since(long ownNanos) {
    return takenOver == NO_INCIDENT || ownNanos - sinceNanosTakenOver < 0
        ? ownNanos
        : sinceNanosTakenOver;
  }

  /** The number that the accept queue's incident took over, or {@link #NO_INCIDENT}. */
  long takenOver() {
    return takenOver;
  }

  /** Whether a line was written of what it took over. */
  boolean reportedTakenOver() {
    return reportedTakenOver;
  }

  /** The causes that were reported of what it took over, the last one last. */
  List<CauseId> causesTakenOver() {
    return causesTakenOver;
  }

  /** Connections that are accepted and not served, beside an incident of the accept queue. */
  void unserved(long connections) {
    unserved = connections;
    most = Math.max(most, connections);
  }

  long unserved() {
    return unserved;
  }

  /**
   * Sets whom a judgement of the accept queue asks that needs to know.
   *
   * @param requests what clients wait for at that time
   * @param serving what serves the connections
   */
  void looksBehind(LongFunction<OpenRequests> requests, Supplier<Serving> serving) {
    requestsBehind = requests;
    servingBehind = serving;
  }

  OpenRequests requests(long nowNanos) {
    return requestsBehind.apply(nowNanos);
  }

  /** What serves the connections. */
  Serving serving() {
    return servingBehind.get();
  }

  /** The most of them at once, in the incident that the accept queue has, or had last. */
  long most() {
    return most;
  }
}
