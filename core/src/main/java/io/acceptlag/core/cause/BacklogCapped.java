package io.acceptlag.core.cause;

import io.acceptlag.core.evidence.Evidence;
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
            Burst.size(evidence)
                + ". The server asked for a backlog of "
                + evidence.requestedBacklog
                + ", and net.core.somaxconn made it "
                + evidence.limit
                + "."
                + Burst.acceptorIsWell(evidence),
            advice(evidence)));
  }

  /** What it asked for may be too little as well. */
  private static String advice(Evidence evidence) {
    long enough = evidence.burst.known() ? Burst.enough(evidence) : evidence.requestedBacklog;
    boolean askedEnough = evidence.requestedBacklog >= enough;
    return "Raise net.core.somaxconn of this network namespace to "
        + (askedEnough
            ? Integer.toString(evidence.requestedBacklog)
            : enough + ", " + Server.backlogKey(evidence) + " to no less,")
        + " and restart the server.";
  }
}
