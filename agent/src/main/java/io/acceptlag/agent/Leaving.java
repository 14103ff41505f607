package io.acceptlag.agent;

import io.acceptlag.agent.config.RunningSettings;
import io.acceptlag.agent.instrument.AcceptInstrumentation;
import io.acceptlag.agent.threads.OwnThreads;
import java.io.Closeable;
import java.io.IOException;
import java.net.AcceptlagFailures;

/**
 * Takes the agent out of a running JVM. Woven classes get their original code, our threads end, and
 * nothing refers to our loader any more. The hooks stay in java.base, because woven methods may
 * still be running and call them when they return.
 */
final class Leaving {
  private final RunningSettings settings;
  private final AcceptInstrumentation accepts;
  private final OwnThreads threads;
  private final Endings endings;
  private boolean begun;

  Leaving(
      RunningSettings settings,
      AcceptInstrumentation accepts,
      OwnThreads threads,
      Endings endings) {
    this.settings = settings;
    this.accepts = accepts;
    this.threads = threads;
    this.endings = endings;
  }

  /** Returns at once, so that the caller holds up nothing while it waits for the end. */
  synchronized void begin() {
    if (begun) {
      throw new IllegalArgumentException("acceptlag is leaving already");
    }
    begun = true;
    // Not in our group, which ends with it, nor in the application's.
    Thread thread = new Thread(threads.getParent(), this::leave, "acceptlag-leaves");
    thread.setDaemon(true);
    thread.setContextClassLoader(null);
    // Or, if it fails as the JVM ends, the application's handler would be asked.
    thread.setUncaughtExceptionHandler((failed, why) -> {});
    thread.start();
  }

  private void leave() {
    // First: a change has the hooks call us again, if it is not disabled.
    settings.onChange((now, sentence) -> {});
    Reception.end();
    accepts.uninstall();
    endings.run();
    // Its stack may refer to our classes.
    AcceptlagFailures.takeFirst();
    threads.reportTo(notice -> {});
    try {
      // Before the last threads end, for which it may take a minute: the agent may come again.
      ((Closeable) Leaving.class.getClassLoader()).close();
    } catch (IOException | ClassCastException e) {
      // Its descriptor then stays open, and the agent cannot come again.
    }
    threads.end();
  }
}
