package io.acceptlag.agent.jmx;

import io.acceptlag.core.cause.CauseId;
import io.acceptlag.core.episode.NumberedTrouble;
import io.acceptlag.core.episode.Trouble;
import io.acceptlag.core.report.Key;
import io.acceptlag.core.report.Report;
import java.util.Date;
import org.jspecify.annotations.Nullable;

/** An incident as it was last reported. Its getters are what consoles show, as a composite. */
public final class OpenIncident {
  private final Report report;
  private final long sinceEpochMillis;

  OpenIncident(Report report, Trouble trouble) {
    this.report = report;
    long ageNanos = System.nanoTime() - trouble.startNanos();
    sinceEpochMillis = System.currentTimeMillis() - ageNanos / 1_000_000;
  }

  /** The same number in the log, in traces and in recordings. */
  public long getNumber() {
    Trouble trouble = report.trouble();
    return trouble instanceof NumberedTrouble ? ((NumberedTrouble) trouble).id() : 0;
  }

  public String getListener() {
    return report.subject().toString();
  }

  /** What has happened, as in the log's key {@code event}. */
  public String getEvent() {
    return report.event().key();
  }

  public @Nullable String getCause() {
    return report.pairs().text(Key.CAUSE);
  }

  @SuppressWarnings("JavaUtilDate") // the only instant that JMX has a type for
  public Date getSince() {
    return new Date(sinceEpochMillis);
  }

  public String getSentence() {
    return report.sentence();
  }

  /** Null if there is none, or if the cause is not known yet. */
  public @Nullable String getRemedy() {
    return report.diagnosis().cause() == CauseId.PENDING ? null : report.diagnosis().advice();
  }
}
