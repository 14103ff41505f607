package io.acceptlag.core.report;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.acceptlag.core.cause.Diagnosis;
import org.junit.jupiter.api.Test;

class CauseWordsTest {
  @Test
  void aFirstLineWithoutACauseSaysSo() {
    assertEquals(
        "It is slow. What was seen does not show the cause.",
        CauseWords.opening("It is slow.", Diagnosis.NONE));
    assertEquals(
        "It is slow. The cause is not known yet.",
        CauseWords.opening("It is slow.", Diagnosis.NONE.pending()));
  }
}
