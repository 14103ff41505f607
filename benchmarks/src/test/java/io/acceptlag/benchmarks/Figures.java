package io.acceptlag.benchmarks;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The ratios, and the figures that have a bound, in the tables of a section. */
final class Figures {
  private static final String FIGURE = "---:";

  private Figures() {}

  /** A line for each of those measured now: what it is, what it was, what it is. */
  static String compared(String before, String now) {
    Map<String, String> old = of(before);
    StringBuilder lines = new StringBuilder();
    of(now)
        .forEach(
            (what, figure) ->
                lines
                    .append(what)
                    .append(": was ")
                    .append(old.getOrDefault(what, "not measured"))
                    .append(", is ")
                    .append(figure)
                    .append('\n'));
    return lines.toString();
  }

  private static Map<String, String> of(String section) {
    Map<String, String> figures = new LinkedHashMap<>();
    List<String> heads = List.of();
    List<String> kinds = List.of();
    List<String> previous = List.of();
    for (String line : section.split("\n", -1)) {
      List<String> cells = cells(line);
      if (cells.isEmpty()) {
        kinds = List.of();
      } else if (cells.get(0).startsWith("---")) {
        heads = previous;
        kinds = cells;
      } else if (cells.size() == kinds.size()) {
        add(figures, heads, kinds, cells);
      }
      previous = cells;
    }
    return figures;
  }

  private static void add(
      Map<String, String> figures, List<String> heads, List<String> kinds, List<String> cells) {
    int keys = kinds.contains(FIGURE) ? kinds.indexOf(FIGURE) : kinds.size();
    String row = withoutMinorVersions(String.join(", ", cells.subList(0, keys)));
    for (int i = keys; i < cells.size(); i++) {
      boolean ratioOrBounded = heads.get(i).contains(" / ") || heads.get(i).endsWith(")");
      if (ratioOrBounded && !cells.get(i).isEmpty()) {
        figures.put(row + ", " + heads.get(i), cells.get(i));
      }
    }
  }

  /** So that an update of a JDK or an agent does not lose what it is to be compared with. */
  private static String withoutMinorVersions(String row) {
    return row.replaceAll("\\b1\\.8\\.0\\S*?(?=,|$)", "8")
        .replaceAll("\\b(\\d+)\\.\\d[\\w.]*", "$1");
  }

  private static List<String> cells(String line) {
    if (!line.startsWith("|")) {
      return List.of();
    }
    List<String> cells = new ArrayList<>();
    for (String cell : line.substring(1, line.lastIndexOf('|')).split("\\|", -1)) {
      cells.add(cell.strip());
    }
    return cells;
  }
}
