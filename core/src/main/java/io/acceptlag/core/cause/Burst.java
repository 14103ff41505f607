package io.acceptlag.core.cause;

import io.acceptlag.core.evidence.Evidence;
import io.acceptlag.core.handshake.PodRule;
import io.acceptlag.core.text.FigureText;

/** More connections at once than the queue holds, while the acceptor is well. */
final class Burst {
  private static final long HEALTHY_WAIT_MILLIS = 200;
  private static final long LONG_QUEUE_WAIT_MILLIS = 1000;

  /** The acceptor is out of the queue's sight for about as long even when it is well. */
  private static final double GAP_MIN_SECONDS = 0.1;

  private Burst() {}

  static boolean isThere(Evidence evidence) {
    return evidence.overflowed && isDrained(evidence) && !evidence.acceptorStuck();
  }

  /** While some of it still waits, the next poll may show that the acceptor is not well. */
  static Diagnosis judged(Evidence evidence, Diagnosis diagnosis) {
    return evidence.length == 0 ? diagnosis : diagnosis.seenOnce();
  }

  /** A queue that stays full is no burst; and a long one may take long to empty. */
  private static boolean isDrained(Evidence evidence) {
    boolean prompt =
        evidence.waitMaxMillis == 0
            && evidence.oldestMillis < HEALTHY_WAIT_MILLIS
            && (evidence.acceptedPerSecond > 0 || 2L * evidence.length <= evidence.limit);
    boolean fast =
        evidence.waitMaxMillis < LONG_QUEUE_WAIT_MILLIS
            && evidence.acceptedPerSecond >= evidence.limit;
    return evidence.everAccepted && (prompt || fast);
  }

  /** {@code at 900 a second}; empty where no rate was seen. */
  static String rate(Evidence evidence) {
    return evidence.peakPerSecond < 1
        ? ""
        : ", at up to " + FigureText.rounded(evidence.peakPerSecond) + " a second";
  }

  /**
   * {@code acceptCount to at least 256; net.core.somaxconn is 4096 here, which is enough}: the
   * queue that this burst would have needed.
   */
  static String backlogAdvice(Evidence evidence) {
    long needed = neededBacklog(evidence);
    String text = Server.backlogKey(evidence) + " to at least " + needed;
    if (evidence.somaxconn >= needed) {
      return text + "; net.core.somaxconn is " + evidence.somaxconn + " here, which is enough.";
    }
    return text
        + ", and net.core.somaxconn"
        + (evidence.somaxconn < 0 ? "" : ", which is " + evidence.somaxconn + " here,")
        + " to no less."
        + PodRule.besidesRaisingSomaxconn(evidence.inPod);
  }

  /** Peak rate by the longest time that a connection waited for the acceptor. */
  private static long neededBacklog(Evidence evidence) {
    double gapSeconds = Math.max(GAP_MIN_SECONDS, evidence.waitMaxMillis / 1000.0);
    long needed = (long) Math.ceil(evidence.peakPerSecond * gapSeconds);
    // Never less than what has just proved too little.
    long atLeast = Math.max(needed, 2L * Math.max(1, evidence.limit));
    return Math.max(128, Long.highestOneBit(2 * atLeast - 1));
  }
}
