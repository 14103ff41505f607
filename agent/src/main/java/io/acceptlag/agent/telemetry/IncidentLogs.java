package io.acceptlag.agent.telemetry;

import io.acceptlag.core.cause.CauseId;
import io.acceptlag.core.cause.Diagnosis;
import io.acceptlag.core.episode.NumberedTrouble;
import io.acceptlag.core.episode.Trouble;
import io.acceptlag.core.incident.Incident;
import io.acceptlag.core.report.Key;
import io.acceptlag.core.report.Report;
import io.acceptlag.core.unserved.Unserved;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.sdk.common.Clock;
import org.jspecify.annotations.Nullable;

/**
 * Makes a log record of each report: its sentence, and the attributes of spans. Events of spans say
 * the same, but OpenTelemetry is replacing them.
 */
final class IncidentLogs {
  private static final String EVENT_PREFIX = "acceptlag.";

  private final LogRecords records;
  private final Clock clock;

  IncidentLogs(LogRecords records, Clock clock) {
    this.records = records;
    this.clock = clock;
  }

  /**
   * @param traces that already have the report; null if they are not exported
   */
  void report(Report report, @Nullable IncidentTraces traces) {
    Trouble trouble = report.trouble();
    AttributesBuilder attributes = Names.of(report.subject()).toBuilder();
    attributes.put(Names.EVENT, report.event().key());
    diagnose(report.diagnosis(), attributes);
    SpanContext span = null;
    if (trouble instanceof NumberedTrouble) {
      long incident = ((NumberedTrouble) trouble).id();
      attributes.put(Names.INCIDENT, incident);
      span = traces == null ? null : traces.exported(incident);
    }
    if (trouble instanceof Incident) {
      describe((Incident) trouble, attributes);
      long unserved = report.pairs().number(Key.UNSERVED);
      if (unserved >= 0) {
        attributes.put(Names.UNSERVED, unserved);
      }
    } else if (trouble instanceof Unserved) {
      attributes.put(Names.UNSERVED, ((Unserved) trouble).most());
      attributes.put(Names.UNREAD_MAX, ((Unserved) trouble).longestMillis() / 1000.0);
    }
    emit(report, attributes.build(), span);
  }

  private void emit(Report report, Attributes attributes, @Nullable SpanContext span) {
    records.emit(
        clock.now(),
        report.severity(),
        EVENT_PREFIX + report.event().key(),
        report.sentence(),
        attributes,
        span);
  }

  private static void describe(Incident incident, AttributesBuilder into) {
    if (incident.length() >= 0) {
      into.put(Names.QUEUE_LENGTH, (long) incident.length());
    }
    if (incident.limit() >= 0) {
      into.put(Names.QUEUE_LIMIT, (long) incident.limit());
    }
    into.put(Names.DELAYED, incident.delayed());
    if (incident.delayed() > 0) {
      into.put(Names.WAIT_MAX, incident.waitMaxMillis() / 1000.0);
    }
    if (incident.overflows() >= 0) {
      into.put(Names.OVERFLOWS, incident.overflows());
    }
    if (incident.drops() >= 0) {
      into.put(Names.DROPS, incident.drops());
    }
  }

  private static void diagnose(Diagnosis diagnosis, AttributesBuilder into) {
    if (diagnosis == Diagnosis.NONE || diagnosis.cause() == CauseId.PENDING) {
      return;
    }
    into.put(Names.CAUSE, diagnosis.cause().key());
    String advice = diagnosis.advice();
    if (advice != null && !advice.isEmpty()) {
      into.put(Names.ADVICE, advice);
    }
    if (diagnosis.threadName() != null) {
      into.put(Names.THREAD_NAME, diagnosis.threadName());
    }
  }
}
