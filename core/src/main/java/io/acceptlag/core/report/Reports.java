package io.acceptlag.core.report;

import io.acceptlag.core.cause.CauseId;
import io.acceptlag.core.cause.Diagnosis;
import io.acceptlag.core.episode.Change;
import io.acceptlag.core.handshake.PodRule;
import io.acceptlag.core.handshake.SynQueueTrouble;
import io.acceptlag.core.handshake.SynQueueTrouble.Answer;
import io.acceptlag.core.handshake.WaitingClients;
import io.acceptlag.core.incident.Incident;
import io.acceptlag.core.kernel.LocalAddress;
import io.acceptlag.core.listener.Closing;
import io.acceptlag.core.text.FigureText;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes the reports about listeners: the words, the pairs and the severity. */
public final class Reports {
  /** Most clients have given up after so long a wait. */
  private static final long LONG_START_MILLIS = 10_000;

  private final boolean inPod;

  /**
   * @param inPod whether this is a pod of Kubernetes
   */
  public Reports(boolean inPod) {
    this.inPod = inPod;
  }

  /**
   * @param waiting who waits to be accepted, null if it is not known
   */
  public Report of(
      LocalAddress listener,
      Change change,
      Incident incident,
      Diagnosis diagnosis,
      @Nullable WaitingClients waiting) {
    Event event =
        change == Change.ENDED
            ? Event.RECOVERED
            : incident.present().overflowed() ? Event.OVERFLOW : Event.SLOW;
    Incident shown = event == Event.RECOVERED ? incident : incident.present();
    String sentence =
        event == Event.RECOVERED
            ? IncidentWords.recovered(listener, shown)
            : CauseWords.opening(IncidentWords.trouble(listener, shown), diagnosis);
    Severity severity = isMild(incident, diagnosis) ? Severity.INFO : severity(event);
    return new Report.Builder(severity, event, Subject.listener(listener), sentence)
        .pairs(pairs(event, shown, diagnosis))
        .of(incident)
        .because(diagnosis)
        .waiting(waiting)
        .build();
  }

  /**
   * Whether this is only a server that listens before it accepts, and is probed meanwhile. That is
   * worth a line, but no warning.
   */
  public static boolean isMild(Incident incident, Diagnosis diagnosis) {
    return diagnosis.cause() == CauseId.STARTING
        && !incident.overflowed()
        && incident.durationMillis() < LONG_START_MILLIS;
  }

  /** The first line of the incident could not say why: now it is known, or will not be. */
  public Report cause(LocalAddress listener, Incident incident, Diagnosis diagnosis) {
    Incident shown = incident.present();
    String what =
        shown.limit() >= 0 && shown.length() > shown.limit()
            ? " has a full accept queue"
            : shown.overflows() > 0
                ? " turned clients away"
                : shown.length() > 0 ? " is slow to accept" : " was slow to accept";
    String happened =
        listener
            + what
            + (diagnosis.known()
                ? ", and the cause is known now."
                : ", and what was seen does not show the cause.");
    return new Report.Builder(
            Severity.WARN,
            Event.CAUSE,
            Subject.listener(listener),
            CauseWords.after(happened, diagnosis))
        .pairs(pairs(Event.CAUSE, shown, diagnosis))
        .of(incident)
        .because(diagnosis)
        .build();
  }

  /**
   * The first time that clients were refused in this process.
   *
   * @param fate what happens to such a client
   */
  public Report refusedClients(LocalAddress listener, String fate) {
    return new Report.Builder(
            Severity.INFO, Event.REFUSED_CLIENTS, Subject.listener(listener), fate)
        .build();
  }

  /**
   * The listener was closed before it recovered.
   *
   * @param wanted whether its port is still watched
   * @param harm who has closed it while clients waited; null where nobody is known to
   */
  public Report closed(
      LocalAddress listener,
      Incident incident,
      Diagnosis diagnosis,
      boolean wanted,
      @Nullable Closing harm) {
    String sentence =
        listener
            + (wanted ? " was closed" : " is not watched any more,")
            + " in the middle of an incident, after "
            + FigureText.duration(incident.durationMillis())
            + (incident.delayed() > 0 ? ": " + IncidentWords.waited(incident) : "");
    return new Report.Builder(
            harm == null ? Severity.INFO : Severity.WARN,
            Event.CLOSED,
            Subject.listener(listener),
            harm == null ? sentence : ClosedWords.besides(sentence, harm))
        .pairs(ClosedWords.with(harm, pairs(Event.CLOSED, incident, diagnosis)))
        .of(incident)
        .because(diagnosis)
        .build();
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
                    + " when it began to listen; it is "
                    + somaxconn
                    + " now, which a restart of the server takes";
    return new Report.Builder(
            Severity.INFO,
            Event.BACKLOG_CAPPED,
            Subject.listener(listener),
            listener
                + " asked for a backlog of "
                + requested
                + " and got "
                + limit
                + ", because "
                + why
                + (inPod && somaxconn < requested
                    ? "." + PodRule.besidesRaisingSomaxconn(true)
                    : ""))
        .pairs(new Pairs.Builder().put(Key.REQUESTED, requested).put(Key.LIMIT, limit))
        .build();
  }

  /** Connections leave the listener's queue, and no hook sees them. */
  public Report notHooked(LocalAddress listener) {
    String sentence =
        listener
            + " is accepted from where acceptlag does not see it: by native code, by another process"
            + " that shares the socket, or past a call that another agent has taken out. Its queue is"
            + " still watched, but accept waits and the age of what waits are not known.";
    return new Report.Builder(Severity.WARN, Event.NOT_HOOKED, Subject.listener(listener), sentence)
        .build();
  }

  /**
   * The kernel has no room for further half-open connections, or has room again.
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
    Pairs.Builder pairs = new Pairs.Builder();
    if (event == Event.SYN_QUEUE_RECOVERED) {
      pairs.put(Key.DURATION_MS, trouble.durationMillis());
    } else {
      pairs.putKnown(Key.HALF_OPEN, trouble.halfOpen()).putKnown(Key.ROOM, trouble.room());
    }
    pairs.put(dropped ? Key.DROPPED : Key.COOKIES, trouble.packets());
    if (!dropped) {
      pairs.put(Key.CAME_BACK, trouble.cameBack());
    }
    return new Report.Builder(
            harm ? Severity.WARN : Severity.INFO,
            event,
            Subject.listener(listener),
            new SynQueueWords(inPod).of(listener, event, trouble, overflowing))
        .pairs(pairs)
        .of(trouble)
        .build();
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

  private static Pairs.Builder pairs(Event event, Incident incident, Diagnosis diagnosis) {
    Pairs.Builder pairs = new Pairs.Builder().put(Key.INCIDENT, incident.id());
    if (event.ends()) {
      pairs.put(Key.DURATION_MS, incident.durationMillis());
      pairs.put(Key.TROUBLED_MS, incident.troubledMillis());
      if (incident.waitsKnown()) {
        pairs.put(Key.DELAYED, incident.delayed());
      }
      pairs.putAny(Key.WAIT_MAX_MS, incident.waitMaxMillis());
    } else {
      if (incident.length() >= 0) {
        pairs.put(
            Key.QUEUE, incident.length() + (incident.limit() >= 0 ? "/" + incident.limit() : ""));
      }
      pairs.putAny(Key.OLDEST_MS, incident.oldestMillis());
      pairs.putKnown(Key.WAIT_P99_MS, incident.waitP99Millis());
    }
    pairs
        .putAny(Key.ABANDONED, incident.abandoned())
        .putKnown(Key.OVERFLOWS, incident.overflows())
        .putAny(Key.GHOSTS_MAX, incident.ghosts());
    if (!event.ends()) {
      pairs.putKnown(Key.DROPS, incident.drops());
    }
    return diagnosed(pairs, diagnosis);
  }

  static Pairs.Builder diagnosed(Pairs.Builder pairs, Diagnosis diagnosis) {
    if (diagnosis.server() != null) {
      pairs.put(Key.SERVER, diagnosis.server());
    }
    pairs.put(Key.CAUSE, diagnosis.cause().key());
    if (!diagnosis.contributing().isEmpty()) {
      pairs.put(Key.CONTRIBUTING, keys(diagnosis.contributing()));
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
}
