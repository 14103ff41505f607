package io.acceptlag.core.cause;

import io.acceptlag.core.evidence.AcceptorSample;
import io.acceptlag.core.evidence.Evidence;
import org.jspecify.annotations.Nullable;

/** The JVM held up all its threads: for garbage collection, or for another operation. */
final class StopTheWorld implements Cause {
  @Override
  public @Nullable Diagnosis judge(Evidence evidence) {
    Standstill still = new Standstill(evidence);
    if (!still.isBy(still.pausedNanos) && !still.explains(still.pausedNanos)) {
      return null;
    }
    if (2 * still.collectingNanos >= still.pausedNanos) {
      AcceptorSample asking = AskedCollection.by(evidence);
      return Diagnosis.of(
          CauseId.STOP_THE_WORLD,
          "The whole JVM stood still for garbage collection: "
              + still.share(still.collectingNanos)
              + "."
              + (asking == null ? "" : AskedCollection.words(asking)),
          (asking != null
                  ? AskedCollection.advice(asking)
                  : "Look into the GC log (-Xlog:gc, on Java 8 -verbose:gc): give it more heap, or a"
                      + " collector with short pauses.")
              + still.noBacklogHelps());
    }
    if (Standstill.isThrottled(evidence.host) || Acceptor.isKeptReady(evidence)) {
      // A thread without a CPU reaches no safepoint, and all the others wait for it.
      return null;
    }
    return Diagnosis.of(
        CauseId.STOP_THE_WORLD,
        "The whole JVM stood still at a safepoint that was no garbage collection: "
            + still.share(still.pausedNanos)
            + ".",
        "Find it with -Xlog:safepoint (on Java 8 -XX:+PrintSafepointStatistics): a heap or thread"
            + " dump, or a long loop that no safepoint interrupts.");
  }
}
