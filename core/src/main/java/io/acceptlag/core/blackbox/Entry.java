package io.acceptlag.core.blackbox;

import io.acceptlag.core.cause.Diagnosis;
import io.acceptlag.core.episode.NumberedTrouble;
import io.acceptlag.core.episode.Trouble;
import io.acceptlag.core.handshake.WaitingClients;
import io.acceptlag.core.report.Key;
import io.acceptlag.core.report.Report;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One report, whole: what the log said, and the stack, the remedy and the clients behind it. */
@SuppressWarnings("EnumOrdinal") // the order of the parts is the order of the bytes
public final class Entry {
  /** What is kept of a report. Their order is the order of the bytes: new ones go last. */
  public enum Part {
    AT_MS,
    /** When the trouble began. */
    START_MS,
    SEVERITY,
    EVENT,
    SUBJECT,
    INCIDENT,
    CAUSE,
    /** The line of the log, with its pairs. */
    LINE,
    STATEMENT,
    REMEDY,
    BESIDES,
    THREAD,
    /** One frame per line, innermost first. */
    STACK,
    /** Addresses, each with its number of connections, most first, separated by commas. */
    CLIENTS,
    WAITING,
    SERVER,
    /** When the trouble was last seen. */
    END_MS
  }

  private static final int FRAMES_MAX = 48;

  /** In place of the time of a poll: none has ended yet. */
  static final long NEVER = 0;

  private final Map<Part, String> parts = new EnumMap<>(Part.class);

  private Entry() {}

  /**
   * @param atMillis when it is reported, since 1970
   * @param polledMillis when the last poll ended, since 1970: long before, if it is reported
   *     because the process stood still; or {@link #NEVER}: then it counts from now
   * @param polledNanos System.nanoTime at that moment
   */
  static Entry of(Report report, long atMillis, long polledMillis, long polledNanos) {
    Entry entry = new Entry();
    entry.put(Part.AT_MS, Long.toString(atMillis));
    entry.put(Part.SEVERITY, report.severity().name());
    entry.put(Part.EVENT, report.event().key());
    entry.put(Part.SUBJECT, report.subject().toString());
    entry.put(Part.LINE, report.line(null, false));
    String cause = report.pairs().text(Key.CAUSE);
    entry.put(Part.CAUSE, cause == null ? "" : cause);
    Trouble trouble = report.trouble();
    if (trouble != null) {
      entry.put(Part.START_MS, at(trouble.startNanos(), atMillis, polledMillis, polledNanos));
      entry.put(Part.END_MS, at(trouble.endNanos(), atMillis, polledMillis, polledNanos));
    }
    if (trouble instanceof NumberedTrouble) {
      entry.put(Part.INCIDENT, Long.toString(((NumberedTrouble) trouble).id()));
    }
    entry.put(report.diagnosis());
    WaitingClients waiting = report.waiting();
    if (waiting != null && waiting.count() > 0) {
      entry.put(Part.WAITING, Integer.toString(waiting.count()));
      entry.put(Part.CLIENTS, String.join(",", waiting.mostFrequent()));
    }
    return entry;
  }

  private static String at(long nanos, long atMillis, long polledMillis, long polledNanos) {
    long millis = polledMillis + Math.floorDiv(nanos - polledNanos, 1_000_000L);
    return Long.toString(polledMillis == NEVER ? atMillis : Math.min(atMillis, millis));
  }

  private void put(Diagnosis diagnosis) {
    put(Part.STATEMENT, orEmpty(diagnosis.statement()));
    put(Part.REMEDY, orEmpty(diagnosis.advice()));
    put(Part.BESIDES, orEmpty(diagnosis.besides()));
    put(Part.THREAD, orEmpty(diagnosis.threadName()));
    put(Part.SERVER, orEmpty(diagnosis.server()));
    StringBuilder stack = new StringBuilder();
    StackTraceElement[] frames = diagnosis.stack();
    for (int i = 0; i < frames.length && i < FRAMES_MAX; i++) {
      stack.append(i == 0 ? "" : "\n").append(frames[i]);
    }
    put(Part.STACK, stack.toString());
  }

  private static String orEmpty(@Nullable String text) {
    return text == null ? "" : text;
  }

  private void put(Part part, String text) {
    if (!text.isEmpty()) {
      parts.put(part, text);
    }
  }

  /** Empty where there is none. */
  public String get(Part part) {
    return parts.getOrDefault(part, "");
  }

  /** -1 where there is none. */
  public long number(Part part) {
    try {
      return Long.parseLong(get(part));
    } catch (NumberFormatException e) {
      return -1;
    }
  }

  void write(Bytes to) {
    for (Map.Entry<Part, String> each : parts.entrySet()) {
      to.number(each.getKey().ordinal() + 1);
      to.text(each.getValue());
    }
    to.number(0);
  }

  /** A later version may have written parts that this one does not know. */
  static Entry read(Bytes from) {
    Entry entry = new Entry();
    Part[] known = Part.values();
    for (long part = from.number(); part > 0 && from.fits(); part = from.number()) {
      String text = from.text();
      if (part <= known.length) {
        entry.put(known[(int) part - 1], text);
      }
    }
    return entry;
  }

  /** The entries in the order of their sequence numbers. */
  static List<Entry> inOrder(Map<Long, Entry> bySequence) {
    List<Entry> entries = new ArrayList<>();
    List<Long> sequence = new ArrayList<>(bySequence.keySet());
    Collections.sort(sequence);
    for (Long each : sequence) {
      Entry entry = bySequence.get(each);
      if (entry != null) {
        entries.add(entry);
      }
    }
    return entries;
  }
}
