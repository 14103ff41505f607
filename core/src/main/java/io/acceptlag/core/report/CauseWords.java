package io.acceptlag.core.report;

import io.acceptlag.core.cause.CauseId;
import io.acceptlag.core.cause.Diagnosis;
import io.acceptlag.core.text.Sentence;

/** What happened, with its cause and what to do about it. */
final class CauseWords {
  private static final String NOT_SHOWN = "What was seen does not show the cause.";

  private CauseWords() {}

  static String after(String happened, Diagnosis diagnosis) {
    return Sentence.of(happened, diagnosis.statement(), diagnosis.advice(), diagnosis.besides());
  }

  /** The same where it is the first line: who finds no cause is to know that it was looked for. */
  static String opening(String happened, Diagnosis diagnosis) {
    // What is to be done besides shows that it was looked for.
    return diagnosis.cause() == CauseId.UNKNOWN && diagnosis.besides() == null
        ? Sentence.of(happened, diagnosis.statement(), null, NOT_SHOWN)
        : after(happened, diagnosis);
  }
}
