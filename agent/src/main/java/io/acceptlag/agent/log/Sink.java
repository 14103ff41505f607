package io.acceptlag.agent.log;

import io.acceptlag.core.report.Severity;

/** Takes lines one by one; may block, and may throw anything. */
interface Sink {
  void write(Severity severity, String line) throws Exception;
}
