package io.acceptlag.core.cause;

import io.acceptlag.core.evidence.Evidence;
import org.jspecify.annotations.Nullable;

/** Connections are handed to a pool that has a queue and no thread. */
final class PoolWithoutThread implements Cause {
  @Override
  public @Nullable Diagnosis judge(Evidence evidence) {
    return evidence.serving().withoutThread() ? withoutThread(evidence) : null;
  }

  private static Diagnosis withoutThread(Evidence evidence) {
    String few = FewThreads.words(evidence);
    return Diagnosis.of(
            CauseId.WORKER_POOL_EXHAUSTED,
            "The pool to which its connections are handed has no thread, and "
                + evidence.serving().queued()
                + (evidence.serving().queued() == 1 ? " task waits" : " tasks wait")
                + " for one.",
            "Find out why it has none: it was shut down, its threads have died, or none could be"
                + " started."
                + (few == null ? "" : " " + few + "."))
        .seenOnce();
  }
}
