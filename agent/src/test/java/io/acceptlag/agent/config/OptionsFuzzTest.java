package io.acceptlag.agent.config;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.acceptlag.agent.fuzz.FuzzInputs;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * Whatever the options are, there is a configuration, and a sentence of one line for each fault.
 * .ci/fuzz finds further inputs.
 */
public class OptionsFuzzTest {
  @Test
  void keptInputs() throws Exception {
    FuzzInputs.each("options", OptionsFuzzTest::fuzzerTestOneInput);
  }

  /** Jazzer calls it by this name. */
  public static void fuzzerTestOneInput(byte[] data) {
    String text = new String(data, UTF_8);
    LoadedConfiguration loaded =
        ConfigurationLoader.load(text, name -> text, name -> text, Set.of(text), Set.of(text));
    for (String problem : loaded.problems()) {
      assertFalse(problem.indexOf('\n') >= 0 || problem.isEmpty(), problem);
    }
  }
}
