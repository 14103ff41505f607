package io.acceptlag.agent.report;

import io.acceptlag.core.blackbox.Entry;
import io.acceptlag.core.blackbox.Entry.Part;
import io.acceptlag.core.blackbox.Figure;
import io.acceptlag.core.blackbox.Image;
import io.acceptlag.core.blackbox.Row;
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

/**
 * A black box as one self-contained page of HTML. The troubles are plain text, so that they can be
 * read without JavaScript, which draws only the bands.
 */
final class Page {
  /** The page stays below 1 MB; what is not counted takes less than the rest. */
  private static final int BYTES_MAX = 980_000;

  /** In characters, so that there is room for the figures of one listener at least. */
  private static final int REPORTED_MAX = 400_000;

  private static final String LEFT_OUT = "Left out, so that this page stays below 1 MB: ";
  private static final String NOTHING = "Nothing was reported in this time.";

  private final Image image;
  private final String source;
  private final ZoneId zone;
  private final long madeMillis;
  private final List<Trouble> troubles;
  private final List<Span> spans;
  private final List<String> listeners;
  private int oldestShown;

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
    String css = resource("report.css");
    String controls = resource("report.controls.html");
    String script = resource("report.js");
    String reported = reported();
    PageData data = new PageData(spans, troubles, oldestShown, listeners, zone, madeMillis);
    String json =
        data.json(
            BYTES_MAX
                - PageData.bytes(css)
                - PageData.bytes(controls)
                - PageData.bytes(script)
                - PageData.bytes(reported));
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
        .append(css)
        .append("</style>\n</head>\n<body>\n<main>\n");
    heading(html);
    html.append(controls);
    if (data.shownListeners() < listeners.size()) {
      html.append("<p class=\"dim\">")
          .append(LEFT_OUT)
          .append(listeners.size() - data.shownListeners())
          .append(" listeners with less trouble.</p>\n");
    }
    html.append(reported);
    html.append("</main>\n<script type=\"application/json\" id=\"data\">")
        .append(json)
        .append("</script>\n<script>\n")
        .append(script)
        .append("</script>\n</body>\n</html>\n");
    return html.toString();
  }

  /** Everything that was reported, the latest first. */
  private String reported() {
    StringBuilder html = new StringBuilder("<h2 id=\"troubles\">What was reported</h2>\n");
    if (troubles.isEmpty()) {
      html.append("<p>").append(NOTHING).append("</p>\n");
    }
    oldestShown = troubles.size();
    while (oldestShown > 0 && html.length() < REPORTED_MAX) {
      oldestShown--;
      trouble(html, troubles.get(oldestShown), "trouble-" + (oldestShown + 1));
    }
    if (oldestShown > 0) {
      html.append("<p class=\"dim\">")
          .append(LEFT_OUT)
          .append("the oldest ")
          .append(oldestShown)
          .append(".</p>\n");
    }
    return html.toString();
  }

  private void heading(StringBuilder html) {
    html.append("<h1>acceptlag: ").append(Html.text(source)).append("</h1>\n<p class=\"dim\">");
    if (!spans.isEmpty()) {
      html.append("From ")
          .append(Html.text(time(spans.get(0).frame().startSeconds() * 1000)))
          .append(" to ")
          .append(Html.text(time(spans.get(spans.size() - 1).endSeconds() * 1000)))
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
    String seen = trouble.latest(Part.STATEMENT);
    item(
        html,
        "What was seen",
        seen.isEmpty() ? "" : "<span class=\"seen\">" + Html.text(seen) + "</span>");
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
