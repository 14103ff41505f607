package io.acceptlag.core.report;

/**
 * Takes what the sampler has to tell, on the sampler's thread: it returns at once and throws
 * nothing that matters.
 */
public interface ReportSink {
  void report(Report report);

  void slowAccept(SlowAccept accept);
}
