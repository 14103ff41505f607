package io.acceptlag.core.cause;

import io.acceptlag.core.evidence.Evidence;
import org.jspecify.annotations.Nullable;

/** A burst met a short queue. The acceptor is well, so here a longer queue does help. */
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
            "The acceptor is well, but more connections came at once than the queue holds"
                + Burst.rate(evidence)
                + ": there is room for "
                + (evidence.limit + 1)
                + ".",
            "Raise " + Burst.backlogAdvice(evidence)));
  }
}
