package io.acceptlag.core.evidence;

import java.util.List;

/**
 * Samples threads. Each sample costs tens of microseconds, so only the threads of listeners in
 * trouble are sampled.
 */
public interface AcceptorProbe {
  AcceptorSample sample(Thread acceptor);

  /** What the carriers of virtual threads do, if the acceptor is one of these. */
  default CarrierSample carriers(Thread acceptor) {
    return CarrierSample.UNKNOWN;
  }

  /** Samples all threads whose names begin so; some of them, where there are too many. */
  List<AcceptorSample> pool(String namePrefix);

  /** Samples every thread of the process; none, where there are too many. */
  List<AcceptorSample> all();

  /**
   * Whether the acceptor of that listener (the application's object) blocks in accept(), not in a
   * selector.
   */
  boolean waitsInsideAccept(Object listener);

  /** Whether the listener asks its selectors for connections; unknown where it has other ones. */
  default Registration registration(Object listener) {
    return Registration.UNKNOWN;
  }

  /** Whether a thread of a pool is handed its connections. */
  boolean isAsynchronous(Object listener);
}
