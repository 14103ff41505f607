package io.acceptlag.agent;

import io.acceptlag.agent.config.Configuration;
import io.acceptlag.agent.log.AgentLog;
import io.acceptlag.core.report.Severity;
import io.acceptlag.core.watch.Settings;
import java.util.concurrent.TimeUnit;

/**
 * Puts the settings into effect, at the start and when they change. Called by one thread at a time.
 */
final class AppliedSettings {
  private final Reception reception;
  private final Settings settings;
  private final AgentLog log;

  AppliedSettings(Reception reception, Settings settings, AgentLog log) {
    this.reception = reception;
    this.settings = settings;
    this.log = log;
  }

  /**
   * @param sentence says what has changed
   */
  void change(Configuration now, String sentence) {
    log.write(Severity.INFO, "acceptlag was told by its operator: " + sentence);
    settings.thresholds().change(now.warnWaitNanos(), now.warnQueueShare());
    settings.warnUnserved(now.warnUnservedNanos());
    reception.accepts.measureFrom(
        TimeUnit.NANOSECONDS.toMillis(now.warnWaitNanos()),
        TimeUnit.NANOSECONDS.toMillis(now.spanWaitNanos()));
    // If disabled, no listener is watched.
    settings.wantPorts(now.enabled() ? now.ports()::contains : port -> false);
    reception.follow(now);
  }
}
