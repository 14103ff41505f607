package io.acceptlag.core.report;

import io.acceptlag.core.cause.Diagnosis;
import io.acceptlag.core.evidence.Evidence;
import io.acceptlag.core.kernel.LocalAddress;

/**
 * Takes reports on listeners and on connects, on the sampler's thread. It must return at once. What
 * it throws is ignored, and does not affect other sinks.
 */
public interface ReportSink {
  void report(Report report);

  /** A connection that waited long. There are many of them in an incident. */
  default void slowAccept(SlowAccept accept) {}

  /** A sampled connection was read for the first time, after its data had been seen unread. */
  default void firstRead(FirstRead read) {}

  /** A listener in trouble has been judged, which may change nothing and need not be reported. */
  default void judged(LocalAddress listener, Evidence evidence, Diagnosis diagnosis) {}
}
