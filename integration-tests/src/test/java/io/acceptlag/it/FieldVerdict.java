package io.acceptlag.it;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** What is wrong with what was said; nothing if it is right. */
final class FieldVerdict {
  /** What a line has before its pairs, at most. */
  private static final int LENGTH_MAX = 300;

  /** Where a line says how long somebody waited, while he waits and afterwards. */
  private static final List<String> WAITS = List.of("oldest_ms", "wait_p99_ms", "wait_max_ms");

  /** The kernel knows waits in ticks of its clock. */
  private static final int TICK_MILLIS = 10;

  private static final Pattern ADVICE = Pattern.compile("at least (\\d+)");

  private FieldVerdict() {}

  /**
   * Of a server that is well.
   *
   * @param longestMillis what its slowest client waited for an answer
   */
  static List<String> ofSilence(List<LogLine> said, long longestMillis) {
    List<String> wrong = new ArrayList<>();
    for (LogLine line : said) {
      if (line.is("backlog_capped") || isStart(line)) {
        addIf(!line.level().equals("INFO"), "alarms at a healthy start", line, wrong);
      } else {
        addIf(!isTrue(line, longestMillis), "speaks of a healthy server", line, wrong);
      }
    }
    addCapped(said, wrong);
    addLong(said, wrong);
    return wrong;
  }

  /** Of its other listeners, which no client of ours speaks to: management, a cluster, JMX. */
  static List<String> ofOthers(List<LogLine> said) {
    List<String> wrong = new ArrayList<>();
    for (LogLine line : said) {
      boolean isRight = line.is("backlog_capped") && line.level().equals("INFO");
      addIf(!isRight, "speaks of a listener without clients", line, wrong);
    }
    addCapped(said, wrong);
    addLong(said, wrong);
    return wrong;
  }

  private static void addCapped(List<LogLine> said, List<String> wrong) {
    said.stream()
        .filter(line -> line.is("backlog_capped"))
        .collect(groupingBy(line -> line.values().get("listener"), TreeMap::new, counting()))
        .forEach(
            (listener, times) -> {
              if (times > 1) {
                wrong.add("says " + times + " times that the backlog of " + listener + " was cut");
              }
            });
  }

  private static boolean isStart(LogLine line) {
    return line.values().isEmpty() && line.sentence().startsWith("acceptlag ");
  }

  /**
   * A client did wait as long as that; 200 ms is the default of warn.wait. Whoever probes a server
   * that is starting waits as well. What speaks of no wait is not about a queue, and is not true of
   * a server that is well.
   */
  private static boolean isTrue(LogLine line, long longestMillis) {
    if ("starting".equals(line.values().get("cause"))) {
      return line.level().equals("INFO");
    }
    List<String> waits = WAITS.stream().map(line.values()::get).filter(Objects::nonNull).toList();
    return longestMillis >= 200
        && !waits.isEmpty()
        && waits.stream().allMatch(wait -> Long.parseLong(wait) <= longestMillis + TICK_MILLIS);
  }

  static List<String> ofTrouble(
      List<LogLine> said, Set<String> causes, Pattern says, Pattern never) {
    List<String> wrong = new ArrayList<>();
    List<LogLine> named = said.stream().filter(FieldRun::isNamed).toList();
    if (said.isEmpty()) {
      wrong.add("says nothing");
    } else if (named.isEmpty()) {
      wrong.add("names no cause: " + said.get(0));
    }
    for (LogLine line : named) {
      addIf(!causes.contains(line.values().get("cause")), "not of " + causes, line, wrong);
    }
    if (!named.isEmpty() && said.stream().noneMatch(line -> says.matcher(line.sentence()).find())) {
      wrong.add("does not say \"" + says + "\": " + named.get(0));
    }
    for (LogLine line : said) {
      addIf(never.matcher(line.sentence()).find(), "says \"" + never + "\"", line, wrong);
    }
    addLong(said, wrong);
    return wrong;
  }

  /**
   * Of a burst.
   *
   * @param clients that came at once
   * @param late how many of them did not get in at once
   * @param room of the queue
   */
  static List<String> ofBurst(List<LogLine> said, int clients, int late, int room) {
    List<String> wrong = new ArrayList<>();
    int advised = advised(said);
    for (LogLine line : said) {
      int ghosts = Integer.parseInt(line.values().getOrDefault("ghosts_max", "0"));
      addIf(ghosts > clients, "counts more clients than " + clients, line, wrong);
    }
    if (advised == 0) {
      for (LogLine line : said) {
        boolean isAdvice = "backlog_too_small".equals(line.values().get("cause"));
        addIf(isAdvice, "advises no number", line, wrong);
      }
    }
    // Those who are answered by a cookie believe that they are in, so there may be more.
    if (advised > 0 && advised < 0.9 * (room + late)) {
      wrong.add("advises " + advised + " where " + (room + late) + " were needed");
    }
    return wrong;
  }

  /** The backlog that is advised; 0 if no number is. */
  static int advised(List<LogLine> said) {
    return said.stream()
        .flatMap(line -> ADVICE.matcher(line.sentence()).results())
        .mapToInt(advice -> Integer.parseInt(advice.group(1)))
        .max()
        .orElse(0);
  }

  private static void addLong(List<LogLine> said, List<String> wrong) {
    for (LogLine line : said) {
      int length = line.sentence().length();
      addIf(length >= LENGTH_MAX, length + " characters", line, wrong);
    }
  }

  private static void addIf(boolean isWrong, String what, LogLine line, List<String> wrong) {
    if (isWrong) {
      wrong.add(what + ": " + line);
    }
  }
}
