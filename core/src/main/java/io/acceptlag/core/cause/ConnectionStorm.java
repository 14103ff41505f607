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
            Burst.size(evidence) + usual(evidence) + "." + Burst.acceptorIsWell(evidence),
            "Find who reconnects all at once (a deployment, a restarted peer). To ride it out, raise "
                + Burst.backlogAdvice(evidence)));
  }

  private static String usual(Evidence evidence) {
    return ", after "
        + FigureText.rounded(evidence.usualPerSecond)
        + " a second"
        + (evidence.usualNanos < 0
            ? " before"
            : " in the " + FigureText.seconds(evidence.usualNanos) + " before");
  }
}
