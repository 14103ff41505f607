package io.acceptlag.it;

import static java.util.stream.Collectors.joining;

import java.io.IOException;
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
    PageTable.write(page, "traces", table());
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
