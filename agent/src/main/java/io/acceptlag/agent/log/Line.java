package io.acceptlag.agent.log;

import io.acceptlag.core.report.Severity;
import org.jspecify.annotations.Nullable;

/** A line as handed over. */
class Line {
  final Severity severity;
  final String text;

  Line(Severity severity, String text) {
    this.severity = severity;
    this.text = text;
  }

  boolean repeats(@Nullable Line other) {
    return other != null && severity == other.severity && text.equals(other.text);
  }
}
