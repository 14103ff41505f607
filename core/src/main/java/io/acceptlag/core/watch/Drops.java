package io.acceptlag.core.watch;

import io.acceptlag.core.incident.Observation;
import io.acceptlag.core.kernel.KernelCounter;
import io.acceptlag.core.kernel.NamespaceCounters;

/** What one listener has dropped from poll to poll, compared with the counters of the namespace. */
final class Drops {
  private long listenerBefore = -1;
  private long overflowsBefore = -1;
  private long cookiesBefore = -1;
  private final CookiesSent sent = new CookiesSent();
  private long refused;
  private long lately;

  /** Whether drops can be compared with these counters. */
  static boolean isKnown(NamespaceCounters counters) {
    return counters.total(KernelCounter.LISTEN_OVERFLOWS) >= 0;
  }

  /** Records what was dropped before now, which is not reported. */
  void baseline(long listener, NamespaceCounters counters) {
    listenerBefore = listener;
    overflowsBefore = counters.total(KernelCounter.LISTEN_OVERFLOWS);
    cookiesBefore = counters.total(KernelCounter.SYN_COOKIES_RECEIVED);
    sent.baseline(counters);
  }

  /** Whether the listener has dropped something since. */
  boolean differ(long listener) {
    return listener >= 0 && listener != listenerBefore;
  }

  /** Whether the listener has dropped something that no overflow of the namespace explains. */
  boolean unexplained(long listener, NamespaceCounters counters) {
    return differ(listener) && counters.total(KernelCounter.LISTEN_OVERFLOWS) == overflowsBefore;
  }

  /**
   * @param listener the listener's own count, -1 if it is not known
   * @param counters read no later than that unless it was {@link #unexplained}
   */
  void observe(long listener, NamespaceCounters counters, Observation into) {
    long overflows = counters.total(KernelCounter.LISTEN_OVERFLOWS);
    into.overflows = since(overflowsBefore, overflows);
    overflowsBefore = overflows;
    long cookies = counters.total(KernelCounter.SYN_COOKIES_RECEIVED);
    into.cookies = since(cookiesBefore, cookies);
    cookiesBefore = cookies;
    sent.observe(counters, into);
    // The kernel's count is 32 bits wide and wraps.
    into.drops =
        listenerBefore < 0 || listener < 0 ? -1 : (listener - listenerBefore) & 0xffff_ffffL;
    listenerBefore = listener;
    refused += into.refused();
    lately += Math.max(0, into.drops);
  }

  private static long since(long before, long now) {
    return before < 0 || now < 0 ? -1 : now - before;
  }

  /** Packets refused because the queue was full, so far. */
  long refused() {
    return refused;
  }

  /** Packets dropped for any reason since {@link #forgetLately}. */
  long lately() {
    return lately;
  }

  void forgetLately() {
    lately = 0;
  }
}
