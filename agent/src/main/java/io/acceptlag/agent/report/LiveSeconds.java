package io.acceptlag.agent.report;

import io.acceptlag.agent.terminal.Terminal;
import io.acceptlag.agent.terminal.Wrapped;
import io.acceptlag.core.blackbox.Figure;
import io.acceptlag.core.blackbox.Figures;
import io.acceptlag.core.blackbox.Frame;
import io.acceptlag.core.blackbox.HostFigure;
import io.acceptlag.core.blackbox.Image;
import io.acceptlag.core.blackbox.Row;
import io.acceptlag.core.report.Severity;
import java.io.PrintStream;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The whole screen of a terminal, rewritten each second. */
final class LiveSeconds implements Seconds {
  private static final String ESC = "\u001b[";
  private static final String OWN_SCREEN = ESC + "?1049h" + ESC + "?25l";
  private static final String SCREEN_BEFORE = ESC + "?25h" + ESC + "?1049l";
  private static final int BAR = 20;
  private static final int LISTENERS_MAX = 12;
  private static final int TROUBLES_MAX = 3;

  private final PrintStream out;
  private final Terminal terminal;
  private final long pid;
  private final StringBuilder screen = new StringBuilder();
  private final Thread restorer = new Thread(this::restore, "restore-screen");

  LiveSeconds(PrintStream out, Terminal terminal, long pid) {
    this.out = out;
    this.terminal = terminal;
    this.pid = pid;
    Runtime.getRuntime().addShutdownHook(restorer);
    out.print(OWN_SCREEN);
  }

  @Override
  public void show(Image image, List<Frame> frames) {
    Frame now = frames.get(frames.size() - 1);
    screen.setLength(0);
    screen.append(ESC).append('H');
    line(
        "acceptlag watch "
            + pid
            + "   "
            + Text.time(now.startSeconds() * 1000)
            + " "
            + ZoneId.systemDefault().getId()
            + "   q or Ctrl-C quits");
    line("");
    line(
        cell("LISTENER", 22)
            + cell("QUEUE / LIMIT", BAR + 14)
            + right("ACCEPTS", 8)
            + right("LONGEST", 9)
            + right("OLDEST", 9)
            + right("REFUSED", 9)
            + right("UNSERVED", 10));
    for (Map.Entry<String, Row> each : listeners(frames).entrySet()) {
      listener(each.getKey(), each.getValue());
    }
    line("");
    process(now.host());
    troubles(image);
    screen.append(ESC).append('J');
    out.print(screen);
    out.flush();
  }

  /**
   * The listeners of the last ten minutes: the busy ones first, then an empty row for each idle
   * one.
   */
  private static Map<String, Row> listeners(List<Frame> frames) {
    Map<String, Row> listeners = new LinkedHashMap<>();
    for (Row row : frames.get(frames.size() - 1).rows()) {
      listeners.putIfAbsent(row.listener(), row);
    }
    for (int i = frames.size() - 1; i >= 0 && listeners.size() < LISTENERS_MAX; i--) {
      for (Row row : frames.get(i).rows()) {
        Row idle = new Row();
        idle.of(row.listener()).figures().set(Figure.LIMIT, row.figures().get(Figure.LIMIT));
        idle.figures().set(Figure.QUEUE, 0).set(Figure.ACCEPTS, 0);
        listeners.putIfAbsent(row.listener(), idle);
      }
    }
    return listeners;
  }

  private void listener(String address, Row row) {
    long queue = row.figures().get(Figure.QUEUE);
    long limit = row.figures().get(Figure.LIMIT);
    boolean full = limit >= 0 && queue > limit;
    String figures =
        cell(Text.of(address), 22)
            + cell(bar(queue, limit) + ' ' + Text.count(queue) + '/' + Text.count(limit), BAR + 14)
            + right(Text.count(row.figures().get(Figure.ACCEPTS)), 8)
            + right(Text.millis(row.figures().get(Figure.LONGEST_WAIT_MS)), 9)
            + right(Text.millis(row.figures().get(Figure.OLDEST_MS)), 9)
            + right(Text.count(Math.max(0, row.figures().get(Figure.OVERFLOWS))), 9)
            + right(Text.count(row.figures().get(Figure.UNSERVED)), 10);
    coloured(full ? Severity.ERROR : queue > 0 ? Severity.WARN : Severity.INFO, figures);
    String acceptor = Text.acceptor(row);
    if (!acceptor.isEmpty()) {
      line("  acceptor: " + acceptor);
    }
  }

  private static String bar(long queue, long limit) {
    long filled =
        queue <= 0 || limit < 0 ? 0 : Math.max(1, Math.min(BAR, BAR * queue / (limit + 1)));
    StringBuilder bar = new StringBuilder("[");
    for (int i = 0; i < BAR; i++) {
      bar.append(i < filled ? '#' : '.');
    }
    return bar.append(']').toString();
  }

  private void process(Figures<HostFigure> host) {
    List<String> words = new ArrayList<>();
    if (host.has(HostFigure.SAFEPOINT_MS)) {
      words.add(Text.millis(host.get(HostFigure.SAFEPOINT_MS)) + " at safepoints");
    }
    if (host.has(HostFigure.GC_MS)) {
      words.add(Text.millis(host.get(HostFigure.GC_MS)) + " in the collector");
    }
    if (host.get(HostFigure.QUOTA_PERIODS) > 0) {
      words.add(
          "throttled in "
              + host.get(HostFigure.THROTTLED_PERIODS)
              + " of "
              + host.get(HostFigure.QUOTA_PERIODS)
              + " periods");
    }
    if (host.has(HostFigure.DESCRIPTORS)) {
      words.add(host.get(HostFigure.DESCRIPTORS) + " descriptors");
    }
    if (host.get(HostFigure.LEFT_OUT) > 0) {
      words.add(host.get(HostFigure.LEFT_OUT) + " busy listeners not shown");
    }
    line("Process: " + String.join(", ", words));
  }

  /** Shows the latest troubles, open or over. */
  private void troubles(Image image) {
    List<Trouble> all = Trouble.allOf(image.entries());
    int shown = 0;
    for (int i = all.size() - 1; i >= 0 && shown < TROUBLES_MAX; i--) {
      Trouble each = all.get(i);
      shown++;
      line("");
      String end = each.isOver() ? " to " + Text.time(each.endMillis()) : ", goes on";
      String when = Text.time(each.startMillis()) + (each.lasts() ? end : "") + ": ";
      String sentence = Trouble.sentence(each.entries().get(each.entries().size() - 1));
      for (String line : Wrapped.of(when + Text.of(sentence), terminal.columns())) {
        coloured(each.isOver() ? Severity.INFO : each.severity(), line);
      }
    }
  }

  private void coloured(Severity severity, String text) {
    boolean plain = !terminal.isColoured() || severity == Severity.INFO;
    screen.append(plain ? "" : ESC + (severity == Severity.ERROR ? "31m" : "33m"));
    cut(text);
    screen.append(plain ? "" : ESC + "0m");
    end();
  }

  private void line(String text) {
    cut(text);
    end();
  }

  private void cut(String text) {
    screen.append(text, 0, Math.min(text.length(), terminal.columns()));
  }

  private void end() {
    screen.append(ESC).append("K\r\n");
  }

  private static String cell(String text, int width) {
    StringBuilder cell = new StringBuilder(text);
    while (cell.length() < width) {
      cell.append(' ');
    }
    return cell.append(' ').toString();
  }

  private static String right(String text, int width) {
    StringBuilder cell = new StringBuilder();
    for (int i = text.length(); i < width; i++) {
      cell.append(' ');
    }
    return cell.append(text).toString();
  }

  private void restore() {
    out.print(SCREEN_BEFORE);
    out.flush();
  }

  @Override
  public void close() {
    restore();
    try {
      Runtime.getRuntime().removeShutdownHook(restorer);
    } catch (IllegalStateException e) {
      // This JVM is ending, and the shutdown hook does it.
    }
  }
}
