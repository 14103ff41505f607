package io.acceptlag.core.report;

import io.acceptlag.core.cause.CauseId;
import io.acceptlag.core.cause.Diagnosis;
import io.acceptlag.core.episode.Change;
import io.acceptlag.core.handshake.SynQueueTrouble;
import io.acceptlag.core.handshake.SynQueueTrouble.Answer;
import io.acceptlag.core.handshake.WaitingClients;
import io.acceptlag.core.incident.Incident;
import io.acceptlag.core.kernel.LocalAddress;
import io.acceptlag.core.report.Report.Event;
import io.acceptlag.core.text.FigureText;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Puts what happened into words. */
public final class Reports {
  /** More is asked for by those who mean "as much as there is"; older kernels allow no more. */
  private static final int BACKLOG_SENSIBLE = 65_535;

  private final String warnWait;

  /**
   * @param warnWaitMillis from which a wait counts as delayed
   */
  public Reports(long warnWaitMillis) {
    warnWait = FigureText.duration(warnWaitMillis);
  }

  /**
   * @param waiting who waits to be accepted, null if it is not known
   * @param fate what it is like for a client that is refused, empty where it need not be told
   */
  public Report of(
      LocalAddress listener,
      Change change,
      Incident incident,
      Diagnosis diagnosis,
      @Nullable WaitingClients waiting,
      String fate) {
    Event event =
        change == Change.ENDED
            ? Event.RECOVERED
            : incident.overflowed() ? Event.OVERFLOW : Event.SLOW;
    String sentence =
        event == Event.RECOVERED
            ? recovered(listener, incident)
            : trouble(listener, incident) + because(diagnosis) + (fate.isEmpty() ? "" : " " + fate);
    return Report.ofIncident(
        severity(event),
        event,
        listener,
        incident,
        waiting,
        diagnosis,
        sentence,
        pairs(event, listener, incident, diagnosis));
  }

  /** The listener was closed before it recovered. */
  public Report closed(LocalAddress listener, Incident incident, Diagnosis diagnosis) {
    String sentence =
        listener
            + " was closed in the middle of an incident, after "
            + FigureText.duration(incident.durationMillis())
            + (incident.delayed() > 0 ? ": " + waited(incident) : "");
    return Report.ofIncident(
        Severity.INFO,
        Event.CLOSED,
        listener,
        incident,
        null,
        diagnosis,
        sentence,
        pairs(Event.CLOSED, listener, incident, diagnosis));
  }

  /**
   * @param somaxconn net.core.somaxconn as it is now, -1 if it cannot be read
   */
  public Report backlogCapped(LocalAddress listener, int requested, int limit, int somaxconn) {
    String why =
        somaxconn < 0
            ? "net.core.somaxconn was lower"
            : somaxconn == limit
                ? "net.core.somaxconn is " + somaxconn + " here"
                : "net.core.somaxconn was "
                    + limit
                    + " when it began to listen and is "
                    + somaxconn
                    + " now";
    Map<String, String> pairs = new LinkedHashMap<>();
    pairs.put("listener", listener.toString());
    pairs.put("event", Event.BACKLOG_CAPPED.key());
    pairs.put("requested", Integer.toString(requested));
    pairs.put("limit", Integer.toString(limit));
    return Report.ofListener(
        Severity.WARN,
        Event.BACKLOG_CAPPED,
        listener,
        listener
            + " asked for a backlog of "
            + requested
            + " and got "
            + limit
            + ": "
            + why
            + (somaxconn >= requested
                ? ". Let"
                : ". Raise it"
                    + (requested <= BACKLOG_SENSIBLE ? " to " + requested : " if bursts need more")
                    + ", and then let")
            + " the server listen anew: a listener keeps the limit that it began with",
        pairs);
  }

  /** Connections leave the listener's queue, and no hook sees them. */
  public Report notHooked(LocalAddress listener) {
    Map<String, String> pairs = new LinkedHashMap<>();
    pairs.put("listener", listener.toString());
    pairs.put("event", Event.NOT_HOOKED.key());
    return Report.ofListener(
        Severity.WARN,
        Event.NOT_HOOKED,
        listener,
        listener
            + " is accepted from where acceptlag does not see it: by native code, by another process"
            + " that shares the socket, or past a call that another agent has taken out. Its queue is"
            + " still watched, but accept waits and the age of what waits are not known.",
        pairs);
  }

  /**
   * The kernel has no room for further half-open connections, or has again.
   *
   * @param overflowing whether its accept queue is full as well
   */
  public Report synQueue(
      LocalAddress listener, Change change, SynQueueTrouble trouble, boolean overflowing) {
    boolean dropped = trouble.answer() == Answer.DROPPED;
    Event event =
        change == Change.ENDED
            ? Event.SYN_QUEUE_RECOVERED
            : dropped ? Event.SYN_QUEUE_FULL : Event.SYN_COOKIES;
    boolean harm = event != Event.SYN_QUEUE_RECOVERED && (dropped || overflowing);
    Map<String, String> pairs = new LinkedHashMap<>();
    pairs.put("listener", listener.toString());
    pairs.put("event", event.key());
    if (event == Event.SYN_QUEUE_RECOVERED) {
      pairs.put("duration_ms", Long.toString(trouble.durationMillis()));
    } else {
      putIfAbove(pairs, "half_open", trouble.halfOpen(), -1);
      putIfAbove(pairs, "room", trouble.room(), -1);
    }
    pairs.put(dropped ? "dropped" : "cookies", Long.toString(trouble.packets()));
    return Report.ofSynQueue(
        harm ? Severity.WARN : Severity.INFO,
        event,
        listener,
        trouble,
        SynQueueWords.of(listener, event, trouble, overflowing),
        pairs);
  }

  private static Severity severity(Event event) {
    switch (event) {
      case OVERFLOW:
        return Severity.ERROR;
      case RECOVERED:
      case CLOSED:
        return Severity.INFO;
      default:
        return Severity.WARN;
    }
  }

  private String trouble(LocalAddress listener, Incident incident) {
    StringBuilder text = new StringBuilder(listener.toString());
    text.append(
        incident.overflowed()
            ? incident.overflows() == 0
                ? " has a full accept queue and would turn the next client away: "
                : " turns clients away: "
            : incident.length() > 0 ? " is slow to accept: " : " was slow to accept: ");
    if (incident.length() > 0) {
      text.append(connections(incident.length()))
          .append(incident.length() == 1 ? " waits" : " wait");
      if (incident.limit() >= 0) {
        text.append(" (room for ").append(incident.limit() + 1).append(')');
      }
      if (incident.oldestMillis() > 0) {
        text.append(", the oldest for ").append(FigureText.duration(incident.oldestMillis()));
      }
      if (incident.delayed() > 0) {
        text.append("; ").append(waited(incident));
      }
    } else if (incident.delayed() > 0) {
      text.append(waited(incident));
    } else {
      text.append(incident.overflowed() ? "its queue was full" : "its queue was filling up");
    }
    if (incident.overflows() > 0) {
      text.append("; the kernel refused ")
          .append(incident.overflows())
          .append(incident.overflows() == 1 ? " packet" : " packets")
          .append(" for want of room")
          .append(ghosts(incident.ghosts()));
    }
    return text.append('.').toString();
  }

  private String recovered(LocalAddress listener, Incident incident) {
    String text =
        listener + " accepts again after " + FigureText.duration(incident.durationMillis());
    if (incident.delayed() > 0) {
      return text + ": " + waited(incident);
    }
    return incident.waitsKnown() ? text + ": no connection taken had waited " + warnWait : text;
  }

  private String waited(Incident incident) {
    String text = connections(incident.delayed()) + " waited over " + warnWait;
    return text
        + (incident.delayed() == 1 ? ", " : ", the longest ")
        + FigureText.duration(incident.waitMaxMillis())
        + gaveUp(incident.abandoned());
  }

  private static String gaveUp(long abandoned) {
    if (abandoned == 0) {
      return "";
    }
    return abandoned == 1
        ? "; 1 client had left before it was accepted"
        : "; " + abandoned + " clients had left before they were accepted";
  }

  private static String ghosts(long ghosts) {
    return ghosts == 0
        ? ""
        : ", of which up to "
            + ghosts
            + (ghosts == 1 ? " was a SYN cookie" : " were SYN cookies")
            + " that came back: such a client believes it is connected, is not reset whatever"
            + " net.ipv4.tcp_abort_on_overflow says, and nothing is sent again until it speaks itself;"
            + " where the server speaks first, both wait";
  }

  private static String because(Diagnosis diagnosis) {
    String statement = diagnosis.statement() == null ? "" : " " + diagnosis.statement();
    String advice = diagnosis.advice() == null ? "" : " " + diagnosis.advice();
    return statement + advice;
  }

  private static Map<String, String> pairs(
      Event event, LocalAddress listener, Incident incident, Diagnosis diagnosis) {
    boolean ends = event == Event.RECOVERED || event == Event.CLOSED;
    Map<String, String> pairs = new LinkedHashMap<>();
    pairs.put("listener", listener.toString());
    pairs.put("event", event.key());
    pairs.put("incident", Long.toString(incident.id()));
    if (ends) {
      pairs.put("duration_ms", Long.toString(incident.durationMillis()));
      if (incident.waitsKnown()) {
        pairs.put("delayed", Long.toString(incident.delayed()));
      }
      putIfAbove(pairs, "wait_max_ms", incident.waitMaxMillis(), 0);
    } else {
      if (incident.length() >= 0) {
        pairs.put(
            "queue", incident.length() + (incident.limit() >= 0 ? "/" + incident.limit() : ""));
      }
      putIfAbove(pairs, "oldest_ms", incident.oldestMillis(), 0);
      putIfAbove(pairs, "wait_p99_ms", incident.waitP99Millis(), -1);
    }
    putIfAbove(pairs, "abandoned", incident.abandoned(), 0);
    putIfAbove(pairs, "overflows", incident.overflows(), -1);
    putIfAbove(pairs, "ghosts_max", incident.ghosts(), 0);
    if (!ends) {
      putIfAbove(pairs, "drops", incident.drops(), -1);
    }
    pairs.put("cause", diagnosis.cause().key());
    if (!diagnosis.contributing().isEmpty()) {
      pairs.put("contributing", keys(diagnosis.contributing()));
    }
    return pairs;
  }

  private static String keys(List<CauseId> causes) {
    List<String> keys = new ArrayList<>();
    for (CauseId cause : causes) {
      keys.add(cause.key());
    }
    return String.join(",", keys);
  }

  private static void putIfAbove(Map<String, String> pairs, String key, long figure, long floor) {
    if (figure > floor) {
      pairs.put(key, Long.toString(figure));
    }
  }

  private static String connections(long count) {
    return count == 1 ? "1 connection" : count + " connections";
  }
}
