package io.acceptlag.agent.report;

import io.acceptlag.core.blackbox.Figure;
import io.acceptlag.core.blackbox.Figures;
import io.acceptlag.core.blackbox.Frame;
import io.acceptlag.core.blackbox.HostFigure;
import io.acceptlag.core.blackbox.Row;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Intervals as text, which takes a third of the space of JSON. Intervals are separated by
 * semicolons. Each has its beginning (in seconds since that of the one before), its length and its
 * figures, separated by commas. Unknown figures are empty.
 */
final class Rows {
  private final List<Span> spans;
  private final Map<String, Integer> places = new LinkedHashMap<>();

  Rows(List<Span> spans) {
    this.spans = spans;
  }

  /** Where acceptors were, in the order of the numbers in the rows. */
  List<String> places() {
    return new ArrayList<>(places.keySet());
  }

  String host() {
    StringBuilder text = new StringBuilder();
    long before = 0;
    for (Span span : spans) {
      before = begin(text, span, before);
      for (HostFigure figure : HostFigure.values()) {
        if (figure != HostFigure.LENGTH_MS) {
          figure(text, span.frame().host().get(figure));
        }
      }
      trim(text);
    }
    return text.toString();
  }

  String of(String listener) {
    StringBuilder text = new StringBuilder();
    long before = 0;
    for (Span span : spans) {
      Row row = span.row(listener);
      if (row != null) {
        before = begin(text, span, before);
        Figures<Figure> figures = row.figures();
        for (Figure figure : Figure.values()) {
          figure(text, figures.get(figure));
        }
        figure(text, row.place().isEmpty() ? -1 : numberOf(row.place()));
        buckets(text, row.waits());
        buckets(text, row.firstReads());
        trim(text);
      }
    }
    return text.toString();
  }

  private static long begin(StringBuilder text, Span span, long before) {
    Frame frame = span.frame();
    text.append(text.length() == 0 ? "" : ";").append(frame.startSeconds() - before);
    text.append(',').append(span.seconds());
    return frame.startSeconds();
  }

  private static void figure(StringBuilder text, long value) {
    text.append(',');
    if (value >= 0) {
      text.append(value);
    }
  }

  private int numberOf(String place) {
    return places.computeIfAbsent(place, each -> places.size());
  }

  private static void buckets(StringBuilder text, int[] counts) {
    text.append(',');
    String separator = "";
    for (int i = 0; i < counts.length; i++) {
      if (counts[i] > 0) {
        text.append(separator).append(i).append(':').append(counts[i]);
        separator = "/";
      }
    }
  }

  /** Removes commas at the end: missing figures are unknown too. */
  private static void trim(StringBuilder text) {
    while (text.charAt(text.length() - 1) == ',') {
      text.setLength(text.length() - 1);
    }
  }
}
