package io.acceptlag.it;

import static java.util.stream.Collectors.joining;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** What came of each row of {@link TraceRows}, as a table in docs/opentelemetry-agent.md. */
final class TraceTable {
  private static final String BEGIN = "<!-- From here on written by mvn verify -Ptraces -->";
  private static final String END = "<!-- To here -->";

  private static final Set<TraceRow> BEGUN = new LinkedHashSet<>();
  private static final Set<TraceRow> RIGHT = new LinkedHashSet<>();

  private TraceTable() {}

  static synchronized void begin(TraceRow row) {
    BEGUN.add(row);
  }

  static synchronized void right(TraceRow row) {
    RIGHT.add(row);
  }

  static synchronized void writeInto(Path page) throws IOException {
    List<String> lines = Files.readAllLines(page);
    int first = lines.indexOf(BEGIN);
    int last = lines.indexOf(END);
    if (first < 0 || last < first) {
      throw new IOException(page + " has no place for the table: " + BEGIN + " … " + END);
    }
    List<String> written = new ArrayList<>(lines.subList(0, first + 1));
    written.add("");
    written.addAll(table());
    written.add("");
    written.addAll(lines.subList(last, lines.size()));
    Files.write(page, written);
  }

  private static List<String> table() {
    List<String> lines = new ArrayList<>();
    lines.add(
        LocalDate.now(ZoneOffset.UTC)
            + ", into an OpenTelemetry Collector "
            + Collector.VERSION
            + ". Right: "
            + RIGHT.size()
            + " of "
            + BEGUN.size()
            + ".");
    lines.add("");
    lines.add("| server | clients speak | agent 2.33.1, JDK | agent 2.20.1, JDK |");
    lines.add("|---|---|---|---|");
    Map<String, List<TraceRow>> byServer = new LinkedHashMap<>();
    TraceRows.ALL.stream()
        .filter(BEGUN::contains)
        .forEach(
            row ->
                byServer
                    .computeIfAbsent(row.name() + " | " + row.by(), key -> new ArrayList<>())
                    .add(row));
    byServer.forEach(
        (key, rows) ->
            lines.add(
                "| "
                    + key
                    + " | "
                    + jdks(rows.stream().filter(row -> !row.older()))
                    + " | "
                    + jdks(rows.stream().filter(TraceRow::older))
                    + " |"));
    return lines;
  }

  private static String jdks(Stream<TraceRow> rows) {
    return rows.map(row -> RIGHT.contains(row) ? "" + row.jdk() : "**not " + row.jdk() + "**")
        .collect(joining(", "));
  }
}
