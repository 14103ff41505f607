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
                + Burst.afterSteady(evidence)
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
    return evidence.somaxconn > evidence.limit
        && evidence.somaxconn >= Math.max(enough(evidence), asked(evidence));
  }

  /** A server that asks for more, such as Integer.MAX_VALUE, wants whatever there is. */
  private static int asked(Evidence evidence) {
    return evidence.limit < Burst.SOMAXCONN_MAX
        ? Math.min(evidence.requestedBacklog, Burst.SOMAXCONN_MAX)
        : evidence.requestedBacklog;
  }

  private static long enough(Evidence evidence) {
    return evidence.burst.known() ? Burst.enough(evidence) : 0;
  }

  /** What it asked for may be too little as well. */
  private static String advice(Evidence evidence) {
    long enough = enough(evidence);
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
            ? Long.toString(Math.max(enough, asked(evidence)))
            : enough + ", " + Server.backlogKey(evidence) + " to no less,")
        + " and restart the server.";
  }
}
