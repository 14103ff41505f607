package io.acceptlag.agent.terminal;

import java.util.ArrayList;
import java.util.List;

/** A paragraph as lines. */
public final class Wrapped {
  private Wrapped() {}

  /**
   * @param columns a longer word has a line of its own
   */
  public static List<String> of(String text, int columns) {
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder();
    for (String word : text.split(" ", -1)) {
      if (line.length() > 0 && line.length() + 1 + word.length() > columns) {
        lines.add(line.toString());
        line.setLength(0);
      }
      line.append(line.length() == 0 ? "" : " ").append(word);
    }
    lines.add(line.toString());
    return lines;
  }
}
