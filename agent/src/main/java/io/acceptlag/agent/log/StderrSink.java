package io.acceptlag.agent.log;

import io.acceptlag.core.report.Severity;

/** The standard error stream, as it is when the line is written. */
class StderrSink implements Sink {
  @Override
  public void write(Severity severity, String line) {
    // One call, so that lines of other threads do not come between.
    System.err.println("[acceptlag] " + severity + " " + line);
  }
}
