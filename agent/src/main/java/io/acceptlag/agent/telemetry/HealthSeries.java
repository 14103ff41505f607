package io.acceptlag.agent.telemetry;

import io.acceptlag.core.report.OwnHealth;
import io.opentelemetry.api.common.Attributes;

/** The time series of the agent's own health; all begin at 0. */
final class HealthSeries {
  private final OwnHealth health;
  private final Counter latePolls;
  private final Counter hookFailures;
  private final Counter droppedReports;
  private final Counter failedExports;

  HealthSeries(OwnHealth health, long startEpochNanos) {
    this.health = health;
    latePolls = new Counter(Attributes.empty(), startEpochNanos);
    hookFailures = new Counter(Attributes.empty(), startEpochNanos);
    droppedReports = new Counter(Attributes.empty(), startEpochNanos);
    failedExports = new Counter(Attributes.empty(), startEpochNanos);
  }

  void collect(MetricBatch into) {
    latePolls.add(Metric.AGENT_LATE_POLLS, health.latePolls(), into);
    hookFailures.add(Metric.AGENT_HOOK_FAILURES, health.hookFailures(), into);
    droppedReports.add(Metric.AGENT_DROPPED_REPORTS, health.droppedReports(), into);
    failedExports.add(Metric.AGENT_FAILED_EXPORTS, health.failedExports(), into);
  }
}
