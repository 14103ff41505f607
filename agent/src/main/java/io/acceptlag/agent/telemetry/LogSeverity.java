package io.acceptlag.agent.telemetry;

import io.opentelemetry.api.logs.Severity;

/** Translates our severity to OpenTelemetry's. */
final class LogSeverity {
  private LogSeverity() {}

  static Severity of(io.acceptlag.core.report.Severity severity) {
    switch (severity) {
      case ERROR:
        return Severity.ERROR;
      case WARN:
        return Severity.WARN;
      default:
        return Severity.INFO;
    }
  }
}
