package io.acceptlag.probes.procfs;

import io.acceptlag.core.kernel.LossCounter;
import io.acceptlag.core.kernel.Losses;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Parses the files that have {@link LossCounter}s; a missing column is unknown. */
final class LossFiles {
  private LossFiles() {}

  /**
   * @param netstat /proc/net/netstat
   * @param conntrack /proc/net/stat/nf_conntrack, empty if there is none
   * @param tracked /proc/sys/net/netfilter/nf_conntrack_count, empty if there is none
   */
  static Losses parse(String netstat, String conntrack, String tracked) {
    Map<LossCounter, Long> totals = new EnumMap<>(LossCounter.class);
    List<String> tcp = Arrays.asList(netstat.split("\n", -1));
    int names = indexOf("TcpExt:", tcp, 0);
    int figures = names < 0 ? -1 : indexOf("TcpExt:", tcp, names + 1);
    if (figures >= 0) {
      addTcp(words(tcp.get(names)), words(tcp.get(figures)), totals);
    }
    addConntrack(conntrack.split("\n", -1), totals);
    Long count = number(tracked.trim(), 10);
    return new Losses(totals, count == null ? -1 : count);
  }

  private static void addTcp(List<String> names, List<String> figures, Map<LossCounter, Long> to) {
    for (LossCounter counter : LossCounter.values()) {
      int column = counter.isOfConntrack() ? -1 : names.indexOf(counter.column());
      if (column >= 0 && column < figures.size()) {
        put(counter, number(figures.get(column), 10), to);
      }
    }
  }

  /** A line of names, then a line for each CPU, in hexadecimal. */
  private static void addConntrack(String[] lines, Map<LossCounter, Long> to) {
    List<String> names = words(lines[0]);
    for (LossCounter counter : LossCounter.values()) {
      int column = counter.isOfConntrack() ? names.indexOf(counter.column()) : -1;
      for (int line = 1; column >= 0 && line < lines.length; line++) {
        List<String> figures = words(lines[line]);
        if (column < figures.size()) {
          put(counter, number(figures.get(column), 16), to);
        }
      }
    }
  }

  private static void put(LossCounter counter, @Nullable Long figure, Map<LossCounter, Long> to) {
    if (figure != null) {
      Long before = to.get(counter);
      to.put(counter, before == null ? figure : before + figure);
    }
  }

  private static int indexOf(String beginning, List<String> lines, int from) {
    for (int i = from; i < lines.size(); i++) {
      if (lines.get(i).startsWith(beginning)) {
        return i;
      }
    }
    return -1;
  }

  private static List<String> words(String line) {
    return Arrays.asList(line.trim().split(" +", -1));
  }

  private static @Nullable Long number(String text, int radix) {
    try {
      return text.isEmpty() ? null : Long.parseLong(text, radix);
    } catch (NumberFormatException e) {
      return null;
    }
  }
}
