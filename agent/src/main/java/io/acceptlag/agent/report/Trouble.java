package io.acceptlag.agent.report;

import io.acceptlag.core.blackbox.Entry;
import io.acceptlag.core.blackbox.Entry.Part;
import io.acceptlag.core.report.Event;
import io.acceptlag.core.report.Severity;
import java.util.ArrayList;
import java.util.List;

/** One incident or other trouble, with everything that was reported about it. */
final class Trouble {
  /** Each report of a trouble gives its beginning, to about a poll. */
  private static final long SAME_MILLIS = 5_000;

  private static final String PENDING = "pending";

  private final List<Entry> entries = new ArrayList<>();
  private final long startMillis;

  private Trouble(Entry first) {
    entries.add(first);
    startMillis = startOf(first);
  }

  /** In the order in which they began to be reported. */
  static List<Trouble> allOf(List<Entry> entries) {
    List<Trouble> all = new ArrayList<>();
    for (Entry entry : entries) {
      Trouble of = null;
      for (int i = all.size() - 1; i >= 0 && of == null; i--) {
        of = all.get(i).has(entry) ? all.get(i) : null;
      }
      if (of == null) {
        all.add(new Trouble(entry));
      } else {
        of.entries.add(entry);
      }
    }
    return all;
  }

  /** Numbers start again with each process, so the beginning must match too. */
  private boolean has(Entry entry) {
    Entry first = entries.get(0);
    return !entry.get(Part.START_MS).isEmpty()
        && !first.get(Part.START_MS).isEmpty()
        && entry.get(Part.SUBJECT).equals(first.get(Part.SUBJECT))
        && entry.get(Part.INCIDENT).equals(first.get(Part.INCIDENT))
        && Math.abs(startOf(entry) - startMillis) <= SAME_MILLIS;
  }

  private static long startOf(Entry entry) {
    long start = entry.number(Part.START_MS);
    return start < 0 ? entry.number(Part.AT_MS) : start;
  }

  List<Entry> entries() {
    return entries;
  }

  long startMillis() {
    return startMillis;
  }

  /** When it was over, or was last reported. */
  long endMillis() {
    long end = isOver() ? last().number(Part.END_MS) : -1;
    return Math.max(startMillis, end < 0 ? last().number(Part.AT_MS) : end);
  }

  private Entry last() {
    return entries.get(entries.size() - 1);
  }

  /** False for what is reported only once. */
  boolean lasts() {
    return !entries.get(0).get(Part.START_MS).isEmpty();
  }

  boolean isOver() {
    for (Event event : Event.values()) {
      if (event.ends() && event.key().equals(last().get(Part.EVENT))) {
        return true;
      }
    }
    return !lasts();
  }

  String subject() {
    return last().get(Part.SUBJECT);
  }

  String incident() {
    return last().get(Part.INCIDENT);
  }

  /** The worst severity that was reported. */
  Severity severity() {
    Severity worst = Severity.INFO;
    for (Entry entry : entries) {
      for (Severity each : Severity.values()) {
        if (each.name().equals(entry.get(Part.SEVERITY)) && each.compareTo(worst) > 0) {
          worst = each;
        }
      }
    }
    return worst;
  }

  /** The cause as it was named last; empty if it has none. */
  String cause() {
    String cause = latest(Part.CAUSE);
    return cause.equals(PENDING) ? "not known yet" : cause;
  }

  /** From the latest report that has this part; empty if none has. */
  String latest(Part part) {
    for (int i = entries.size() - 1; i >= 0; i--) {
      if (!entries.get(i).get(part).isEmpty()) {
        return entries.get(i).get(part);
      }
    }
    return "";
  }

  /** From the report with the most waiting clients; empty if not known. */
  String clients() {
    Entry most = entries.get(0);
    for (Entry each : entries) {
      most = each.number(Part.WAITING) > most.number(Part.WAITING) ? each : most;
    }
    return most.get(Part.CLIENTS);
  }

  /** A line of the log without its pairs. */
  static String sentence(Entry entry) {
    String line = entry.get(Part.LINE);
    int pairs = line.lastIndexOf(" | ");
    return pairs < 0 ? line : line.substring(0, pairs);
  }
}
