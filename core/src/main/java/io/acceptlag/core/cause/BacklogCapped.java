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

  /** Somebody has raised it since the server began to listen, which is when it counts. */
  static boolean isRaised(Evidence evidence) {
    long enough = evidence.burst.known() ? Burst.enough(evidence) : 0;
    return evidence.somaxconn >= Math.max(enough, evidence.requestedBacklog);
  }

  /** What it asked for may be too little as well. */
  private static String advice(Evidence evidence) {
    long enough = evidence.burst.known() ? Burst.enough(evidence) : evidence.requestedBacklog;
    boolean askedEnough = evidence.requestedBacklog >= enough;
    if (isRaised(evidence)) {
      return (askedEnough
              ? "Restart"
              : "Raise " + Server.backlogKey(evidence) + " to at least " + enough + " and restart")
          + " the server: net.core.somaxconn is "
          + evidence.somaxconn
          + " by now, which is enough.";
    }
    return "Raise net.core.somaxconn of this network namespace to "
        + (askedEnough
            ? Integer.toString(evidence.requestedBacklog)
            : enough + ", " + Server.backlogKey(evidence) + " to no less,")
        + " and restart the server.";
  }
}
