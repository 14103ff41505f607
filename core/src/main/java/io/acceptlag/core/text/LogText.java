package io.acceptlag.core.text;

import java.util.Map;

/**
 * A line of the log: a sentence for a person, and after its last {@code " | "} the pairs for a
 * machine.
 *
 * <p>A value that is not plain is in quotation marks. None has a quotation mark, an equals sign or
 * a vertical bar within, so that the pairs can be told apart without a parser.
 */
public final class LogText {
  private LogText() {}

  /**
   * @param pairs by key, in their order; none that is empty
   */
  public static String line(String sentence, Map<String, String> pairs) {
    StringBuilder line = new StringBuilder(sentence).append(" |");
    for (Map.Entry<String, String> pair : pairs.entrySet()) {
      line.append(' ').append(pair.getKey()).append('=').append(ForeignText.value(pair.getValue()));
    }
    return line.toString();
  }
}
