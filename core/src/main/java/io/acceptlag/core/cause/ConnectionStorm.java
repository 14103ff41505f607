package io.acceptlag.core.cause;

import io.acceptlag.core.evidence.Evidence;
import io.acceptlag.core.text.FigureText;
import org.jspecify.annotations.Nullable;

/** Far more connections than usual, at a listener that is otherwise well. */
final class ConnectionStorm implements Cause {
  private static final double TIMES_USUAL = 10;
  private static final double USUAL_MIN_PER_SECOND = 1;

  @Override
  public @Nullable Diagnosis judge(Evidence evidence) {
    boolean stormy =
        evidence.usualPerSecond >= USUAL_MIN_PER_SECOND
            && evidence.peakPerSecond >= TIMES_USUAL * evidence.usualPerSecond;
    if (!stormy || !Burst.isThere(evidence)) {
      return null;
    }
    return Burst.judged(
        evidence,
        Diagnosis.of(
            CauseId.CONNECTION_STORM,
            "The acceptor is well, but connections came at up to "
                + FigureText.rounded(evidence.peakPerSecond)
                + " a second, where "
                + FigureText.rounded(evidence.usualPerSecond)
                + " are usual.",
            "Find who reconnects all at once (a deployment, a restarted peer). To ride it out, raise "
                + Burst.backlogAdvice(evidence)));
  }
}
