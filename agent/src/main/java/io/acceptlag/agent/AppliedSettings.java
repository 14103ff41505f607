package io.acceptlag.agent;

import io.acceptlag.agent.config.Configuration;
import io.acceptlag.agent.hook.AcceptReceiver;
import io.acceptlag.agent.hook.ConnectReceiver;
import io.acceptlag.agent.log.AgentLog;
import io.acceptlag.core.listener.AcceptRecorder;
import io.acceptlag.core.report.Severity;
import io.acceptlag.core.watch.Settings;
import java.net.AcceptlagConnectHook;
import java.net.AcceptlagHook;
import java.util.concurrent.TimeUnit;

/**
 * Puts the settings into effect, at the start and when they change. Called by one thread at a time.
 */
final class AppliedSettings {
  private final AcceptRecorder recorder;
  private final AcceptReceiver accepts;
  private final ConnectReceiver connects;
  private final Settings settings;
  private final AgentLog log;

  AppliedSettings(
      AcceptRecorder recorder,
      AcceptReceiver accepts,
      ConnectReceiver connects,
      Settings settings,
      AgentLog log) {
    this.recorder = recorder;
    this.accepts = accepts;
    this.connects = connects;
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
    recorder.measureFrom(
        TimeUnit.NANOSECONDS.toMillis(now.warnWaitNanos()),
        TimeUnit.NANOSECONDS.toMillis(now.spanWaitNanos()));
    // If disabled, no listener is watched, and a hook costs no more than an empty call.
    settings.wantPorts(now.enabled() ? now.ports()::contains : port -> false);
    AcceptlagHook.receive(now.enabled() ? accepts : null);
    AcceptlagConnectHook.receive(now.enabled() && now.connect() ? connects : null);
  }
}
