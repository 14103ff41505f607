package io.acceptlag.core.neighbour;

import io.acceptlag.core.kernel.SocketOwner;
import io.acceptlag.core.report.Event;
import io.acceptlag.core.report.Key;
import io.acceptlag.core.report.Pairs;
import io.acceptlag.core.report.Report;
import io.acceptlag.core.report.Severity;
import io.acceptlag.core.report.Subject;
import io.acceptlag.core.text.FigureText;
import io.acceptlag.core.text.ForeignText;

/** Puts a neighbour that does not accept into words. */
final class NeighbourWords {
  private NeighbourWords() {}

  static Report stuck(Neighbour neighbour) {
    SocketOwner owner = neighbour.owner();
    Pairs.Builder pairs = new Pairs.Builder();
    if (owner != null) {
      pairs.put(Key.PID, owner.pid());
    }
    pairs.put(Key.QUEUE, neighbour.length() + "/" + (neighbour.room() - neighbour.filled()));
    pairs.putAny(Key.OLDEST_MS, neighbour.oldestMillis());
    return report(
        Severity.WARN,
        Event.NEIGHBOUR_STUCK,
        neighbour,
        whoListens(neighbour)
            + (neighbour.length() == 1
                ? "1 connection waits"
                : neighbour.length() + " connections wait")
            + (neighbour.filled() == 1 ? " in its queue (room for " : " in their queues (room for ")
            + neighbour.room()
            + "), the oldest for "
            + FigureText.duration(neighbour.oldestMillis())
            + ", and in "
            + FigureText.atLeast(neighbour.stillMillis())
            + " none was taken. "
            + (neighbour.filled() == 1
                ? "The kernel gives it its share of the clients: stop it, or find out why it does"
                    + " not accept."
                : "The kernel gives them clients too: stop them, or find out why they do not"
                    + " accept."),
        pairs);
  }

  static Report recovered(Neighbour neighbour) {
    long millis = neighbour.trouble().durationMillis();
    return report(
        Severity.INFO,
        Event.NEIGHBOUR_RECOVERED,
        neighbour,
        (neighbour.isGone()
                ? "The other process's listener on "
                : "The other process that listens on ")
            + neighbour.address()
            + (neighbour.isGone()
                ? " is gone"
                : neighbour.length() == 0
                    ? " has an empty queue again"
                    : " has a queue again in which not all wait on")
            + ", after "
            + FigureText.duration(millis),
        new Pairs.Builder().put(Key.DURATION_MS, millis));
  }

  private static String whoListens(Neighbour neighbour) {
    return neighbour.filled() == 1
        ? "Another process "
            + who(neighbour)
            + " listens on "
            + neighbour.address()
            + " too and does not accept: "
        : neighbour.filled()
            + " other sockets, one of them "
            + who(neighbour)
            + ", listen on "
            + neighbour.address()
            + " too and are not accepted from: ";
  }

  private static String who(Neighbour neighbour) {
    SocketOwner owner = neighbour.owner();
    ListenerSocket socket = neighbour.longest();
    if (owner != null) {
      return "(pid " + owner.pid() + ", " + ForeignText.name(owner.name()) + ")";
    }
    return socket == null ? "(not found)" : "(of uid " + socket.uid() + ", not found from here)";
  }

  private static Report report(
      Severity severity, Event event, Neighbour neighbour, String sentence, Pairs.Builder pairs) {
    return new Report.Builder(severity, event, Subject.listener(neighbour.address()), sentence)
        .pairs(pairs)
        .of(neighbour.trouble())
        .build();
  }
}
