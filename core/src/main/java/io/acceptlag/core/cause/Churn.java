package io.acceptlag.core.cause;

import io.acceptlag.core.evidence.Evidence;
import io.acceptlag.core.text.FigureText;

/**
 * Connections that live so short that most of them need not be made: if clients kept theirs, the
 * queue would have to hold fewer. Where a queue is in trouble for what comes, that is a remedy too.
 */
final class Churn {
  private static final double PER_SECOND_MIN = 100;
  private static final double LIFETIME_MAX_SECONDS = 1;

  private Churn() {}

  /** Fewer connections help where there is no room for them, or no time. */
  private static boolean isBusyAccepting(Evidence evidence) {
    return new AcceptRateCeiling().judge(evidence) != null;
  }

  /** A sentence after others; empty where connections are kept, or nobody knows. */
  static String advice(Evidence evidence) {
    if (!evidence.overflowed && !isBusyAccepting(evidence)) {
      return "";
    }
    double perSecond = Math.max(evidence.usualPerSecond, evidence.acceptedPerSecond);
    if (evidence.openConnections < 0 || perSecond < PER_SECOND_MIN) {
      return "";
    }
    // Little's law: as many are open as come in a lifetime.
    double lifetimeSeconds = evidence.openConnections / perSecond;
    if (lifetimeSeconds >= LIFETIME_MAX_SECONDS) {
      return "";
    }
    String key = Server.keepAliveKey(evidence);
    return "Besides, "
        + FigureText.rounded(perSecond)
        + " connections a second come that live "
        + FigureText.duration(Math.max(1, Math.round(1000 * lifetimeSeconds)))
        + " on average: let clients keep their connections"
        + (key == null ? "." : " (" + key + " on this side).");
  }
}
