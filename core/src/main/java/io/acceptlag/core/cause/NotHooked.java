package io.acceptlag.core.cause;

import io.acceptlag.core.evidence.Evidence;
import org.jspecify.annotations.Nullable;

/**
 * Who accepts is not seen, so there is no telling why it is slow. But a burst is counted by the
 * kernel, and an acceptor may have been found by the frames of its server.
 */
final class NotHooked implements Cause {
  @Override
  public @Nullable Diagnosis judge(Evidence evidence) {
    return evidence.unseen && !evidence.foundBy.isFound() && !Burst.seemsThere(evidence)
        ? Diagnosis.of(
            CauseId.NOT_HOOKED, "It is accepted from where acceptlag does not see it.", null)
        : null;
  }
}
