package io.acceptlag.benchmarks;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * In Markdown. The first columns tell what a row is of; the others, its figures, stand to the
 * right, by which {@link Figures} knows them when it reads the table again.
 */
final class Table {
  private final List<String> lines = new ArrayList<>();

  /**
   * @param keys how many of the columns tell what a row is of
   */
  Table(int keys, String... heads) {
    row((Object[]) heads);
    lines.add(
        "|"
            + String.join("", Collections.nCopies(keys, "---|"))
            + String.join("", Collections.nCopies(heads.length - keys, "---:|")));
  }

  void row(Object... cells) {
    StringBuilder line = new StringBuilder("|");
    for (Object cell : cells) {
      line.append(' ').append(cell).append(" |");
    }
    lines.add(line.toString());
    System.out.println(line);
  }

  @Override
  public String toString() {
    return String.join("\n", lines) + "\n";
  }
}
