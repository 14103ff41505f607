package io.acceptlag.agent.report;

import io.acceptlag.core.blackbox.Entry;
import io.acceptlag.core.blackbox.Entry.Part;
import io.acceptlag.core.blackbox.Figure;
import io.acceptlag.core.blackbox.Frame;
import io.acceptlag.core.blackbox.Image;
import io.acceptlag.core.blackbox.Row;
import java.io.PrintStream;
import java.util.List;

/**
 * Writes a line for each listener that is not idle, and each line of the log, for a pipe or a file.
 */
final class PlainSeconds implements Seconds {
  private final PrintStream out;
  private final NewEntries reported = new NewEntries();

  PlainSeconds(PrintStream out) {
    this.out = out;
  }

  @Override
  public void show(Image image, List<Frame> frames) {
    Frame frame = frames.get(frames.size() - 1);
    String time = Text.time(frame.startSeconds() * 1000);
    if (frame.rows().isEmpty()) {
      out.println(time + " idle");
    }
    for (Row row : frame.rows()) {
      out.println(time + " " + line(row));
    }
    for (Entry entry : reported.of(image)) {
      out.println(
          Text.time(entry.number(Part.AT_MS))
              + " "
              + Text.of(entry.get(Part.SEVERITY) + " " + entry.get(Part.LINE)));
    }
    out.flush();
  }

  private static String line(Row row) {
    StringBuilder line = new StringBuilder(Text.of(row.listener()));
    line.append(" queue=").append(Text.count(row.figures().get(Figure.QUEUE)));
    line.append('/').append(Text.count(row.figures().get(Figure.LIMIT)));
    pair(line, "accepts", row, Figure.ACCEPTS);
    pair(line, "wait_max_ms", row, Figure.LONGEST_WAIT_MS);
    pair(line, "oldest_ms", row, Figure.OLDEST_MS);
    pair(line, "overflows", row, Figure.OVERFLOWS);
    pair(line, "drops", row, Figure.DROPS);
    pair(line, "unserved", row, Figure.UNSERVED);
    String acceptor = Text.acceptor(row);
    return acceptor.isEmpty() ? line.toString() : line + " acceptor=\"" + acceptor + '"';
  }

  private static void pair(StringBuilder line, String key, Row row, Figure figure) {
    if (row.figures().has(figure)) {
      line.append(' ').append(key).append('=').append(row.figures().get(figure));
    }
  }

  @Override
  public void close() {}
}
