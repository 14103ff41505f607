package io.acceptlag.core.report;

import io.acceptlag.core.cause.Diagnosis;
import io.acceptlag.core.episode.Change;
import io.acceptlag.core.kernel.LocalAddress;
import io.acceptlag.core.text.FigureText;
import io.acceptlag.core.unserved.Unserved;

/** Makes the reports about connections that are accepted and not served. */
public final class UnservedReports {
  /** They are read by now, or gone. */
  private static final String IN_THE_PAST = " accepted and did not serve in time";

  private UnservedReports() {}

  public static Report of(
      LocalAddress listener, Change change, Unserved trouble, Diagnosis diagnosis) {
    return change == Change.ENDED
        ? ended(listener, Event.RECOVERED, recovered(listener, trouble), trouble, diagnosis)
        : open(listener, trouble, diagnosis);
  }

  /** The first line of the incident could not say why: now it is known, or will not be. */
  public static Report cause(LocalAddress listener, Unserved trouble, Diagnosis diagnosis) {
    String happened =
        listener
            + (trouble.unserved() == 0 ? IN_THE_PAST : " accepts and does not serve")
            + (diagnosis.known()
                ? ", and the cause is known now."
                : ", and what was seen does not show the cause.");
    return report(
        Severity.WARN,
        Event.CAUSE,
        listener,
        CauseWords.after(happened, diagnosis),
        figures(trouble),
        trouble,
        diagnosis);
  }

  /**
   * The listener was closed before it served them.
   *
   * @param wanted whether its port is still watched
   */
  public static Report closed(
      LocalAddress listener, Unserved trouble, Diagnosis diagnosis, boolean wanted) {
    String sentence =
        listener
            + (wanted ? " was closed" : " is not watched any more,")
            + " in the middle of an incident, after "
            + FigureText.duration(trouble.durationMillis())
            + ": "
            + most(listener, trouble);
    return ended(listener, Event.CLOSED, sentence, trouble, diagnosis);
  }

  /**
   * Adds to a report of the accept queue that connections that were taken are not served either.
   *
   * @param unserved how many; the most at once where the incident is over; 0 adds nothing
   */
  public static Report beside(Report incident, long unserved) {
    if (unserved <= 0) {
      return incident;
    }
    boolean one = unserved == 1;
    String sentence =
        "Besides, "
            + (incident.ends() && !one ? "up to " : "")
            + connections(unserved)
            + (one ? " that was accepted" : " that were accepted")
            + (incident.ends()
                ? one ? " was not read meanwhile." : " were not read meanwhile."
                : one ? " is not read." : " are not read.");
    return incident.withRoom(sentence, new Pairs.Builder().put(Key.UNSERVED, unserved));
  }

  private static Report open(LocalAddress listener, Unserved trouble, Diagnosis diagnosis) {
    String happened =
        trouble.unserved() == 0
            ? listener + IN_THE_PAST + ": " + most(listener, trouble) + "."
            : unread(listener, trouble);
    return report(
        Severity.WARN,
        Event.UNSERVED,
        listener,
        CauseWords.opening(happened, diagnosis),
        figures(trouble),
        trouble,
        diagnosis);
  }

  private static String unread(LocalAddress listener, Unserved trouble) {
    StringBuilder text =
        new StringBuilder()
            .append(listener)
            .append(" accepts and does not serve: ")
            .append(trouble.exact() ? "" : "at least ")
            .append(connections(trouble.unserved()))
            .append(trouble.shared() ? " of port " + listener.port() : "")
            .append(" sent data that nobody has read for ")
            .append(trouble.unserved() == 1 ? "" : "up to ")
            .append(FigureText.atLeast(trouble.oldestMillis()));
    if (trouble.left() > 0) {
      text.append("; ")
          .append(trouble.left())
          .append(
              trouble.left() == 1
                  ? " client has closed its side"
                  : " clients have closed their side");
    }
    if (trouble.kept() > 0) {
      text.append("; ")
          .append(trouble.kept())
          .append(trouble.kept() == 1 ? " kept connection holds" : " kept connections hold")
          .append(" unread data for over ")
          .append(FigureText.atLeast(trouble.keptMillis()));
    }
    return text.append('.').toString();
  }

  private static Pairs.Builder figures(Unserved trouble) {
    return new Pairs.Builder()
        .put(Key.INCIDENT, trouble.id())
        .put(Key.UNSERVED, trouble.unserved())
        .put(Key.OLDEST_MS, trouble.oldestMillis())
        .putAny(Key.LEFT, trouble.left())
        .putAny(Key.KEPT_UNREAD, trouble.kept())
        .putAny(Key.UNANSWERED, trouble.unanswered());
  }

  /** What was closed unread is over as well, and was not served. */
  private static String recovered(LocalAddress listener, Unserved trouble) {
    return listener
        + (trouble.readAgain()
            ? " serves again after "
            : " leaves no connection unread any more, whether it read or closed them, after ")
        + FigureText.duration(trouble.durationMillis())
        + ": "
        + most(listener, trouble);
  }

  private static String most(LocalAddress listener, Unserved trouble) {
    boolean one = trouble.most() == 1;
    return (trouble.mostCounted() ? one ? "" : "up to " : "at least ")
        + connections(trouble.most())
        + (trouble.mostShared() ? " of port " + listener.port() : "")
        + (one ? "" : " at once")
        + " held data that nobody had read"
        + (one ? " for " : ", the longest for ")
        + FigureText.atLeast(trouble.longestMillis());
  }

  private static Report ended(
      LocalAddress listener, Event event, String sentence, Unserved trouble, Diagnosis diagnosis) {
    Pairs.Builder pairs =
        new Pairs.Builder()
            .put(Key.INCIDENT, trouble.id())
            .put(Key.DURATION_MS, trouble.durationMillis())
            .put(Key.UNSERVED, trouble.most())
            .put(Key.OLDEST_MS, trouble.longestMillis());
    return report(Severity.INFO, event, listener, sentence, pairs, trouble, diagnosis);
  }

  private static Report report(
      Severity severity,
      Event event,
      LocalAddress listener,
      String sentence,
      Pairs.Builder pairs,
      Unserved trouble,
      Diagnosis diagnosis) {
    return new Report.Builder(severity, event, Subject.listener(listener), sentence)
        .pairs(Reports.diagnosed(pairs, diagnosis))
        .of(trouble)
        .because(diagnosis)
        .build();
  }

  private static String connections(long count) {
    return count == 1 ? "1 connection" : count + " connections";
  }
}
