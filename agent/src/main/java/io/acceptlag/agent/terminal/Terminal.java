package io.acceptlag.agent.terminal;

import java.io.BufferedReader;
import java.io.Console;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** What the terminal can do, if there is one. */
public final class Terminal {
  private static final int USUAL_COLUMNS = 80;
  private static final int COLUMNS_MIN = 40;

  /** Longer lines are hard to read. */
  private static final int COLUMNS_MAX = 120;

  private final boolean live;
  private final boolean coloured;
  private final int columns;

  private Terminal(boolean live, boolean coloured, int columns) {
    this.live = live;
    this.coloured = coloured;
    this.columns = columns;
  }

  public static Terminal find() {
    boolean there = isThere();
    boolean live = there && !"dumb".equals(System.getenv("TERM"));
    String noColour = System.getenv("NO_COLOR");
    boolean coloured = live && (noColour == null || noColour.isEmpty());
    return new Terminal(live, coloured, measuredColumns(there));
  }

  @SuppressWarnings("SystemConsoleNull") // From Java 22 on isTerminal() decides.
  private static boolean isThere() {
    Console console = System.console();
    if (console == null) {
      return false;
    }
    try {
      return (Boolean) Console.class.getMethod("isTerminal").invoke(console);
    } catch (ReflectiveOperationException e) {
      // Java 21 and older, where there is no console without a terminal.
      return true;
    }
  }

  private static int measuredColumns(boolean terminal) {
    Integer columns = number(System.getenv("COLUMNS"));
    if (columns == null && terminal) {
      columns = number(lastWord(stty()));
      columns = columns == null || columns == 0 ? Integer.valueOf(USUAL_COLUMNS) : columns;
    }
    // Lines in a file are left whole, for grep.
    return columns == null
        ? Integer.MAX_VALUE
        : Math.min(COLUMNS_MAX, Math.max(COLUMNS_MIN, columns));
  }

  private static @Nullable Integer number(@Nullable String text) {
    return text != null && text.matches("\\d{1,5}") ? Integer.valueOf(text) : null;
  }

  private static @Nullable String lastWord(@Nullable String text) {
    return text == null ? null : text.substring(text.lastIndexOf(' ') + 1);
  }

  /** Rows and columns, as in {@code 24 80}; Java has no way to ask. */
  private static @Nullable String stty() {
    try {
      Process stty =
          new ProcessBuilder("stty", "size").redirectInput(ProcessBuilder.Redirect.INHERIT).start();
      try (BufferedReader out =
          new BufferedReader(
              new InputStreamReader(stty.getInputStream(), StandardCharsets.US_ASCII))) {
        return stty.waitFor(1, TimeUnit.SECONDS) ? out.readLine() : null;
      } finally {
        stty.destroy();
      }
    } catch (IOException e) {
      return null;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return null;
    }
  }

  /** Whether a line can be overwritten. */
  public boolean isLive() {
    return live;
  }

  public boolean isColoured() {
    return coloured;
  }

  /** From 40 to 120, or without bound. */
  public int columns() {
    return columns;
  }
}
