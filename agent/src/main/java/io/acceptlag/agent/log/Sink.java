package io.acceptlag.agent.log;

import io.acceptlag.core.report.Severity;

/** Takes lines one by one; may block, and may throw anything. */
interface Sink {
  void write(Severity severity, String line) throws Exception;

  /**
   * Whether the application's configuration accepts lines at INFO; runs none of the application's
   * code.
   */
  default boolean wantsInfo() throws Exception {
    return true;
  }

  /**
   * Whether it was certainly open for the line just written. Libraries close their files in
   * shutdown hooks that run at the same time as ours.
   */
  default boolean isStillOpen() throws Exception {
    return true;
  }
}
