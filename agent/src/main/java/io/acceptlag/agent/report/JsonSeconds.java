package io.acceptlag.agent.report;

import io.acceptlag.agent.terminal.Json;
import io.acceptlag.core.blackbox.Entry;
import io.acceptlag.core.blackbox.Entry.Part;
import io.acceptlag.core.blackbox.Figure;
import io.acceptlag.core.blackbox.Frame;
import io.acceptlag.core.blackbox.HostFigure;
import io.acceptlag.core.blackbox.Image;
import io.acceptlag.core.blackbox.Row;
import java.io.PrintStream;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/** Writes one object and line a second, for programs. What is not known is left out. */
final class JsonSeconds implements Seconds {
  private final PrintStream out;
  private final NewEntries reported = new NewEntries();

  JsonSeconds(PrintStream out) {
    this.out = out;
  }

  @Override
  public void show(Image image, List<Frame> frames) {
    Frame frame = frames.get(frames.size() - 1);
    StringBuilder json = new StringBuilder("{\"time\":");
    json.append(Json.quoted(Instant.ofEpochSecond(frame.startSeconds()).toString()));
    json.append(",\"process\":{");
    String separator = "";
    for (HostFigure figure : HostFigure.values()) {
      if (frame.host().has(figure)) {
        json.append(separator).append(Json.quoted(key(figure.name())));
        json.append(':').append(frame.host().get(figure));
        separator = ",";
      }
    }
    json.append("},\"listeners\":[");
    separator = "";
    for (Row row : frame.rows()) {
      json.append(separator);
      listener(json, row);
      separator = ",";
    }
    json.append("],\"reports\":[");
    separator = "";
    for (Entry entry : reported.of(image)) {
      json.append(separator).append("{\"severity\":").append(Json.quoted(entry.get(Part.SEVERITY)));
      json.append(",\"event\":").append(Json.quoted(entry.get(Part.EVENT)));
      json.append(",\"line\":").append(Json.quoted(entry.get(Part.LINE))).append('}');
      separator = ",";
    }
    out.println(json.append("]}"));
    out.flush();
  }

  private static void listener(StringBuilder json, Row row) {
    json.append("{\"listener\":").append(Json.quoted(row.listener()));
    for (Figure figure : Figure.values()) {
      if (row.figures().has(figure) && figure != Figure.ACCEPTOR) {
        json.append(',').append(Json.quoted(key(figure.name())));
        json.append(':').append(row.figures().get(figure));
      }
    }
    String acceptor = Text.acceptor(row);
    if (!acceptor.isEmpty()) {
      json.append(",\"acceptor\":").append(Json.quoted(acceptor));
    }
    json.append('}');
  }

  private static String key(String name) {
    return name.toLowerCase(Locale.ROOT);
  }

  @Override
  public void close() {}
}
