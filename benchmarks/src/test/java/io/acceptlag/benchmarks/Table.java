package io.acceptlag.benchmarks;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** In Markdown. */
final class Table {
  private final List<String> lines = new ArrayList<>();

  Table(String... heads) {
    row((Object[]) heads);
    lines.add("|" + String.join("", Collections.nCopies(heads.length, "---|")));
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
