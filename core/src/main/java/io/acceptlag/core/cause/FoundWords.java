package io.acceptlag.core.cause;

import io.acceptlag.core.evidence.Evidence;
import io.acceptlag.core.evidence.FoundAcceptor.By;

/** By what an acceptor was told that has accepted nothing yet since the agent was attached. */
final class FoundWords {
  private FoundWords() {}

  /** Last, because it may be cut where a line is long. */
  static Diagnosis add(Diagnosis diagnosis, Evidence evidence) {
    if (diagnosis.threadName() == null) {
      return diagnosis;
    }
    // No switch: its table would be a class more, to be loaded in trouble.
    By by = evidence.foundBy;
    if (by == By.SELECTOR) {
      return diagnosis.saying("This listener is in its selector.");
    }
    return !evidence.foundIn.isEmpty() && (by == By.SERVER || by == By.CODE)
        ? diagnosis.saying("It is the acceptor by its stack: " + evidence.foundIn + ".")
        : diagnosis;
  }

  /** Of the cause nothing is known, but that it was looked for. */
  static Diagnosis nobody(Evidence evidence) {
    if (evidence.foundBy == By.NOTHING) {
      return Diagnosis.unknown(
          "Nothing has accepted here after acceptlag was attached, and no thread was recognised as"
              + " its acceptor, which may have ended.");
    }
    return evidence.foundBy == By.SEVERAL
        ? Diagnosis.unknown(
            "Several threads are stuck in accept loops, and which of them is this listener's does"
                + " not show.")
        : Diagnosis.NONE;
  }
}
