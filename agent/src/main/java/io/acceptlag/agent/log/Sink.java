package io.acceptlag.agent.log;

import io.acceptlag.core.report.Severity;

/** Takes lines one by one; may block, and may throw anything. */
interface Sink {
  void write(Severity severity, String line) throws Exception;

  /** Whether the application's configuration wants lines at INFO; runs no code of its own. */
  default boolean wantsInfo() throws Exception {
    return true;
  }

  /**
   * Whether what was just written certainly found it open. Libraries close their files in shutdown
   * hooks that run beside ours.
   */
  default boolean isStillOpen() throws Exception {
    return true;
  }
}
