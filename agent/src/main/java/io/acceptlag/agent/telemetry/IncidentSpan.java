package io.acceptlag.agent.telemetry;

import io.acceptlag.core.cause.CauseId;
import io.acceptlag.core.cause.Diagnosis;
import io.acceptlag.core.episode.NumberedTrouble;
import io.acceptlag.core.incident.Incident;
import io.acceptlag.core.report.Key;
import io.acceptlag.core.report.Report;
import io.acceptlag.core.unserved.Unserved;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.StatusCode;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The root span of an open incident. */
final class IncidentSpan {
  private static final int FRAMES_MAX = 100;

  private final Span span;
  private final long startEpochNanos;
  private boolean overflowed;
  private @Nullable CauseId cause;

  /** Whether a report had no cause yet, so that the first cause becomes an event. */
  private boolean awaitsCause;

  private int longestQueue = -1;
  private long mostUnserved = -1;
  private long skipped;

  IncidentSpan(Span span, long startEpochNanos) {
    this.span = span;
    this.startEpochNanos = startEpochNanos;
  }

  SpanContext context() {
    return span.getSpanContext();
  }

  void update(Report report, NumberedTrouble incident) {
    diagnose(report.diagnosis());
    if (incident instanceof Incident) {
      update(report, (Incident) incident);
    } else if (incident instanceof Unserved) {
      update((Unserved) incident);
    }
  }

  private void update(Unserved unserved) {
    mostUnserved(unserved.most());
    span.setAttribute(Names.UNREAD_MAX, unserved.longestMillis() / 1000.0);
  }

  private void mostUnserved(long connections) {
    if (connections > mostUnserved) {
      mostUnserved = connections;
      span.setAttribute(Names.UNSERVED, connections);
    }
  }

  private void update(Report report, Incident incident) {
    if (incident.length() > longestQueue) {
      longestQueue = incident.length();
      span.setAttribute(Names.QUEUE_LENGTH, (long) longestQueue);
    }
    if (incident.limit() >= 0) {
      span.setAttribute(Names.QUEUE_LIMIT, (long) incident.limit());
    }
    span.setAttribute(Names.DELAYED, incident.delayed());
    if (incident.delayed() > 0) {
      span.setAttribute(Names.WAIT_MAX, incident.waitMaxMillis() / 1000.0);
    }
    if (incident.waitP99Millis() >= 0) {
      span.setAttribute(Names.WAIT_P99, incident.waitP99Millis() / 1000.0);
    }
    span.setAllAttributes(refused(incident));
    mostUnserved(report.pairs().number(Key.UNSERVED));
    if (incident.ghosts() > 0) {
      span.setAttribute(Names.GHOSTS_MAX, incident.ghosts());
    }
    if (report.waiting() != null) {
      span.setAttribute(Names.CLIENTS, report.waiting().mostFrequent());
    }
    if (incident.overflowed() && !overflowed) {
      overflowed = true;
      span.setStatus(StatusCode.ERROR, "the accept queue was full");
      span.addEvent("overflow", refused(incident));
    }
  }

  private static Attributes refused(Incident incident) {
    AttributesBuilder attributes = Attributes.builder();
    if (incident.overflows() >= 0) {
      attributes.put(Names.OVERFLOWS, incident.overflows());
    }
    if (incident.drops() >= 0) {
      attributes.put(Names.DROPS, incident.drops());
    }
    return attributes.build();
  }

  private void diagnose(Diagnosis diagnosis) {
    if (diagnosis.threadName() != null) {
      span.setAttribute(Names.THREAD_NAME, diagnosis.threadName());
    }
    if (diagnosis.stack().length > 0) {
      span.setAttribute(Names.STACK_TRACE, spell(diagnosis.stack()));
    }
    if (diagnosis.cause() == CauseId.PENDING) {
      // It is not a cause, and what is not known is left out.
      awaitsCause |= cause == null;
      return;
    }
    AttributesBuilder attributes = Attributes.builder().put(Names.CAUSE, diagnosis.cause().key());
    String advice = advice(diagnosis);
    if (!advice.isEmpty()) {
      attributes.put(Names.ADVICE, advice);
    }
    // The advice may get longer as more is known about the same cause.
    span.setAllAttributes(attributes.build());
    if (diagnosis.cause() == cause) {
      return;
    }
    if (cause != null || awaitsCause) {
      span.addEvent("cause", attributes.build());
    }
    cause = diagnosis.cause();
  }

  private static String advice(Diagnosis diagnosis) {
    String advice = diagnosis.advice() == null ? "" : diagnosis.advice();
    String besides = diagnosis.besides() == null ? "" : diagnosis.besides();
    return advice.isEmpty() || besides.isEmpty() ? advice + besides : advice + " " + besides;
  }

  /** In the form of a stack trace, but without the loaders and module versions of Java 9. */
  private static String spell(StackTraceElement[] stack) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < stack.length && i < FRAMES_MAX; i++) {
      StackTraceElement frame = stack[i];
      text.append("\tat ")
          .append(frame.getClassName())
          .append('.')
          .append(frame.getMethodName())
          .append('(')
          .append(place(frame))
          .append(")\n");
    }
    if (stack.length > FRAMES_MAX) {
      text.append("\t... ").append(stack.length - FRAMES_MAX).append(" more\n");
    }
    return text.toString();
  }

  private static String place(StackTraceElement frame) {
    if (frame.isNativeMethod()) {
      return "Native Method";
    }
    if (frame.getFileName() == null) {
      return "Unknown Source";
    }
    return frame.getLineNumber() < 0
        ? frame.getFileName()
        : frame.getFileName() + ":" + frame.getLineNumber();
  }

  void skipOne() {
    skipped++;
    span.setAttribute(Names.SPANS_SKIPPED, skipped);
  }

  void addEvent(String name, long epochNanos) {
    span.addEvent(name, epochNanos, TimeUnit.NANOSECONDS);
  }

  void end(long endEpochNanos) {
    // The clock may have been set back since.
    span.end(Math.max(startEpochNanos, endEpochNanos), TimeUnit.NANOSECONDS);
  }
}
