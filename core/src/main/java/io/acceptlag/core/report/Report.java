package io.acceptlag.core.report;

import io.acceptlag.core.cause.Diagnosis;
import io.acceptlag.core.incident.Incident;
import io.acceptlag.core.kernel.LocalAddress;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One thing worth telling, for every sink: a sentence for a person, pairs for a machine. */
public final class Report {
  /** The values of the key {@code event}. */
  public enum Event {
    SLOW("slow"),
    OVERFLOW("overflow"),
    RECOVERED("recovered"),
    /** The listener was closed in the middle of its incident, which ends it. */
    CLOSED("closed"),
    BACKLOG_CAPPED("backlog_capped"),
    /** Its connections are accepted where no hook sees it. */
    NOT_HOOKED("not_hooked");

    private final String key;

    Event(String key) {
      this.key = key;
    }

    public String key() {
      return key;
    }
  }

  private final Severity severity;
  private final Event event;
  private final LocalAddress listener;
  private final @Nullable Incident incident;
  private final Diagnosis diagnosis;
  private final String sentence;
  private final Map<String, String> pairs;

  Report(
      Severity severity,
      Event event,
      LocalAddress listener,
      @Nullable Incident incident,
      Diagnosis diagnosis,
      String sentence,
      Map<String, String> pairs) {
    this.severity = severity;
    this.event = event;
    this.listener = listener;
    this.incident = incident;
    this.diagnosis = diagnosis;
    this.sentence = sentence;
    this.pairs = Collections.unmodifiableMap(new LinkedHashMap<>(pairs));
  }

  public Severity severity() {
    return severity;
  }

  public Event event() {
    return event;
  }

  /** Whether the incident ends with this. */
  public boolean ends() {
    return event == Event.RECOVERED || event == Event.CLOSED;
  }

  public LocalAddress listener() {
    return listener;
  }

  /**
   * The incident as it stands; null for {@link Event#BACKLOG_CAPPED} and {@link Event#NOT_HOOKED}.
   */
  public @Nullable Incident incident() {
    return incident;
  }

  public Diagnosis diagnosis() {
    return diagnosis;
  }

  /**
   * The line to log: the sentence, {@code " | "}, and the pairs.
   *
   * @param trace of the incident in the user's telemetry, if it has one
   */
  public String line(@Nullable String trace) {
    StringBuilder line = new StringBuilder(sentence).append(" |");
    for (Map.Entry<String, String> pair : pairs.entrySet()) {
      line.append(' ').append(pair.getKey()).append('=').append(pair.getValue());
    }
    if (trace != null) {
      line.append(" trace=").append(trace);
    }
    return line.toString();
  }
}
