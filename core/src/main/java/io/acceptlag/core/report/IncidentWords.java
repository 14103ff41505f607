package io.acceptlag.core.report;

import io.acceptlag.core.incident.Incident;
import io.acceptlag.core.kernel.AcceptedReading;
import io.acceptlag.core.kernel.LocalAddress;
import io.acceptlag.core.text.FigureText;

/** Puts an incident of an accept queue into words. */
final class IncidentWords {
  private IncidentWords() {}

  static String trouble(LocalAddress listener, Incident incident) {
    StringBuilder text = new StringBuilder(listener.toString());
    boolean saysFull = false;
    text.append(
        incident.overflowed()
            ? turnsAway(incident)
            : incident.length() > 0 ? " is slow to accept: " : " was slow to accept: ");
    if (incident.length() > 0) {
      text.append(connections(incident.length()))
          .append(incident.length() == 1 ? " waits" : " wait");
      if (incident.limit() >= 0) {
        text.append(" (room for ").append(incident.limit() + 1).append(')');
      }
      if (incident.oldestMillis() > 0) {
        text.append(", the oldest for ").append(FigureText.atLeast(incident.oldestMillis()));
      }
      if (incident.delayed() > 0) {
        text.append("; ").append(waits(incident));
      }
    } else if (incident.delayed() > 0) {
      text.append(waits(incident));
    } else {
      saysFull = incident.overflowed();
      text.append(
          !saysFull
              ? "its queue was filling up"
              : incident.overflows() > 0
                  ? "its queue was full"
                  : "there was no room for another connection");
    }
    if (incident.overflows() > 0) {
      text.append("; ")
          .append(incident.overflows())
          .append(incident.overflows() == 1 ? " packet was" : " packets were")
          .append(saysFull ? " dropped" : " dropped because the queue was full")
          .append(ghosts(incident.ghosts()));
    }
    if (incident.delayed() > 0) {
      text.append(left(incident.abandoned()));
    }
    return text.append('.').toString();
  }

  /** The queue may have been full before, and have room now. */
  private static String turnsAway(Incident incident) {
    boolean full = incident.limit() < 0 || incident.length() > incident.limit();
    if (incident.overflows() <= 0) {
      return full
          ? " has a full accept queue and would turn the next client away: "
          : " had a full accept queue: ";
    }
    return full ? " turns clients away: " : " turned clients away: ";
  }

  static String recovered(LocalAddress listener, Incident incident) {
    String text = listener + " accepts again" + after(incident);
    if (incident.delayed() > 0) {
      return text + ": " + waited(incident);
    }
    return incident.waitsKnown()
        ? text
            + ": no connection taken had waited "
            + FigureText.below(incident.notDelayedBelowMillis())
        : text;
  }

  /** How long it lasted, and how much of that was trouble, which may have come and gone. */
  private static String after(Incident incident) {
    String duration = lasted(incident.durationMillis());
    String troubled = lasted(incident.troubledMillis());
    return troubled.equals(duration)
        ? " after " + duration
        : ", after trouble for " + troubled + " of " + duration;
  }

  /** A duration; trouble that only one poll has seen has none. */
  private static String lasted(long millis) {
    return millis == 0 ? "a moment" : FigureText.duration(millis);
  }

  static String waited(Incident incident) {
    return waits(incident)
        + left(incident.abandoned())
        + atOnce(incident.leftAtOnce(), incident.abandoned());
  }

  private static String waits(Incident incident) {
    String longest = FigureText.duration(incident.waitMaxMillis());
    String least = FigureText.atLeast(incident.delayedFromMillis());
    return incident.delayed() == 1
        ? "1 connection waited " + longest
        : incident.delayed() + " connections waited over " + least + ", the longest " + longest;
  }

  private static String left(long abandoned) {
    if (abandoned == 0) {
      return "";
    }
    return abandoned == 1
        ? "; 1 client had left before it was accepted"
        : "; " + abandoned + " clients had left before they were accepted";
  }

  /** Only where it is over: before, there is more to say. */
  private static String atOnce(long leftAtOnce, long abandoned) {
    if (leftAtOnce == 0) {
      return "";
    }
    return (leftAtOnce < abandoned
            ? ", " + leftAtOnce + " of them"
            : abandoned == 1 ? "," : ", all")
        + " within "
        + FigureText.duration(AcceptedReading.AT_ONCE_MILLIS)
        + " of connecting, as health checks do";
  }

  private static String ghosts(long ghosts) {
    return ghosts == 0
        ? ""
        : ghosts == 1
            ? " (up to 1 a SYN cookie, whose client believes it is connected)"
            : " (up to " + ghosts + " SYN cookies: such a client believes it is connected)";
  }

  private static String connections(long count) {
    return count == 1 ? "1 connection" : count + " connections";
  }
}
