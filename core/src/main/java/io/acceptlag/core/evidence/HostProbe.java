package io.acceptlag.core.evidence;

import java.util.function.IntPredicate;

/** Asks the JVM and the kernel about the whole process, on the sampler's thread. */
public interface HostProbe {
  /**
   * At every poll, so it must be cheap.
   *
   * @param late whether the sampler's thread comes late, be it by little: one that comes in time
   *     has not waited for a CPU
   * @param all also what costs too much for that
   */
  void read(HostReading into, boolean late, boolean all);

  /** In trouble only: counts descriptors. */
  Descriptors descriptors();

  /**
   * Seldom, since its cost grows with the connections: the accepted ones at a local port, and at
   * the others at which this process listens.
   */
  Connections connections(int port, IntPredicate listening);

  /** In trouble only: runs the server's code. What the server of that port tells of itself. */
  ServerFigures figures(int port);

  /** Whether the application has loaded that class. */
  boolean hasLoaded(String className);
}
