package io.acceptlag.core.report;

import io.acceptlag.core.cause.Diagnosis;
import io.acceptlag.core.evidence.Evidence;
import io.acceptlag.core.kernel.LocalAddress;

/**
 * Takes what there is to tell of listeners and of connects, on the sampler's thread: it returns at
 * once and throws nothing that matters.
 */
public interface ReportSink {
  void report(Report report);

  /** A connection that waited long. There are many of them in an incident. */
  default void slowAccept(SlowAccept accept) {}

  /** A listener in trouble has been judged, which may change nothing and not be reported. */
  default void judged(LocalAddress listener, Evidence evidence, Diagnosis diagnosis) {}
}
