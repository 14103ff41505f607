package io.acceptlag.core.report;

import io.acceptlag.core.cause.Diagnosis;
import io.acceptlag.core.evidence.Evidence;
import io.acceptlag.core.kernel.LocalAddress;

/**
 * Takes reports on listeners and on connects, on the sampler's thread. It returns at once. What it
 * throws is dropped, and keeps nothing from other sinks.
 */
public interface ReportSink {
  void report(Report report);

  /** A connection that waited long. There are many of them in an incident. */
  default void slowAccept(SlowAccept accept) {}

  /** A connection of a sample was read for the first time, and had waited for it. */
  default void firstRead(FirstRead read) {}

  /** A listener in trouble has been judged, which may change nothing and not be reported. */
  default void judged(LocalAddress listener, Evidence evidence, Diagnosis diagnosis) {}
}
