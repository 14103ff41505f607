package io.acceptlag.core.cause;

import io.acceptlag.core.evidence.AcceptorView;
import io.acceptlag.core.evidence.AcceptorView.Doing;
import io.acceptlag.core.evidence.AsyncAccept;
import io.acceptlag.core.evidence.Evidence;
import io.acceptlag.core.evidence.Frames;
import io.acceptlag.core.evidence.Registration;
import org.jspecify.annotations.Nullable;

/**
 * A loop of the application's own that is told of the listener, and does not accept: its selector
 * returns at once, again and again. Each sample finds it in there, as if it waited.
 */
final class SelectorSpins implements Cause {
  private static final int LOOKS_MIN = 2;

  /** In fewer it may have been in a handler between two of them, and had the CPU for that. */
  private static final int LOOKS_TO_BE_SURE = 3;

  /** The other samples find it in the loop itself, between two turns. */
  private static final double MOSTLY = 0.75;

  /**
   * Of a CPU. Who waits in a selector needs none, and who is given so much could have accepted. Who
   * spins on a busy machine gets no more.
   */
  private static final double BUSY = 0.1;

  @Override
  public @Nullable Diagnosis judge(Evidence evidence) {
    AcceptorView acceptor = evidence.acceptor;
    return acceptor != null && acceptor.looksThere() >= LOOKS_TO_BE_SURE && isSeen(evidence)
        ? Diagnosis.of(
            CauseId.ACCEPT_THREAD_BLOCKED,
            acceptor.thread()
                + " runs through its selector again and again and does not accept"
                + acceptor.howOften()
                + ", though the listener is registered for accept.",
            "Find out why its loop skips the listener, or whether its accept() fails.",
            acceptor)
        : null;
  }

  /** Whether it looks so; then it is no lack of CPU, either. */
  static boolean isSeen(Evidence evidence) {
    AcceptorView acceptor = evidence.acceptor;
    return acceptor != null
        && spins(acceptor)
        && isOfApplication(evidence, acceptor)
        && takesNothing(evidence)
        && evidence.registration() == Registration.FOR_ACCEPT;
  }

  private static boolean spins(AcceptorView acceptor) {
    return acceptor.doing() == Doing.WAITING_FOR_CONNECTIONS
        && acceptor.looksThere() >= LOOKS_MIN
        && acceptor.share() >= MOSTLY
        && acceptor.cpuShare() >= BUSY
        && Frames.waitsInSelector(acceptor.stack());
  }

  /** A known server's loop has much else to do, and skips nothing. */
  private static boolean isOfApplication(Evidence evidence, AcceptorView acceptor) {
    return evidence.server.server() == null
        && EventLoop.of(acceptor.stack()) == null
        && Frames.topmostOfApplication(acceptor.stack()) != null;
  }

  private static boolean takesNothing(Evidence evidence) {
    return evidence.length > 0
        && evidence.acceptedLatelyPerSecond <= 0
        && !evidence.blocking
        && !evidence.acceptsInPool
        && evidence.asyncAccept.asked() == AsyncAccept.Asked.UNKNOWN;
  }
}
