package io.acceptlag.core.report;

import io.acceptlag.core.cause.CauseId;
import io.acceptlag.core.episode.Change;
import io.acceptlag.core.kernel.LocalAddress;
import io.acceptlag.core.text.FigureText;
import io.acceptlag.core.unserved.Unserved;

/** Connections that are accepted and not served, in words. */
public final class UnservedReports {
  private UnservedReports() {}

  public static Report of(LocalAddress listener, Change change, Unserved trouble) {
    return change == Change.ENDED
        ? ended(listener, Event.RECOVERED, recovered(listener, trouble), trouble)
        : open(listener, trouble);
  }

  /**
   * The listener was closed before it served them.
   *
   * @param wanted whether its port is still to be watched
   */
  public static Report closed(LocalAddress listener, Unserved trouble, boolean wanted) {
    String sentence =
        listener
            + (wanted ? " was closed" : " is not watched any more,")
            + " in the middle of an incident, after "
            + FigureText.duration(trouble.durationMillis())
            + ": "
            + most(trouble);
    return ended(listener, Event.CLOSED, sentence, trouble);
  }

  private static Report open(LocalAddress listener, Unserved trouble) {
    StringBuilder text =
        new StringBuilder()
            .append(listener)
            .append(" accepts and does not serve: ")
            .append(trouble.exact() ? "" : "at least ")
            .append(connections(trouble.unserved()))
            .append(trouble.shared() ? " of port " + listener.port() : "")
            .append(" sent data that nobody has read for ")
            .append(trouble.unserved() == 1 ? "" : "up to ")
            .append(FigureText.duration(trouble.oldestMillis()));
    if (trouble.left() > 0) {
      text.append("; ")
          .append(trouble.left())
          .append(trouble.left() == 1 ? " client has left" : " clients have left");
    }
    if (trouble.kept() > 0) {
      text.append("; ")
          .append(trouble.kept())
          .append(trouble.kept() == 1 ? " kept connection holds" : " kept connections hold")
          .append(" unread data too");
    }
    Pairs.Builder pairs =
        new Pairs.Builder()
            .put(Key.INCIDENT, trouble.id())
            .put(Key.UNSERVED, trouble.unserved())
            .put(Key.OLDEST_MS, trouble.oldestMillis())
            .putAny(Key.LEFT, trouble.left())
            .putAny(Key.KEPT_UNREAD, trouble.kept());
    return report(
        Severity.WARN, Event.UNSERVED, listener, text.append('.').toString(), pairs, trouble);
  }

  private static String recovered(LocalAddress listener, Unserved trouble) {
    return listener
        + " serves again after "
        + FigureText.duration(trouble.durationMillis())
        + ": "
        + most(trouble);
  }

  private static String most(Unserved trouble) {
    return (trouble.most() == 1
            ? "1 connection held data that nobody had read for "
            : "up to "
                + trouble.most()
                + " connections at once held data that nobody had read, the longest for ")
        + FigureText.duration(trouble.longestMillis());
  }

  private static Report ended(
      LocalAddress listener, Event event, String sentence, Unserved trouble) {
    Pairs.Builder pairs =
        new Pairs.Builder()
            .put(Key.INCIDENT, trouble.id())
            .put(Key.DURATION_MS, trouble.durationMillis())
            .put(Key.UNSERVED, trouble.most())
            .put(Key.OLDEST_MS, trouble.longestMillis());
    return report(Severity.INFO, event, listener, sentence, pairs, trouble);
  }

  private static Report report(
      Severity severity,
      Event event,
      LocalAddress listener,
      String sentence,
      Pairs.Builder pairs,
      Unserved trouble) {
    return new Report.Builder(severity, event, Subject.listener(listener), sentence)
        .pairs(pairs.put(Key.CAUSE, CauseId.UNKNOWN.key()))
        .of(trouble)
        .build();
  }

  private static String connections(long count) {
    return count == 1 ? "1 connection" : count + " connections";
  }
}
