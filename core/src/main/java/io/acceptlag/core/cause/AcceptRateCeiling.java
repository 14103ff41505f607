package io.acceptlag.core.cause;

import io.acceptlag.core.evidence.AcceptorView;
import io.acceptlag.core.evidence.AcceptorView.Doing;
import io.acceptlag.core.evidence.Evidence;
import io.acceptlag.core.text.FigureText;
import org.jspecify.annotations.Nullable;

/** The acceptor does nothing but accept and hand over, and that is not fast enough. */
final class AcceptRateCeiling implements Cause {
  /** Fewer may have found an acceptor that is well at work by chance. */
  private static final int LOOKS_MIN = 3;

  @Override
  public @Nullable Diagnosis judge(Evidence evidence) {
    AcceptorView acceptor = evidence.acceptor;
    if (acceptor == null || !isSeen(evidence) || Burst.seemsThere(evidence)) {
      return null;
    }
    return Diagnosis.of(
        CauseId.ACCEPT_RATE_CEILING,
        acceptor.thread()
            + " takes "
            + FigureText.rounded(evidence.acceptedLatelyPerSecond)
            + " connections a second, busy all the time. "
            + AcceptorWords.isIn(acceptor),
        "Let it do less for each connection, or let more threads accept.",
        acceptor);
  }

  /** Whether its samples show that, whatever came. */
  static boolean isSeen(Evidence evidence) {
    AcceptorView acceptor = evidence.acceptor;
    return acceptor != null
        && acceptor.doing() == Doing.SOMETHING_ELSE
        && acceptor.share() >= 0.5
        && acceptor.looks() >= LOOKS_MIN
        && Acceptor.isAtWork(evidence);
  }
}
