package io.acceptlag.it;

import static java.util.stream.Collectors.joining;

import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What came of each run beside another agent, as a table in docs/other-agents.md. */
final class BesideTable {
  private static final List<Row> ROWS = new ArrayList<>();

  /**
   * @param wrong what was, or nothing
   */
  private record Row(BesideAgent agent, Jdk jdk, String order, String wrong) {}

  private BesideTable() {}

  static synchronized void add(BesideAgent agent, Jdk jdk, String order, String wrong) {
    ROWS.add(new Row(agent, jdk, order, wrong));
    System.out.println(
        agent + ", " + jdk + ", ours " + order + ": " + (wrong.isEmpty() ? "right" : wrong));
  }

  static synchronized void writeInto(Path page) throws IOException {
    PageTable.write(page, "agents", table());
  }

  private static List<String> table() {
    Map<String, List<Row>> byAgent = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    for (Row row : ROWS) {
      String key = row.agent.name() + " | " + row.agent.version();
      byAgent.computeIfAbsent(key, unused -> new ArrayList<>()).add(row);
    }
    List<String> lines = new ArrayList<>();
    lines.add(
        "%s, Linux %s. Right: %d of %d."
            .formatted(
                LocalDate.now(ZoneOffset.UTC),
                System.getProperty("os.version").replaceFirst("-.*", ""),
                ROWS.stream().filter(row -> row.wrong.isEmpty()).count(),
                ROWS.size()));
    lines.add("");
    lines.add("| agent | version | ours first | ours last | ours attached later |");
    lines.add("|---|---|---|---|---|");
    byAgent.forEach(
        (agent, rows) ->
            lines.add(
                "| %s | %s | %s | %s |"
                    .formatted(
                        agent,
                        cell(rows, "first"),
                        cell(rows, "last"),
                        cell(rows, "attached later"))));
    for (Row row : ROWS) {
      if (!row.wrong.isEmpty()) {
        lines.add("");
        lines.add("%s, %s, ours %s: %s".formatted(row.agent, row.jdk, row.order, row.wrong));
      }
    }
    return lines;
  }

  private static String cell(List<Row> rows, String order) {
    return rows.stream()
        .filter(row -> row.order.equals(order))
        .sorted((one, other) -> one.jdk.version() - other.jdk.version())
        .map(row -> row.jdk.version() + (row.wrong.isEmpty() ? "" : " **wrong**"))
        .collect(joining(", "));
  }
}
