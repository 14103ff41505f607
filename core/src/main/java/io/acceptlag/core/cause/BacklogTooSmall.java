package io.acceptlag.core.cause;

import io.acceptlag.core.evidence.Evidence;
import org.jspecify.annotations.Nullable;

/** A burst met a short queue. The acceptor is not stuck, so here a longer queue does help. */
final class BacklogTooSmall implements Cause {
  @Override
  public @Nullable Diagnosis judge(Evidence evidence) {
    if (!Burst.isThere(evidence) || evidence.limit < 0) {
      return null;
    }
    return Burst.judged(
        evidence,
        Diagnosis.of(
            CauseId.BACKLOG_TOO_SMALL,
            Burst.size(evidence)
                + Burst.afterSteady(evidence)
                + ", and the queue has room for "
                + (evidence.limit + 1)
                + "."
                + Burst.acceptorIsWell(evidence),
            "Raise " + Burst.backlogAdvice(evidence)));
  }
}
