package io.acceptlag.agent.terminal;

import java.util.ArrayList;
import java.util.List;

/** Rows with aligned columns; the last column may have any length. */
public final class Table {
  private static final String GAP = "  ";

  private final List<String[]> rows = new ArrayList<>();
  private final boolean[] toTheRight;

  /**
   * @param heads names of the columns; one that ends with a blank is aligned to the right
   */
  public Table(String... heads) {
    toTheRight = new boolean[heads.length];
    String[] names = new String[heads.length];
    for (int i = 0; i < heads.length; i++) {
      toTheRight[i] = heads[i].endsWith(" ");
      names[i] = heads[i].trim();
    }
    rows.add(names);
  }

  public void add(String... cells) {
    rows.add(cells);
  }

  public List<String> lines() {
    int[] widths = new int[toTheRight.length];
    for (String[] row : rows) {
      for (int i = 0; i < row.length; i++) {
        widths[i] = Math.max(widths[i], row[i].length());
      }
    }
    List<String> lines = new ArrayList<>();
    for (String[] row : rows) {
      StringBuilder line = new StringBuilder();
      for (int i = 0; i < row.length; i++) {
        String blanks = blanks(widths[i] - row[i].length());
        line.append(i == 0 ? "" : GAP)
            .append(toTheRight[i] ? blanks : "")
            .append(row[i])
            .append(toTheRight[i] ? "" : blanks);
      }
      lines.add(line.toString().replaceAll(" +$", ""));
    }
    return lines;
  }

  private static String blanks(int count) {
    StringBuilder blanks = new StringBuilder();
    for (int i = 0; i < count; i++) {
      blanks.append(' ');
    }
    return blanks.toString();
  }
}
