package io.acceptlag.core.cause;

import io.acceptlag.core.evidence.Evidence;
import io.acceptlag.core.handshake.PodRule;
import org.jspecify.annotations.Nullable;

/** A burst met a queue that the kernel had made shorter than the application asked for. */
final class BacklogCapped implements Cause {
  @Override
  public @Nullable Diagnosis judge(Evidence evidence) {
    boolean capped = evidence.limit >= 0 && evidence.requestedBacklog > evidence.limit;
    if (!capped || !Burst.isThere(evidence)) {
      return null;
    }
    return Burst.judged(
        evidence,
        Diagnosis.of(
            CauseId.BACKLOG_CAPPED,
            "The acceptor is well, but more connections came at once than the queue holds"
                + Burst.rate(evidence)
                + ": the server asked for a backlog of "
                + evidence.requestedBacklog
                + ", and net.core.somaxconn made it "
                + evidence.limit
                + ".",
            "Raise net.core.somaxconn of this network namespace to "
                + evidence.requestedBacklog
                + " and restart the server."
                + PodRule.besidesRaisingSomaxconn(evidence.inPod)));
  }
}
