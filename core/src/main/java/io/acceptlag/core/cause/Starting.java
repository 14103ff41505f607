package io.acceptlag.core.cause;

import io.acceptlag.core.evidence.Evidence;
import io.acceptlag.core.text.FigureText;
import org.jspecify.annotations.Nullable;

/** It listens, so clients connect; but no thread has called accept() yet, or had then. */
final class Starting implements Cause {
  private static final String BIND_WHEN_READY =
      "Bind the port only when the application is ready to serve";

  private static final long MILLI_NANOS = 1_000_000;

  @Override
  public @Nullable Diagnosis judge(Evidence evidence) {
    if (evidence.unseen || evidence.foundBy.isFound()) {
      return null;
    }
    if (evidence.everAccepted) {
      return evidence.beganBeforeFirstAccept && evidence.length == 0
          ? Diagnosis.of(
              CauseId.STARTING,
              "Nothing accepted on it before: the wait ended with the first.",
              null)
          : null;
    }
    Diagnosis starting = notAcceptedYet(evidence);
    // A poll may fall in the midst of the first burst of a server that is ready.
    return evidence.beganBeforeFirstAccept ? starting : starting.seenOnce();
  }

  private static Diagnosis notAcceptedYet(Evidence evidence) {
    if (evidence.twinAccepts) {
      return Diagnosis.of(
          CauseId.STARTING,
          "Another socket of this process has this address (SO_REUSEPORT) and is accepted from;"
              + " this one is not, bound for "
              + boundFor(evidence)
              + ". The kernel gives each its share of the clients.",
          "Accept on both, or close this one.");
    }
    String since = boundFor(evidence);
    // Where it is must not be cut where a line would be too long: it says what the remedy only
    // asks.
    return evidence.binder == null
        ? Diagnosis.of(
            CauseId.STARTING,
            "It has been bound for " + since + ", and nothing has accepted on it yet.",
            BIND_WHEN_READY + ", or see what holds up its start.")
        : Diagnosis.of(
            CauseId.STARTING,
            "Nothing has accepted on it yet. "
                + AcceptorWords.whichBoundItIsIn(evidence.binder, since)
                + BlockedWords.whoElse(evidence),
            BIND_WHEN_READY + ".");
  }

  /**
   * It is known from its first poll on, and may have been bound before that, as its clients show.
   */
  private static String boundFor(Evidence evidence) {
    return FigureText.seconds(Math.max(evidence.knownNanos, evidence.oldestMillis * MILLI_NANOS));
  }
}
