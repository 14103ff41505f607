package io.acceptlag.core.report;

import io.acceptlag.core.cause.Diagnosis;
import io.acceptlag.core.handshake.SynQueueTrouble;
import io.acceptlag.core.handshake.WaitingClients;
import io.acceptlag.core.incident.Incident;
import io.acceptlag.core.kernel.LocalAddress;
import io.acceptlag.core.text.LogText;
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
    NOT_HOOKED("not_hooked"),
    /** The kernel drops SYNs: not the application's accept. */
    SYN_QUEUE_FULL("syn_queue_full"),
    /** The kernel answers SYNs with cookies, and clients get in. */
    SYN_COOKIES("syn_cookies"),
    SYN_QUEUE_RECOVERED("syn_queue_recovered");

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
  private final @Nullable SynQueueTrouble synQueue;
  private final @Nullable WaitingClients waiting;
  private final Diagnosis diagnosis;
  private final String sentence;
  private final Map<String, String> pairs;

  private Report(
      Severity severity,
      Event event,
      LocalAddress listener,
      @Nullable Incident incident,
      @Nullable SynQueueTrouble synQueue,
      @Nullable WaitingClients waiting,
      Diagnosis diagnosis,
      String sentence,
      Map<String, String> pairs) {
    this.severity = severity;
    this.event = event;
    this.listener = listener;
    this.incident = incident;
    this.synQueue = synQueue;
    this.waiting = waiting;
    this.diagnosis = diagnosis;
    this.sentence = sentence;
    this.pairs = Collections.unmodifiableMap(new LinkedHashMap<>(pairs));
  }

  /** Of an incident. */
  static Report ofIncident(
      Severity severity,
      Event event,
      LocalAddress listener,
      Incident incident,
      @Nullable WaitingClients waiting,
      Diagnosis diagnosis,
      String sentence,
      Map<String, String> pairs) {
    return new Report(
        severity, event, listener, incident, null, waiting, diagnosis, sentence, pairs);
  }

  static Report ofSynQueue(
      Severity severity,
      Event event,
      LocalAddress listener,
      SynQueueTrouble synQueue,
      String sentence,
      Map<String, String> pairs) {
    return new Report(
        severity, event, listener, null, synQueue, null, Diagnosis.NONE, sentence, pairs);
  }

  /** Of a listener that need not be in trouble. */
  static Report ofListener(
      Severity severity,
      Event event,
      LocalAddress listener,
      String sentence,
      Map<String, String> pairs) {
    return new Report(severity, event, listener, null, null, null, Diagnosis.NONE, sentence, pairs);
  }

  public Severity severity() {
    return severity;
  }

  public Event event() {
    return event;
  }

  /** Whether the trouble ends with this. */
  public boolean ends() {
    return event == Event.RECOVERED || event == Event.CLOSED || event == Event.SYN_QUEUE_RECOVERED;
  }

  public LocalAddress listener() {
    return listener;
  }

  /** The incident as it stands; null where this is about none. */
  public @Nullable Incident incident() {
    return incident;
  }

  /** The SYN queue's trouble as it stands; null where this is about none. */
  public @Nullable SynQueueTrouble synQueue() {
    return synQueue;
  }

  /** Who waits to be accepted; null if nobody does, or it is not known. */
  public @Nullable WaitingClients waiting() {
    return waiting;
  }

  public Diagnosis diagnosis() {
    return diagnosis;
  }

  /**
   * The line to log: the sentence, {@code " | "}, and the pairs.
   *
   * @param trace of the incident in the user's telemetry, if it has one
   * @param clients whether to name those that wait
   */
  public String line(@Nullable String trace, boolean clients) {
    Map<String, String> all = new LinkedHashMap<>(pairs);
    if (clients && waiting != null && waiting.count() > 0) {
      all.put("clients", String.join(",", waiting.mostFrequent()));
    }
    if (trace != null) {
      all.put("trace", trace);
    }
    return LogText.line(sentence, all);
  }
}
