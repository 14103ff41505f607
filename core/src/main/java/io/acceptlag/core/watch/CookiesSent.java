package io.acceptlag.core.watch;

import io.acceptlag.core.incident.Observation;
import io.acceptlag.core.kernel.KernelCounter;
import io.acceptlag.core.kernel.NamespaceCounters;

/**
 * SYN cookies that the network namespace has sent, and how many it had sent a minute or two before.
 * A client that believes it is connected returns its cookie when it first sends. The kernel accepts
 * a cookie for two minutes (MAX_SYNCOOKIE_AGE of include/net/tcp.h).
 */
final class CookiesSent {
  private static final long STEP_NANOS = 60_000_000_000L;

  /**
   * By then the handshake of an honest client is complete: time for three tries of its last
   * segment.
   */
  private static final long HANDSHAKE_NANOS = 3_000_000_000L;

  private long stepNanos;
  private long atLastStep;
  private long atStepBefore;
  private long soFar;
  private long lastNanos;
  private boolean any;

  /** Records what was sent before now. */
  void baseline(NamespaceCounters counters) {
    atLastStep = sent(counters);
    atStepBefore = atLastStep;
    soFar = atLastStep;
  }

  void observe(NamespaceCounters counters, Observation into) {
    into.cookiesSent = sent(counters);
    if (into.cookiesSent != soFar) {
      soFar = into.cookiesSent;
      lastNanos = into.nowNanos;
      any = true;
    }
    into.cookiesAreOld = !any || into.nowNanos - lastNanos > HANDSHAKE_NANOS;
    if (into.nowNanos - stepNanos >= STEP_NANOS) {
      stepNanos = into.nowNanos;
      atStepBefore = atLastStep;
      atLastStep = into.cookiesSent;
    }
    into.cookiesSentBefore = atStepBefore;
  }

  private static long sent(NamespaceCounters counters) {
    return Math.max(0, counters.total(KernelCounter.SYN_COOKIES_SENT));
  }
}
