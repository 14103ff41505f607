package io.acceptlag.agent.demo;

import io.acceptlag.agent.terminal.Terminal;
import io.acceptlag.agent.terminal.Wrapped;
import java.io.PrintStream;
import java.util.Locale;

/** Writes in columns: the time, who speaks, and what is said, wrapped. Plain ASCII. */
final class Screen {
  /** How a line looks on a terminal with colours. */
  enum Style {
    PLAIN(""),
    BOLD("1"),
    FAINT("2"),
    GREEN("32"),
    YELLOW("33"),
    RED("1;31");

    private final String code;

    Style(String code) {
      this.code = code;
    }
  }

  private static final int INDENT = 18;

  private final PrintStream out;
  private final Terminal terminal;
  private int progressLength;

  Screen(PrintStream out, Terminal terminal) {
    this.out = out;
    this.terminal = terminal;
  }

  void paragraph(Style style, String text) {
    for (String line : Wrapped.of(text, terminal.columns() - 1)) {
      println(styled(style, line));
    }
  }

  void blank() {
    println("");
  }

  /** One line, not wrapped. */
  void row(Style style, String text) {
    println(styled(style, text));
  }

  /**
   * Writes {@code 3.4 s agent text | note}; a column that is too long is wrapped within itself.
   *
   * @param note less important, may be empty
   */
  void say(double seconds, String who, Style style, String text, String note) {
    String start = String.format(Locale.ROOT, "%5.1f s  %-7s  ", seconds, who);
    int columns = terminal.columns() - 1 - INDENT;
    String separator = note.isEmpty() ? "" : "| ";
    if (text.length() + 1 + separator.length() + note.length() <= columns) {
      String end = note.isEmpty() ? "" : " " + separator + note;
      println(styled(Style.FAINT, start) + styled(style, text) + styled(Style.FAINT, end));
      return;
    }
    for (String line : Wrapped.of(text, columns)) {
      println(styled(Style.FAINT, start) + styled(style, line));
      start = spaces(INDENT);
    }
    if (!note.isEmpty()) {
      for (String line : Wrapped.of(note, columns - separator.length())) {
        println(start + styled(Style.FAINT, separator + line));
      }
    }
  }

  /** A line that the next one replaces; nothing if that is impossible. */
  void progress(String text) {
    if (terminal.isLive()) {
      String cut = text.substring(0, Math.min(text.length(), terminal.columns() - 1));
      out.print("\r" + styled(Style.FAINT, cut) + spaces(progressLength - cut.length()));
      out.flush();
      progressLength = cut.length();
    }
  }

  private void println(String line) {
    if (progressLength > 0) {
      // With spaces, because this is for terminals without escape sequences as well.
      out.print("\r" + spaces(progressLength) + "\r");
      progressLength = 0;
    }
    out.println(line);
    out.flush();
  }

  private String styled(Style style, String text) {
    return terminal.isColoured() && !style.code.isEmpty() && !text.isEmpty()
        ? "\u001b[" + style.code + "m" + text + "\u001b[0m"
        : text;
  }

  private static String spaces(int count) {
    StringBuilder spaces = new StringBuilder();
    while (spaces.length() < count) {
      spaces.append(' ');
    }
    return spaces.toString();
  }
}
