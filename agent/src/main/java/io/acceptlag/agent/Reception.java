package io.acceptlag.agent;

import io.acceptlag.agent.config.Configuration;
import io.acceptlag.agent.hook.AcceptReceiver;
import io.acceptlag.agent.hook.ConnectReceiver;
import io.acceptlag.core.connect.BindFailures;
import io.acceptlag.core.connect.ConnectRecorder;
import io.acceptlag.core.connect.Destinations;
import io.acceptlag.core.connect.PendingConnects;
import io.acceptlag.core.listener.AcceptRecorder;
import io.acceptlag.core.listener.HarmfulCloses;
import io.acceptlag.core.listener.Listeners;
import io.acceptlag.core.listener.SlowAccepts;
import io.acceptlag.probes.Probes;
import java.net.AcceptlagConnectHook;
import java.net.AcceptlagHook;
import java.util.concurrent.TimeUnit;

/** What the hooks call, and what they record for the sampler. */
final class Reception {
  private static final int SLOW_ACCEPTS = 1024;

  final SlowAccepts slowAccepts = new SlowAccepts(SLOW_ACCEPTS);
  final Destinations destinations = new Destinations();
  final Listeners listeners;
  final AcceptRecorder accepts;
  final ConnectRecorder connects;

  private final AcceptReceiver acceptReceiver;
  private final ConnectReceiver connectReceiver;

  /**
   * @param ownThreads whose connects are the agent's own
   */
  Reception(
      Configuration configuration,
      Probes probes,
      HarmfulCloses closes,
      BindFailures binds,
      ThreadGroup ownThreads) {
    listeners =
        new Listeners(
            configuration.warnUnservedNanos() > 0 && probes.unread().isReported(), closes);
    accepts =
        new AcceptRecorder(
            listeners,
            probes.accepts(),
            slowAccepts,
            probes.tickNanos(),
            TimeUnit.NANOSECONDS.toMillis(configuration.warnWaitNanos()),
            TimeUnit.NANOSECONDS.toMillis(configuration.spanWaitNanos()));
    connects = new ConnectRecorder(destinations, new PendingConnects(), probes.connects());
    acceptReceiver = new AcceptReceiver(accepts, configuration.ports().isAll());
    connectReceiver = new ConnectReceiver(connects, binds, ownThreads);
  }

  /** If disabled, a hook costs no more than an empty call. */
  void follow(Configuration configuration) {
    AcceptlagHook.receive(configuration.enabled() ? acceptReceiver : null);
    AcceptlagConnectHook.receive(
        configuration.enabled() && configuration.connect() ? connectReceiver : null);
  }

  /** The hooks call nobody any more. */
  static void end() {
    AcceptlagHook.receive(null);
    AcceptlagConnectHook.receive(null);
  }
}
