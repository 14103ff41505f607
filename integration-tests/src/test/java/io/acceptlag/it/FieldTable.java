package io.acceptlag.it;

import static java.util.stream.Collectors.joining;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What each server's trials came to: one row a trial in {@code target/servers.tsv}, and a table in
 * docs/servers.md.
 */
final class FieldTable {
  private static final Path FILE = Path.of("target", "servers.tsv");
  private static final List<String> COLUMNS =
      List.of("start and load", "stopped", "burst", "limit", "blocked");
  private static final List<Row> ROWS = new ArrayList<>();

  private record Row(String server, String version, Jdk jdk, String trial, List<String> wrong) {}

  private FieldTable() {}

  static synchronized void add(
      FieldServer server, Jdk jdk, String trial, List<LogLine> said, List<String> wrong)
      throws IOException {
    String version = server.version(jdk);
    ROWS.add(new Row(server.name(), version, jdk, trial, wrong));
    String row =
        String.join(
            "\t",
            server.name(),
            version,
            Integer.toString(jdk.version()),
            trial,
            wrong.isEmpty() ? "right" : "WRONG",
            said.stream().map(LogLine::toString).collect(joining(" // ")),
            String.join(" // ", wrong));
    System.out.println(row.replace('\t', ';'));
    Files.writeString(FILE, row + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }

  static synchronized void writeInto(Path page) throws IOException {
    PageTable.write(page, "servers", table());
  }

  private static List<String> table() {
    List<String> lines = new ArrayList<>();
    lines.add(
        LocalDate.now(ZoneOffset.UTC)
            + ", "
            + BusyCores.count()
            + " cores, Linux "
            + System.getProperty("os.version").replaceFirst("-.*", "")
            + ". Right: "
            + ROWS.stream().filter(row -> row.wrong.isEmpty()).count()
            + " of "
            + ROWS.size()
            + ".");
    lines.add("");
    lines.add("| server | version | JDK | " + String.join(" | ", COLUMNS) + " |");
    lines.add("|---|---|---|" + "---|".repeat(COLUMNS.size()));
    Map<String, List<Row>> byServer = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    for (Row row : ROWS) {
      byServer
          .computeIfAbsent(
              String.format("%s | %s | %02d", row.server, row.version, row.jdk.version()),
              key -> new ArrayList<>())
          .add(row);
    }
    byServer.forEach(
        (key, rows) ->
            lines.add(
                "| "
                    + key.replaceFirst(" 0(\\d)$", " $1")
                    + " | "
                    + COLUMNS.stream().map(column -> cell(rows, column)).collect(joining(" | "))
                    + " |"));
    lines.add("");
    List<String> misses =
        ROWS.stream()
            .filter(row -> !row.wrong.isEmpty())
            .map(
                row ->
                    "- %s %s, %s, %s: %s"
                        .formatted(
                            row.server,
                            row.version,
                            row.jdk,
                            row.trial,
                            String.join("; ", row.wrong).replace("<", "&lt;")))
            .sorted()
            .toList();
    if (misses.isEmpty()) {
      lines.add("No miss.");
    } else {
      lines.add("Every miss:");
      lines.add("");
      lines.addAll(misses);
    }
    return lines;
  }

  private static String cell(List<Row> rows, String column) {
    return rows.stream()
        .filter(row -> row.trial.startsWith(column))
        .map(row -> row.wrong.isEmpty() ? right(row.trial) : "**wrong**")
        .collect(joining(", "));
  }

  private static String right(String trial) {
    return trial.contains(", 0 of ") ? "all taken" : "right";
  }
}
