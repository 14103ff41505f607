package io.acceptlag.core.evidence;

import java.util.function.IntPredicate;

/**
 * Counts connections. To be used seldom, because the cost grows with them. For the sampler's
 * thread.
 */
public interface ConnectionProbe {
  /**
   * The accepted ones at a local port, and at the others at which this process listens; not known
   * where they cannot be counted.
   */
  Connections connections(int port, IntPredicate listening);
}
