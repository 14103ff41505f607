package io.acceptlag.it;

import static java.util.Comparator.comparingInt;
import static java.util.stream.Collectors.collectingAndThen;
import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toList;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Scenario against cause named, with the time that it took: for docs/causes.md. */
final class ConfusionTable {
  private static final String BEGIN = "<!-- From here on written by mvn verify -Pcauses -->";
  private static final String END = "<!-- To here -->";

  /** warn.wait and 3 polls. */
  private static final int BOUND_MILLIS = 500;

  private final String heading;
  private final List<CauseOutcome> outcomes;
  private final Collection<String> notRun;

  ConfusionTable(String heading, List<CauseOutcome> outcomes, Collection<String> notRun) {
    this.heading = heading;
    this.outcomes = outcomes;
    this.notRun = notRun;
  }

  static ConfusionTable of(CauseOutcomes outcomes, int runs) {
    String jdks =
        outcomes.outcomes().stream()
            .map(CauseOutcome::jdk)
            .filter(jdk -> !jdk.isEmpty())
            .distinct()
            .sorted(comparingInt(ConfusionTable::version))
            .collect(joining(", "));
    return new ConfusionTable(
        LocalDate.now(ZoneOffset.UTC)
            + ", "
            + BusyCores.count()
            + " cores, Linux "
            + System.getProperty("os.version").replaceFirst("-.*", "")
            + ", "
            + jdks
            + ". Runs of a scenario on each JDK: "
            + runs
            + " with the machine idle, one at a time, and "
            + runs
            + " with a spinning process on each core, two at a time. Runs of silence: one of each.",
        outcomes.outcomes(),
        outcomes.notRun());
  }

  private static int version(String jdk) {
    return Integer.parseInt(jdk.substring(jdk.indexOf(' ') + 1));
  }

  /** Between the two lines that mark its place. */
  void writeInto(Path page) throws IOException {
    List<String> lines = Files.readAllLines(page);
    int begin = lines.indexOf(BEGIN);
    int end = lines.indexOf(END);
    if (begin < 0 || end < begin) {
      throw new IOException(page + " has no place for the table: " + BEGIN + " … " + END);
    }
    List<String> written = new ArrayList<>(lines.subList(0, begin + 1));
    written.add("");
    written.addAll(lines());
    written.add("");
    written.addAll(lines.subList(end, lines.size()));
    Files.write(page, written);
  }

  List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add(heading);
    lines.add("");
    lines.add("| | idle | loaded |");
    lines.add("|---|---|---|");
    lines.add(summary("right, of all runs", ConfusionTable::right));
    lines.add(summary("time to tell: median", told -> millis(told, 0.5)));
    lines.add(summary("time to tell: 99th percentile", told -> millis(told, 0.99)));
    lines.add("");
    lines.add(
        "The median is to be at most warn.wait and 3 polls, which is " + BOUND_MILLIS + " ms.");
    lines.add("");
    lines.add(
        "| scenario | cause | idle: right | named | time to tell: median, longest"
            + " | loaded: right | named | time to tell: median, longest |");
    lines.add("|---|---|---|---|---|---|---|---|");
    byScenario().forEach((scenario, runs) -> lines.add(row(scenario, runs)));
    lines.add("");
    lines.addAll(listed("Every miss", misses(), "No miss."));
    if (!notRun.isEmpty()) {
      lines.add("");
      lines.addAll(listed("Not run on this machine", notRun, ""));
    }
    return lines;
  }

  private interface Figure {
    String of(List<CauseOutcome> runs);
  }

  private String summary(String name, Figure figure) {
    return "| "
        + name
        + " | "
        + figure.of(in(outcomes, false))
        + " | "
        + figure.of(in(outcomes, true))
        + " |";
  }

  private Map<String, List<CauseOutcome>> byScenario() {
    return outcomes.stream().collect(groupingBy(CauseOutcome::scenario, TreeMap::new, toList()));
  }

  private static String row(String scenario, List<CauseOutcome> runs) {
    return Stream.of(scenario, expected(runs), columns(in(runs, false)), columns(in(runs, true)))
        .collect(joining(" | ", "| ", " |"));
  }

  /** Some run has mostly come as far as to say it. */
  private static String expected(List<CauseOutcome> runs) {
    return runs.stream()
        .map(CauseOutcome::expected)
        .filter(expected -> !expected.equals(CauseOutcome.NOT_SAID))
        .findFirst()
        .orElse(CauseOutcome.NOT_SAID);
  }

  private static String columns(List<CauseOutcome> runs) {
    String named =
        runs.stream()
            .collect(
                groupingBy(
                    CauseOutcome::told,
                    TreeMap::new,
                    collectingAndThen(counting(), Long::intValue)))
            .entrySet()
            .stream()
            .map(told -> told.getKey() + " " + told.getValue())
            .collect(joining(", "));
    String median = millis(runs, 0.5);
    return right(runs)
        + " | "
        + named
        + " | "
        + (median.isEmpty() ? "" : median + ", " + millis(runs, 1));
  }

  private static String right(List<CauseOutcome> runs) {
    return runs.stream().filter(CauseOutcome::isRight).count() + " of " + runs.size();
  }

  /** Of the runs that told anything. */
  private static String millis(List<CauseOutcome> runs, double share) {
    List<Long> told =
        runs.stream().map(CauseOutcome::tellMillis).filter(millis -> millis >= 0).sorted().toList();
    return told.isEmpty() ? "-" : told.get((int) Math.ceil(share * told.size()) - 1) + " ms";
  }

  private List<String> misses() {
    return outcomes.stream()
        .filter(outcome -> !outcome.isRight())
        .map(CauseOutcome::toString)
        .toList();
  }

  private static List<String> listed(String what, Collection<String> items, String ifNone) {
    List<String> lines = new ArrayList<>();
    if (items.isEmpty()) {
      lines.add(ifNone);
    } else {
      lines.add(what + ":");
      lines.add("");
      items.forEach(item -> lines.add("- " + item.replace("<", "&lt;")));
    }
    return lines;
  }

  private static List<CauseOutcome> in(List<CauseOutcome> runs, boolean loaded) {
    return runs.stream().filter(run -> run.loaded() == loaded).toList();
  }
}
