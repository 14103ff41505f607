package io.acceptlag.core.cause;

import io.acceptlag.core.evidence.Evidence;
import io.acceptlag.core.evidence.Turnover;
import io.acceptlag.core.text.FigureText;

/**
 * Connections that are closed as fast as they come, so that most of them need not be made: if
 * clients kept theirs, the queue would have to hold fewer. Where a queue is in trouble for what
 * comes, that is a remedy too. It rests on closed ones that were counted: how long those live that
 * nobody has closed yet, nobody knows.
 */
final class Churn {
  /** Within a second or two. */
  private static final long ACCEPTED_MIN = 100;

  private Churn() {}

  /** Fewer connections help where there is no room for them, or no time. */
  private static boolean isBusyAccepting(Evidence evidence) {
    return new AcceptRateCeiling().judge(evidence) != null;
  }

  /** A sentence after others; empty where connections are kept, or nobody knows. */
  static String advice(Evidence evidence) {
    Turnover turnover = evidence.turnover;
    if (!turnover.known() || (!evidence.overflowed && !isBusyAccepting(evidence))) {
      return "";
    }
    if (turnover.accepted() < ACCEPTED_MIN || 2 * turnover.closed() < turnover.accepted()) {
      return "";
    }
    String key = Server.keepAliveKey(evidence);
    return "Besides, "
        + (turnover.closed() == turnover.accepted()
            ? "all "
            : "at least " + turnover.closed() + " of ")
        + turnover.accepted()
        + " accepted within "
        + FigureText.within(turnover.nanos())
        + " are closed: let clients or proxies keep connections"
        + (key == null ? "." : " (" + key + " on this side).");
  }
}
