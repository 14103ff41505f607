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

/** Scenario against cause named, with the time that it took: one part of docs/causes.md. */
final class ConfusionTable {
  private static final int POLLS_MILLIS = 300;
  private static final int WARN_WAIT_MILLIS = 200;

  private final CausePart part;
  private final String heading;
  private final List<CauseOutcome> outcomes;
  private final Collection<String> notRun;

  ConfusionTable(
      CausePart part, String heading, List<CauseOutcome> outcomes, Collection<String> notRun) {
    this.part = part;
    this.heading = heading;
    this.outcomes = outcomes;
    this.notRun = notRun;
  }

  static ConfusionTable of(CausePart part, int runs, CauseOutcomes outcomes) {
    String jdks =
        outcomes.outcomes().stream()
            .map(CauseOutcome::jdk)
            .filter(jdk -> !jdk.isEmpty())
            .distinct()
            .sorted(comparingInt(ConfusionTable::version))
            .collect(joining(", "));
    return new ConfusionTable(
        part,
        LocalDate.now(ZoneOffset.UTC)
            + ", "
            + BusyCores.count()
            + " cores, Linux "
            + System.getProperty("os.version").replaceFirst("-.*", "")
            + ", "
            + jdks
            + ". Runs of each scenario on each JDK: "
            + runs
            + ", "
            + part.how()
            + (part == CausePart.SILENCE
                ? ", for " + Integer.getInteger("silence.seconds") + " seconds."
                : "."),
        outcomes.outcomes(),
        outcomes.notRun());
  }

  private static int version(String jdk) {
    return Integer.parseInt(jdk.substring(jdk.indexOf(' ') + 1));
  }

  /** Between the two lines that mark its place. */
  void writeInto(Path page) throws IOException {
    String begin = "<!-- From here on written by mvn verify -Pcauses: " + part.text() + " -->";
    String end = "<!-- To here: " + part.text() + " -->";
    List<String> lines = Files.readAllLines(page);
    int first = lines.indexOf(begin);
    int last = lines.indexOf(end);
    if (first < 0 || last < first) {
      throw new IOException(page + " has no place for the table: " + begin + " … " + end);
    }
    List<String> written = new ArrayList<>(lines.subList(0, first + 1));
    written.add("");
    written.addAll(lines());
    written.add("");
    written.addAll(lines.subList(last, lines.size()));
    Files.write(page, written);
  }

  List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add(heading);
    lines.add("");
    lines.add("Right: " + right(outcomes) + ".");
    if (part != CausePart.SILENCE) {
      lines.add("Time to tell: " + timeToTell(false, "warn.wait", WARN_WAIT_MILLIS) + ".");
      lines.add(
          "Behind accept: "
              + timeToTell(true, "warn.unserved", UnservedCausesIT.WARN_MILLIS)
              + ".");
    }
    lines.add("");
    lines.addAll(listed("Every miss", misses(), "No miss."));
    lines.add("");
    lines.add("| scenario | cause | right | named | time to tell: median, longest |");
    lines.add("|---|---|---|---|---|");
    byScenario().forEach((scenario, runs) -> lines.add(row(scenario, runs)));
    if (!notRun.isEmpty()) {
      lines.add("");
      lines.addAll(listed("Not run on this machine", notRun, ""));
    }
    return lines;
  }

  private String timeToTell(boolean behindAccept, String setting, int warnMillis) {
    List<CauseOutcome> told =
        outcomes.stream()
            .filter(each -> CauseOutcome.isBehindAccept(each.scenario()) == behindAccept)
            .toList();
    return "median "
        + millis(told, 0.5)
        + ", 99th percentile "
        + millis(told, 0.99)
        + "; the median is to be at most "
        + setting
        + " and 3 polls, which is "
        + (warnMillis + POLLS_MILLIS)
        + " ms";
  }

  private Map<String, List<CauseOutcome>> byScenario() {
    return outcomes.stream().collect(groupingBy(CauseOutcome::scenario, TreeMap::new, toList()));
  }

  private static String row(String scenario, List<CauseOutcome> runs) {
    return Stream.of(scenario, expected(runs), right(runs), named(runs), times(runs))
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

  private static String named(List<CauseOutcome> runs) {
    return runs.stream()
        .collect(
            groupingBy(
                CauseOutcome::told, TreeMap::new, collectingAndThen(counting(), Long::intValue)))
        .entrySet()
        .stream()
        .map(told -> told.getKey() + " " + told.getValue())
        .collect(joining(", "));
  }

  private static String times(List<CauseOutcome> runs) {
    String median = millis(runs, 0.5);
    return median.equals("-") ? "" : median + ", " + millis(runs, 1);
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
}
