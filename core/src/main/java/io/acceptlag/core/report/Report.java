package io.acceptlag.core.report;

import io.acceptlag.core.cause.Diagnosis;
import io.acceptlag.core.episode.Trouble;
import io.acceptlag.core.handshake.WaitingClients;
import io.acceptlag.core.text.LogText;
import io.acceptlag.core.text.Sentence;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One thing worth reporting, for every sink: a sentence for a person, pairs for a machine, and what
 * both were made of.
 */
public final class Report {
  private final Severity severity;
  private final Event event;
  private final Subject subject;
  private final String sentence;
  private final Pairs pairs;
  private final @Nullable Trouble trouble;
  private final Diagnosis diagnosis;
  private final @Nullable WaitingClients waiting;

  // Not private: for its builder the compiler would make a class more, to be loaded in trouble.
  Report(Builder from) {
    severity = from.severity;
    event = from.event;
    subject = from.subject;
    sentence = from.sentence;
    pairs = from.pairs;
    trouble = from.trouble;
    diagnosis = from.diagnosis;
    waiting = from.waiting;
  }

  /** This report with a further sentence and pairs; if it becomes too long, the cause is cut. */
  Report with(String furtherSentence, Pairs.Builder furtherPairs) {
    return saying(
        Sentence.with(ended(sentence), diagnosis.advice(), furtherSentence), furtherPairs);
  }

  /** This report with further pairs, and a further sentence if there is room for it. */
  Report withRoom(String furtherSentence, Pairs.Builder furtherPairs) {
    String longer = ended(sentence) + " " + furtherSentence;
    return saying(longer.length() > Sentence.MAX ? sentence : longer, furtherPairs);
  }

  private Report saying(String other, Pairs.Builder furtherPairs) {
    Builder more = new Builder(severity, event, subject, other);
    more.pairs = pairs.with(furtherPairs.build());
    more.trouble = trouble;
    more.diagnosis = diagnosis;
    more.waiting = waiting;
    return more.build();
  }

  private static String ended(String sentence) {
    return sentence.endsWith(".") ? sentence : sentence + ".";
  }

  public Severity severity() {
    return severity;
  }

  public Event event() {
    return event;
  }

  public Subject subject() {
    return subject;
  }

  /** What a person reads, without the pairs. */
  public String sentence() {
    return sentence;
  }

  /** Whether the trouble ends with this report. */
  public boolean ends() {
    return event.ends();
  }

  /** The trouble as it stands; null where this report is about none. Its class tells the kind. */
  public @Nullable Trouble trouble() {
    return trouble;
  }

  /** The pairs of the line, except the subject and the event. */
  public Pairs pairs() {
    return pairs;
  }

  /** Who waits to be accepted; null if nobody does, or it is not known. */
  public @Nullable WaitingClients waiting() {
    return waiting;
  }

  /** The diagnosis of the incident; {@link Diagnosis#NONE} if this is not about one. */
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
    Map<String, String> all = new LinkedHashMap<>();
    all.put(subject.key().text(), subject.toString());
    all.put(Key.EVENT.text(), event.key());
    pairs.addTo(all);
    if (clients && waiting != null && waiting.count() > 0) {
      all.put(Key.CLIENTS.text(), String.join(",", waiting.mostFrequent()));
    }
    if (trace != null) {
      all.put(Key.TRACE.text(), trace);
    }
    return LogText.line(sentence, all);
  }

  /** A report that is being made. */
  public static final class Builder {
    private final Severity severity;
    private final Event event;
    private final Subject subject;
    private final String sentence;
    private Pairs pairs = Pairs.NONE;
    private @Nullable Trouble trouble;
    private Diagnosis diagnosis = Diagnosis.NONE;
    private @Nullable WaitingClients waiting;

    public Builder(Severity severity, Event event, Subject subject, String sentence) {
      this.severity = severity;
      this.event = event;
      this.subject = subject;
      this.sentence = Sentence.fitting(sentence);
    }

    public Builder pairs(Pairs.Builder pairs) {
      this.pairs = pairs.build();
      return this;
    }

    public Builder of(Trouble trouble) {
      this.trouble = trouble;
      return this;
    }

    public Builder because(Diagnosis diagnosis) {
      this.diagnosis = diagnosis;
      return this;
    }

    public Builder waiting(@Nullable WaitingClients waiting) {
      this.waiting = waiting;
      return this;
    }

    public Report build() {
      return new Report(this);
    }
  }
}
