package io.acceptlag.core.cause;

import io.acceptlag.core.evidence.AcceptorView;
import io.acceptlag.core.evidence.AcceptorView.Doing;
import io.acceptlag.core.evidence.Evidence;
import io.acceptlag.core.handshake.PodRule;
import io.acceptlag.core.text.FigureText;

/** More connections at once than the queue holds, while the acceptor is well. */
final class Burst {
  private static final long HEALTHY_WAIT_MILLIS = 200;
  private static final long LONG_QUEUE_WAIT_MILLIS = 1000;
  private static final long MOMENTS_NANOS = 1_000_000_000;

  /** Where no wait is known, only the length of the trouble tells a burst from a standstill. */
  private static final long UNSEEN_MAX_NANOS = 3 * MOMENTS_NANOS;

  /** More is refused by kernels before 5.5, which keep the length of a queue in 16 bits. */
  static final int SOMAXCONN_MAX = 65_535;

  /** Of what came, from which on what came all the time is a part that changes the picture. */
  private static final int STEADY_SHARE = 4;

  private Burst() {}

  /** Whether it is one, and all that can be known of its size is known. */
  static boolean isThere(Evidence evidence) {
    return seemsThere(evidence) && evidence.burst.settled() && !hadRoom(evidence);
  }

  /** Whether fewer were counted than the queue holds, so that the count explains nothing. */
  private static boolean hadRoom(Evidence evidence) {
    return evidence.burst.known() && evidence.burst.came() <= evidence.limit + 1L;
  }

  static boolean seemsThere(Evidence evidence) {
    // Of a pool the thread that accepted last says nothing: the next accept may be another's. Of
    // one
    // that was searched for nobody counts the accepts, so that at work it looks as if it were
    // stuck.
    return evidence.overflowed
        && isDrained(evidence)
        && !(evidence.burst.keptFull()
            && !evidence.acceptsInPool
            && !evidence.asynchronous
            && AcceptRateCeiling.isSeen(evidence))
        && (!evidence.unseen || evidence.troubleNanos < UNSEEN_MAX_NANOS)
        && (evidence.acceptsInPool || evidence.foundBy.isFound() || !Acceptor.isStuck(evidence));
  }

  /**
   * Whether so many came within moments that they would have overflowed the queue of a process that
   * runs all the time: at their usual rate they would have been far fewer.
   */
  static boolean isCauseEnough(Evidence evidence) {
    if (!evidence.burst.known()
        || evidence.burst.nanos() >= MOMENTS_NANOS
        || !seemsThere(evidence)) {
      return false;
    }
    double usual = Math.max(0, evidence.usualPerSecond) * evidence.burst.nanos() / 1e9;
    return evidence.burst.came() - usual > evidence.limit + 1L;
  }

  /** While some of it still waits, the next poll may show that the acceptor is not well. */
  static Diagnosis judged(Evidence evidence, Diagnosis diagnosis) {
    boolean raisesSomaxconn =
        (diagnosis.cause() == CauseId.BACKLOG_CAPPED && !BacklogCapped.isRaised(evidence))
            || (evidence.burst.known()
                ? evidence.somaxconn < enough(evidence)
                : mayBeCapped(evidence));
    Diagnosis whole =
        raisesSomaxconn
            ? diagnosis.advising(PodRule.besidesRaisingSomaxconn(evidence.inPod).trim())
            : diagnosis;
    return evidence.length == 0 ? whole : whole.seenOnce();
  }

  /** A queue that stays full is no burst; and a long one may take long to empty. */
  private static boolean isDrained(Evidence evidence) {
    boolean emptied = 2L * evidence.length <= evidence.limit;
    boolean prompt =
        evidence.waitMaxMillis == 0
            && evidence.oldestMillis < HEALTHY_WAIT_MILLIS
            && (evidence.acceptedPerSecond > 0 || emptied);
    boolean fast =
        evidence.waitMaxMillis < LONG_QUEUE_WAIT_MILLIS
            && (evidence.acceptedPerSecond >= evidence.limit
                || (evidence.acceptedPerSecond > 0 && emptied));
    return evidence.everAccepted && (prompt || fast);
  }

  /** {@code 600 connections came within 0.2 s}, as far as they were counted. */
  static String size(Evidence evidence) {
    if (!evidence.burst.known()) {
      return "More connections came at once than the queue holds";
    }
    return (evidence.burst.exact() ? "" : "Up to ")
        + evidence.burst.came()
        + " connections came within "
        + FigureText.within(evidence.burst.nanos());
  }

  /** {@code , after 300 a second}, where much of it came as just before; else empty. */
  static String afterSteady(Evidence evidence) {
    return evidence.burst.known() && STEADY_SHARE * evidence.burst.steady() >= evidence.burst.came()
        ? ", after " + FigureText.rounded(evidence.burst.steadyPerSecond()) + " a second"
        : "";
  }

  /** A sentence after others; empty where no sample has shown it. */
  static String acceptorIsWell(Evidence evidence) {
    AcceptorView acceptor = evidence.acceptor;
    return acceptor == null || acceptor.doing() != Doing.WAITING_FOR_CONNECTIONS
        ? ""
        : " The acceptor waited for connections in "
            + acceptor.looksThere()
            + " of "
            + acceptor.looks()
            + (acceptor.looks() == 1 ? " sample." : " samples.");
  }

  /**
   * {@code acceptCount to at least 1024; net.core.somaxconn is 4096 here, which is enough.}: a
   * queue that holds all of this burst.
   */
  static String backlogAdvice(Evidence evidence) {
    String key = Server.backlogKey(evidence);
    if (!evidence.burst.known()) {
      return key
          + " above "
          + evidence.limit
          + (mayBeCapped(evidence)
              ? ", and net.core.somaxconn, which is " + evidence.somaxconn + " here, as far."
              : ".");
    }
    long enough = enough(evidence);
    String text = key + " to at least " + enough;
    if (evidence.somaxconn >= enough) {
      return text + "; net.core.somaxconn is " + evidence.somaxconn + " here, which is enough.";
    }
    return text
        + ", and net.core.somaxconn"
        + (evidence.somaxconn < 0 ? "" : ", which is " + evidence.somaxconn + " here,")
        + " to no less.";
  }

  /** Whether the kernel would cut a longer one. */
  private static boolean mayBeCapped(Evidence evidence) {
    return evidence.somaxconn >= 0 && evidence.somaxconn <= evidence.limit;
  }

  /**
   * All that came beyond what always comes, rounded up to a power of two, or to what the kernel
   * allows as it is.
   */
  static long enough(Evidence evidence) {
    long room = evidence.limit + 1L;
    long needed = Math.max(evidence.burst.largest(room), room);
    long power = Long.highestOneBit(2 * needed - 1);
    long rounded = needed <= SOMAXCONN_MAX ? Math.min(power, SOMAXCONN_MAX) : power;
    return evidence.somaxconn >= needed ? Math.min(rounded, evidence.somaxconn) : rounded;
  }
}
