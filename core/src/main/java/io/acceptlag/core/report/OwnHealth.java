package io.acceptlag.core.report;

import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/** The agent's own failures, as counts since its start. Any thread may add to them. */
public final class OwnHealth {
  private final LongSupplier hookFailures;
  private final AtomicLong latePolls = new AtomicLong();
  private final AtomicLong droppedReports = new AtomicLong();
  private final AtomicLong failedExports = new AtomicLong();

  /**
   * @param hookFailures gives how often something has gone wrong inside the hooks
   */
  public OwnHealth(LongSupplier hookFailures) {
    this.hookFailures = hookFailures;
  }

  /** A poll came so late that a short trouble may have gone unseen. */
  public void pollWasLate() {
    latePolls.incrementAndGet();
  }

  /** A sink had no room for a report, a span or a log record, or failed to take it. */
  public void reportWasDropped() {
    droppedReports.incrementAndGet();
  }

  /** A batch of telemetry did not get through. */
  public void exportFailed() {
    failedExports.incrementAndGet();
  }

  public long latePolls() {
    return latePolls.get();
  }

  public long hookFailures() {
    return hookFailures.getAsLong();
  }

  public long droppedReports() {
    return droppedReports.get();
  }

  public long failedExports() {
    return failedExports.get();
  }
}
