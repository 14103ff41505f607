package io.acceptlag.core.connect;

import io.acceptlag.core.report.Severity;
import io.acceptlag.core.text.LogText;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** One thing worth telling of connections to a destination. */
public final class ConnectReport {
  /** The values of the key {@code event}. */
  public enum Event {
    CONNECT_SLOW("connect_slow"),
    CONNECT_FAILED("connect_failed"),
    PORTS_EXHAUSTED("ports_exhausted"),
    PORTS_LOW("ports_low"),
    /** None of these any more. */
    CONNECT_RECOVERED("connect_recovered");

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
  private final Event trouble;
  private final Destination destination;
  private final Object series;
  private final long startNanos;
  private final long endNanos;
  private final String sentence;
  private final Map<String, String> pairs;

  /**
   * @param trouble what has ended; the event itself if it has not
   * @param series see {@link #series}
   */
  ConnectReport(
      Severity severity,
      Event event,
      Event trouble,
      Destination destination,
      Object series,
      long startNanos,
      long endNanos,
      String sentence,
      Map<String, String> pairs) {
    this.severity = severity;
    this.event = event;
    this.trouble = trouble;
    this.destination = destination;
    this.series = series;
    this.startNanos = startNanos;
    this.endNanos = endNanos;
    this.sentence = sentence;
    this.pairs = Collections.unmodifiableMap(new LinkedHashMap<>(pairs));
  }

  public Severity severity() {
    return severity;
  }

  /** Whether the trouble ends with this. */
  public boolean ends() {
    return event == Event.CONNECT_RECOVERED;
  }

  public Event trouble() {
    return trouble;
  }

  public Destination destination() {
    return destination;
  }

  /** One and the same for all that is told of one kind of trouble with one destination. */
  public Object series() {
    return series;
  }

  /** When the first connect had it, in System.nanoTime, to a second. */
  public long startNanos() {
    return startNanos;
  }

  /** When the last one had. */
  public long endNanos() {
    return endNanos;
  }

  /** The pairs of the line by key. */
  public Map<String, String> pairs() {
    return pairs;
  }

  /** The line to log: the sentence, {@code " | "}, and the pairs. */
  public String line() {
    return LogText.line(sentence, pairs);
  }
}
