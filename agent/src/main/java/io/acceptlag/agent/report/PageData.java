package io.acceptlag.agent.report;

import io.acceptlag.core.listener.WaitHistogram;
import io.acceptlag.core.unserved.FirstReads;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.List;
import java.util.function.IntToLongFunction;

/** What the script of a page draws. */
final class PageData {
  /** For the figures, however much was reported. */
  private static final int FIGURES_MIN = 100_000;

  private final List<Span> spans;
  private final List<Trouble> troubles;
  private final int oldestShown;
  private final List<String> listeners;
  private final ZoneId zone;
  private final long madeMillis;
  private int shownListeners;

  /**
   * @param oldestShown the index of the oldest trouble that the page has room for
   * @param listeners the worst first
   */
  PageData(
      List<Span> spans,
      List<Trouble> troubles,
      int oldestShown,
      List<String> listeners,
      ZoneId zone,
      long madeMillis) {
    this.spans = spans;
    this.troubles = troubles;
    this.oldestShown = oldestShown;
    this.listeners = listeners;
    this.zone = zone;
    this.madeMillis = madeMillis;
  }

  static int bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }

  /** How many there was room for. */
  int shownListeners() {
    return shownListeners;
  }

  /**
   * The figures, and what the script needs besides.
   *
   * @param bytesMax how many it may take; listeners with less trouble are left out
   */
  String json(int bytesMax) {
    Rows rows = new Rows(spans);
    StringBuilder json = new StringBuilder("{\"zone\":").append(PageJson.string(zone.getId()));
    json.append(",\"made\":").append(madeMillis / 1000);
    offsets(json);
    incidents(json);
    json.append(",\"waitBounds\":");
    bounds(json, WaitHistogram.BUCKETS, WaitHistogram::upperBoundMillis);
    json.append(",\"readBounds\":");
    bounds(json, FirstReads.BUCKETS, FirstReads::upperBoundMillis);
    json.append(",\"host\":").append(PageJson.string(rows.host()));
    json.append(",\"listeners\":[");
    int left = Math.max(FIGURES_MIN, bytesMax) - bytes(json.toString());
    String places = "[]";
    for (String listener : listeners) {
      String row =
          (shownListeners == 0 ? "" : ",")
              + "{\"name\":"
              + PageJson.string(listener)
              + ",\"rows\":"
              + PageJson.string(rows.of(listener))
              + "}";
      left -= bytes(row);
      String withIts = places(rows);
      if (shownListeners > 0 && left < bytes(withIts)) {
        break;
      }
      places = withIts;
      json.append(row);
      shownListeners++;
    }
    json.append("],\"places\":").append(places);
    return json.append('}').toString();
  }

  private static String places(Rows rows) {
    StringBuilder json = new StringBuilder("[");
    String separator = "";
    for (String place : rows.places()) {
      json.append(separator).append(PageJson.string(place));
      separator = ",";
    }
    return json.append(']').toString();
  }

  /**
   * The offsets of the zone from UTC, each with the second from which it holds. A browser may not
   * know the zone, such as {@code GMT+02:00}, or may know other rules of it.
   */
  private void offsets(StringBuilder json) {
    long seconds = madeMillis / 1000;
    for (Span span : spans) {
      seconds = Math.min(seconds, span.frame().startSeconds());
    }
    for (Trouble trouble : troubles) {
      seconds = Math.min(seconds, trouble.startMillis() / 1000);
    }
    ZoneRules rules = zone.getRules();
    Instant at = Instant.ofEpochSecond(seconds);
    json.append(",\"offsets\":[");
    json.append('[').append(seconds).append(',');
    json.append(rules.getOffset(at).getTotalSeconds()).append(']');
    ZoneOffsetTransition next = rules.nextTransition(at);
    while (next != null && next.toEpochSecond() <= madeMillis / 1000) {
      json.append(",[").append(next.toEpochSecond()).append(',');
      json.append(next.getOffsetAfter().getTotalSeconds()).append(']');
      next = rules.nextTransition(next.getInstant());
    }
    json.append(']');
  }

  private static void bounds(StringBuilder json, int buckets, IntToLongFunction upper) {
    json.append('[');
    for (int i = 0; i < buckets; i++) {
      long bound = upper.applyAsLong(i);
      json.append(i == 0 ? "" : ",").append(bound == Long.MAX_VALUE ? "null" : "" + bound);
    }
    json.append(']');
  }

  /** The troubles that last, for drawing. */
  private void incidents(StringBuilder json) {
    json.append(",\"incidents\":[");
    String separator = "";
    for (int i = oldestShown; i < troubles.size(); i++) {
      Trouble each = troubles.get(i);
      if (each.lasts()) {
        json.append(separator)
            .append("{\"id\":\"trouble-")
            .append(i + 1)
            .append("\",\"start\":")
            .append(each.startMillis() / 1000.0)
            .append(",\"end\":")
            .append(
                (each.isOver() || spans.isEmpty()
                    ? each.endMillis() / 1000.0
                    : spans.get(spans.size() - 1).endSeconds()))
            .append(",\"severity\":\"")
            .append(each.severity().name())
            .append("\",\"subject\":")
            .append(PageJson.string(each.subject()))
            .append(",\"cause\":")
            .append(PageJson.string(each.cause()))
            .append('}');
        separator = ",";
      }
    }
    json.append(']');
  }
}
