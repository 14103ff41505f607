package io.acceptlag.core.connect;

import io.acceptlag.core.report.Event;
import io.acceptlag.core.report.Key;
import io.acceptlag.core.report.Pairs;
import io.acceptlag.core.report.Report;
import io.acceptlag.core.report.Severity;
import io.acceptlag.core.report.Subject;
import java.util.List;

/** Puts into words a trouble that many destinations share. */
final class TogetherWords {
  private static final int NAMED = 3;

  private TogetherWords() {}

  static Report failed(FailingTogether those) {
    return report(
        Severity.WARN,
        Event.CONNECT_FAILED,
        those,
        "Connects to "
            + destinations(those)
            + " "
            + what(those.failure())
            + named(those)
            + "; "
            + those.failures()
            + " failed"
            + ConnectWords.over(those.trouble().durationMillis())
            + ".",
        pairs(those).put(Key.ERROR, those.failure().key()));
  }

  static Report ended(FailingTogether those) {
    int untried = those.destinations() - those.connectedSince();
    return report(
        Severity.INFO,
        Event.CONNECT_RECOVERED,
        those,
        "Connects to "
            + destinations(those)
            + " have not failed any more for a while: "
            + (untried == 0
                ? "all have been connected to since"
                : those.connectedSince() == 0
                    ? "none has been connected to since"
                    : those.connectedSince()
                        + " of them "
                        + (those.connectedSince() == 1 ? "has" : "have")
                        + " been connected to since"),
        pairs(those)
            .put(Key.TROUBLE, Event.CONNECT_FAILED.key())
            .put(Key.DURATION_MS, those.trouble().durationMillis()));
  }

  private static String destinations(FailingTogether those) {
    return those.destinations()
        + (those.besides() ? " more" : "")
        + (those.destinations() == 1 ? " destination" : " destinations");
  }

  private static Pairs.Builder pairs(FailingTogether those) {
    return new Pairs.Builder()
        .put(Key.DESTINATIONS, those.destinations())
        .put(Key.FAILURES, those.failures());
  }

  private static String what(Failure failure) {
    switch (failure) {
      case REFUSED:
        return "are refused: nobody listens there, or a firewall says so";
      case TIMED_OUT:
        return "are not answered in time";
      case HOST_UNREACHABLE:
        return "find no way there";
      case NO_ADDRESS:
        return "fail because their local address does not fit, or this system forbids them";
      default:
        return "fail";
    }
  }

  private static String named(FailingTogether those) {
    List<Destination> some = those.some(NAMED);
    StringBuilder text = new StringBuilder(" (");
    for (int i = 0; i < some.size(); i++) {
      text.append(i == 0 ? "" : ", ").append(some.get(i));
    }
    int more = those.destinations() - some.size();
    return text.append(more > 0 ? " and " + more + " more)" : ")").toString();
  }

  private static Report report(
      Severity severity, Event event, FailingTogether those, String sentence, Pairs.Builder pairs) {
    return new Report.Builder(severity, event, Subject.otherDestinations(), sentence)
        .pairs(pairs)
        .of(those.trouble())
        .build();
  }
}
