package io.acceptlag.core.recording;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.acceptlag.agent.fuzz.FuzzInputs;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/**
 * What is no recording is refused with a sentence, and one that is can be judged. .ci/fuzz finds
 * further inputs.
 */
public class JudgementFuzzTest {
  @Test
  void keptInputs() throws Exception {
    FuzzInputs.each("recordings", JudgementFuzzTest::fuzzerTestOneInput);
  }

  /** Jazzer calls it by this name. */
  public static void fuzzerTestOneInput(byte[] data) {
    try {
      for (Judgement judgement : Judgement.parseAll(new String(data, UTF_8))) {
        judgement.judgeAgain();
      }
    } catch (IllegalArgumentException | IllegalStateException e) {
      assertFalse(Objects.toString(e.getMessage(), "").isEmpty());
    }
  }
}
