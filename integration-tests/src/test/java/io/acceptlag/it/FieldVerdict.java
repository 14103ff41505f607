package io.acceptlag.it;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What is wrong with what was said; nothing if it is right. */
final class FieldVerdict {
  /** What a line has before its pairs, at most. */
  private static final int LENGTH_MAX = 300;

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
    long capped = said.stream().filter(line -> line.is("backlog_capped")).count();
    if (capped > 1) {
      wrong.add("says " + capped + " times that one backlog was cut");
    }
    addLong(said, wrong);
    return wrong;
  }

  private static boolean isStart(LogLine line) {
    return line.values().isEmpty() && line.sentence().startsWith("acceptlag ");
  }

  /**
   * A client did wait as long as that; 200 ms is the default of warn.wait. Whoever probes a server
   * that is starting waits as well.
   */
  private static boolean isTrue(LogLine line, long longestMillis) {
    return "starting".equals(line.values().get("cause"))
        || (longestMillis >= 200
            && Long.parseLong(line.values().getOrDefault("oldest_ms", "0")) <= longestMillis);
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
    int advised = 0;
    for (LogLine line : said) {
      Matcher advice = ADVICE.matcher(line.sentence());
      if (advice.find()) {
        advised = Math.max(advised, Integer.parseInt(advice.group(1)));
      }
      int ghosts = Integer.parseInt(line.values().getOrDefault("ghosts_max", "0"));
      addIf(ghosts > clients, "counts more clients than " + clients, line, wrong);
    }
    // Those who are answered by a cookie believe that they are in, so there may be more.
    if (advised > 0 && advised < 0.9 * (room + late)) {
      wrong.add("advises " + advised + " where " + (room + late) + " were needed");
    }
    return wrong;
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
