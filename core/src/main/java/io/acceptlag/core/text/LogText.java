package io.acceptlag.core.text;

import java.util.Map;

/**
 * A line of the log: a sentence for people, then {@code " | "} and the pairs for machines.
 *
 * <p>A value that is not plain is in quotation marks. No value contains a quotation mark, an equals
 * sign or a vertical bar, so that pairs can be told apart without a parser.
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
