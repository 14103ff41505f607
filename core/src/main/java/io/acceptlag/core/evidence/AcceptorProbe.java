package io.acceptlag.core.evidence;

import java.util.List;

/**
 * Looks at threads. Each look costs tens of microseconds, so only those of listeners in trouble are
 * looked at.
 */
public interface AcceptorProbe {
  AcceptorSample sample(Thread acceptor);

  /** Looks at all threads whose names begin so; at some of them, where there are too many. */
  List<AcceptorSample> pool(String namePrefix);

  /** Looks at every thread of the process; at none, where there are too many. */
  List<AcceptorSample> all();

  /**
   * Whether the acceptor of that listener (the application's object) blocks in accept(), not in a
   * selector.
   */
  boolean waitsInsideAccept(Object listener);

  /** Whether a thread of a pool is handed its connections. */
  boolean isAsynchronous(Object listener);
}
