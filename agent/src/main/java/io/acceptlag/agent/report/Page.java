package io.acceptlag.agent.report;

import io.acceptlag.core.blackbox.Entry;
import io.acceptlag.core.blackbox.Entry.Part;
import io.acceptlag.core.blackbox.Figure;
import io.acceptlag.core.blackbox.Image;
import io.acceptlag.core.blackbox.Row;
import io.acceptlag.core.listener.WaitHistogram;
import io.acceptlag.core.unserved.FirstReads;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.IntToLongFunction;

/**
 * A black box as one self-contained page of HTML. The troubles are plain text, so that they can be
 * read without JavaScript, which draws only the bands.
 */
final class Page {
  /** In characters, so that the page stays below 1 MB. */
  private static final int ROWS_MAX = 700_000;

  private static final String NOTHING = "Nothing was reported in this time.";

  private final Image image;
  private final String source;
  private final ZoneId zone;
  private final long madeMillis;
  private final List<Trouble> troubles;
  private final List<Span> spans;
  private final List<String> listeners;
  private int shownListeners;

  /**
   * @param source where it comes from
   * @param zone in which times are given
   */
  Page(Image image, String source, ZoneId zone, long madeMillis) {
    this.image = image;
    this.source = source;
    this.zone = zone;
    this.madeMillis = madeMillis;
    troubles = Trouble.allOf(image.entries());
    spans = Span.of(image);
    listeners = worstFirst(spans);
  }

  int troubles() {
    return troubles.size();
  }

  int listeners() {
    return listeners.size();
  }

  boolean isEmpty() {
    return spans.isEmpty() && troubles.isEmpty();
  }

  private static List<String> worstFirst(List<Span> spans) {
    Map<String, Long> weights = new HashMap<>();
    for (Span span : spans) {
      for (Row row : span.frame().rows()) {
        weights.merge(row.listener(), weight(row, span.seconds()), (a, b) -> a + b);
      }
    }
    List<String> listeners = new ArrayList<>(weights.keySet());
    listeners.sort(
        (a, b) -> {
          int more = weights.getOrDefault(b, 0L).compareTo(weights.getOrDefault(a, 0L));
          return more != 0 ? more : a.compareTo(b);
        });
    return listeners;
  }

  private static long weight(Row row, int seconds) {
    long waited =
        Math.max(0, row.figures().get(Figure.OLDEST_MS))
            + Math.max(0, row.figures().get(Figure.LONGEST_WAIT_MS));
    long lost =
        Math.max(0, row.figures().get(Figure.DROPS))
            + Math.max(0, row.figures().get(Figure.UNSERVED));
    return 1 + lost * 10_000 + waited * seconds;
  }

  String html() throws IOException {
    String data = data();
    StringBuilder html = new StringBuilder();
    html.append("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n")
        .append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n")
        // The page must load nothing from anywhere, whatever a name in it contains.
        .append("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none';")
        .append(" style-src 'unsafe-inline'; script-src 'unsafe-inline'; base-uri 'none';")
        .append(" form-action 'none'\">\n")
        .append("<title>acceptlag: ")
        .append(Html.text(source))
        .append("</title>\n<style>\n")
        .append(resource("report.css"))
        .append("</style>\n</head>\n<body>\n<main>\n");
    heading(html);
    html.append(resource("report.controls.html"));
    if (shownListeners < listeners.size()) {
      html.append("<p class=\"dim\">Left out, so that this page stays below 1 MB: ")
          .append(listeners.size() - shownListeners)
          .append(" listeners with less trouble.</p>\n");
    }
    html.append("<h2 id=\"troubles\">What was reported</h2>\n");
    if (troubles.isEmpty()) {
      html.append("<p>").append(NOTHING).append("</p>\n");
    }
    for (int i = troubles.size() - 1; i >= 0; i--) {
      trouble(html, troubles.get(i), "trouble-" + (i + 1));
    }
    html.append("</main>\n<script type=\"application/json\" id=\"data\">")
        .append(data)
        .append("</script>\n<script>\n")
        .append(resource("report.js"))
        .append("</script>\n</body>\n</html>\n");
    return html.toString();
  }

  private void heading(StringBuilder html) {
    html.append("<h1>acceptlag: ").append(Html.text(source)).append("</h1>\n<p class=\"dim\">");
    if (!spans.isEmpty()) {
      html.append("From ")
          .append(Html.text(time(spans.get(0).frame().startSeconds() * 1000)))
          .append(" to ")
          .append(Html.text(time(endSeconds() * 1000)))
          .append(". ");
    }
    html.append("All times are ")
        .append(Html.text(zone.getId()))
        .append(", the zone of the host where this page was made, at ")
        .append(Html.text(time(madeMillis)))
        .append(". Java ")
        .append(Html.text(image.head("java")))
        .append(", acceptlag ")
        .append(Html.text(image.head("version")))
        .append(". The last ten minutes are kept by the second, two hours by ten seconds,")
        .append(" a day by the minute.</p>\n");
  }

  private long endSeconds() {
    Span last = spans.get(spans.size() - 1);
    return last.frame().startSeconds() + last.seconds();
  }

  private String time(long millis) {
    return DateTimeFormatter.ofPattern("EEE d MMM yyyy HH:mm:ss", Locale.ENGLISH)
        .format(Instant.ofEpochMilli(millis).atZone(zone));
  }

  private String words(Trouble trouble) {
    Entry first = trouble.entries().get(0);
    return time(trouble.startMillis())
        + (trouble.incident().isEmpty() ? "" : ", incident " + trouble.incident())
        + (trouble.cause().isEmpty() ? "" : ", cause " + trouble.cause())
        + ": "
        + Trouble.sentence(first);
  }

  private void trouble(StringBuilder html, Trouble trouble, String id) {
    html.append("<details id=\"")
        .append(id)
        .append("\" class=\"")
        .append(trouble.severity().name())
        .append("\"><summary>")
        .append(Html.text(words(trouble)))
        .append("</summary>\n");
    if (trouble.lasts()) {
      html.append("<p class=\"controls\"><button type=\"button\" data-incident=\"")
          .append(id)
          .append("\">Show it in the bands</button></p>\n");
    }
    html.append("<dl>\n");
    item(html, "Listener or destination", Html.text(trouble.subject()));
    item(html, "Server", Html.text(trouble.latest(Part.SERVER)));
    item(html, "Cause", Html.text(trouble.cause()));
    item(html, "What was seen", Html.text(trouble.latest(Part.STATEMENT)));
    item(html, "Remedy", Html.text(trouble.latest(Part.REMEDY)));
    item(html, "Besides", Html.text(trouble.latest(Part.BESIDES)));
    item(html, "Who waited", clients(trouble.clients()));
    item(html, "Thread", Html.text(trouble.latest(Part.THREAD)));
    String stack = trouble.latest(Part.STACK);
    item(html, "Its stack", stack.isEmpty() ? "" : "<pre>" + Html.text(stack) + "</pre>");
    StringBuilder lines = new StringBuilder("<ol class=\"lines\">");
    for (Entry entry : trouble.entries()) {
      lines
          .append("<li>")
          .append(Html.text(time(entry.number(Part.AT_MS))))
          .append(" <b>")
          .append(Html.text(entry.get(Part.SEVERITY)))
          .append("</b> ")
          .append(Html.text(entry.get(Part.LINE)))
          .append("</li>");
    }
    item(html, "Lines of the log", lines.append("</ol>").toString());
    html.append("</dl></details>\n");
  }

  /** {@code 10.0.0.7:12} is an address and its number of connections. */
  private static String clients(String mostFrequent) {
    StringBuilder text = new StringBuilder();
    for (String each : mostFrequent.split(",", -1)) {
      int colon = each.lastIndexOf(':');
      if (colon > 0) {
        text.append(text.length() == 0 ? "" : ", ")
            .append(Html.text(each.substring(0, colon)))
            .append(" (")
            .append(Html.text(each.substring(colon + 1)))
            .append(")");
      }
    }
    return text.toString();
  }

  private static void item(StringBuilder html, String name, String value) {
    if (!value.isEmpty()) {
      html.append("<dt>").append(name).append("</dt><dd>").append(value).append("</dd>\n");
    }
  }

  private String data() {
    Rows rows = new Rows(spans);
    StringBuilder json = new StringBuilder("{\"zone\":").append(PageJson.string(zone.getId()));
    json.append(",\"made\":").append(madeMillis / 1000);
    json.append(",\"host\":").append(PageJson.string(rows.host()));
    json.append(",\"listeners\":[");
    int before = json.length();
    for (String listener : listeners) {
      String text = rows.of(listener);
      if (shownListeners > 0 && json.length() - before + text.length() > ROWS_MAX) {
        break;
      }
      json.append(shownListeners++ == 0 ? "" : ",")
          .append("{\"name\":")
          .append(PageJson.string(listener))
          .append(",\"rows\":")
          .append(PageJson.string(text))
          .append('}');
    }
    json.append("],\"places\":[");
    String separator = "";
    for (String place : rows.places()) {
      json.append(separator).append(PageJson.string(place));
      separator = ",";
    }
    json.append("],\"waitBounds\":");
    bounds(json, WaitHistogram.BUCKETS, WaitHistogram::upperBoundMillis);
    json.append(",\"readBounds\":");
    bounds(json, FirstReads.BUCKETS, FirstReads::upperBoundMillis);
    incidents(json);
    return json.append('}').toString();
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
    for (int i = 0; i < troubles.size(); i++) {
      Trouble each = troubles.get(i);
      if (each.lasts()) {
        json.append(separator)
            .append("{\"id\":\"trouble-")
            .append(i + 1)
            .append("\",\"start\":")
            .append(each.startMillis() / 1000.0)
            .append(",\"end\":")
            .append((each.isOver() || spans.isEmpty() ? each.endMillis() / 1000.0 : endSeconds()))
            .append(",\"severity\":\"")
            .append(each.severity().name())
            .append("\",\"subject\":")
            .append(PageJson.string(each.subject()))
            .append(",\"cause\":")
            .append(PageJson.string(each.cause()))
            .append(",\"words\":")
            .append(PageJson.string(words(each)))
            .append('}');
        separator = ",";
      }
    }
    json.append(']');
  }

  private static String resource(String name) throws IOException {
    try (InputStream in = Page.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IOException("acceptlag.jar has no " + name);
      }
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      byte[] buffer = new byte[8192];
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        bytes.write(buffer, 0, read);
      }
      return new String(bytes.toByteArray(), StandardCharsets.UTF_8);
    }
  }
}
