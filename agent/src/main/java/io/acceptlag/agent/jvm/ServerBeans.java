package io.acceptlag.agent.jvm;

import io.acceptlag.agent.threads.Daemon;
import io.acceptlag.core.evidence.ServerFigures;
import io.acceptlag.core.evidence.ServerProbe;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Asks a server's own beans, in trouble only. Reading an attribute runs the server's code, which
 * may wait for what is stuck (XNIO counts its connections on its I/O threads). So it is done on a
 * thread of its own, for which we wait only briefly. While such a thread hangs, no other is
 * started.
 */
public final class ServerBeans implements ServerProbe {
  private static final long BOUND_MILLIS = 100;

  private final Predicate<Class<?>> initialized;
  private @Nullable Thread asking;
  private long waitedNanos;

  /**
   * @param initialized whether the application has initialised that class of the JDK's
   */
  public ServerBeans(Predicate<Class<?>> initialized) {
    this.initialized = initialized;
  }

  @Override
  public ServerFigures figures(int port) {
    if (asking != null && asking.isAlive()) {
      return ServerFigures.UNKNOWN;
    }
    try {
      ServerBeansReading reading = new ServerBeansReading(port, initialized);
      Thread thread = Daemon.of(reading, "acceptlag-beans");
      thread.start();
      asking = thread;
      long start = System.nanoTime();
      thread.join(BOUND_MILLIS);
      waitedNanos += System.nanoTime() - start;
      return reading.figures();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return ServerFigures.UNKNOWN;
    } catch (OutOfMemoryError | LinkageError e) {
      // No thread could be started, or there is no java.management: the figures are unknown.
      return ServerFigures.UNKNOWN;
    }
  }

  /** How long the sampler's thread has waited in here so far. */
  long waitedNanos() {
    return waitedNanos;
  }
}
