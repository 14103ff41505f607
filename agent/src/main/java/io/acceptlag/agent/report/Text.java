package io.acceptlag.agent.report;

import io.acceptlag.core.blackbox.AcceptorState;
import io.acceptlag.core.blackbox.Figure;
import io.acceptlag.core.blackbox.Figures;
import io.acceptlag.core.blackbox.Row;
import io.acceptlag.core.text.FigureText;
import io.acceptlag.core.text.ForeignText;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Figures and foreign text for a terminal. */
final class Text {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT);

  private Text() {}

  /** Foreign text in which nothing moves the cursor. */
  static String of(String foreign) {
    return ForeignText.onOneLine(foreign);
  }

  static String time(long epochMillis) {
    return TIME.format(Instant.ofEpochMilli(epochMillis).atZone(ZoneId.systemDefault()));
  }

  /** {@code ?} if it is not known. */
  static String count(long figure) {
    return figure == Figures.UNKNOWN ? "?" : Long.toString(figure);
  }

  static String millis(long figure) {
    return figure == Figures.UNKNOWN ? "-" : FigureText.duration(figure);
  }

  /** What the acceptor does; empty if it was not sampled. */
  static String acceptor(Row row) {
    long code = row.figures().get(Figure.ACCEPTOR);
    for (AcceptorState state : AcceptorState.values()) {
      if (state.code() == code) {
        return state.words() + (row.place().isEmpty() ? "" : ", in " + of(row.place()));
      }
    }
    long looks = row.figures().get(Figure.LOOKS);
    return looks <= 0
        ? ""
        : "elsewhere in "
            + 100 * row.figures().get(Figure.LOOKS_OUTSIDE) / looks
            + " % of "
            + looks
            + " samples";
  }
}
