package io.acceptlag.core.report;

import io.acceptlag.core.cause.Diagnosis;
import io.acceptlag.core.evidence.Evidence;
import io.acceptlag.core.kernel.LocalAddress;

/**
 * Takes what the sampler has to tell, on the sampler's thread: it returns at once and throws
 * nothing that matters.
 */
public interface ReportSink {
  void report(Report report);

  void slowAccept(SlowAccept accept);

  /**
   * A listener in trouble has been judged, which may change nothing and not be reported.
   *
   * @param evidence the sink's to keep: nobody writes to it any more
   */
  default void judged(LocalAddress listener, Evidence evidence, Diagnosis diagnosis) {}
}
