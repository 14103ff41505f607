package io.acceptlag.core.handshake;

import io.acceptlag.core.kernel.KernelVersion;

/** When a client sends its SYN again. The client's kernel and settings decide, not the server's. */
public final class SynRetryRule {
  private SynRetryRule() {}

  /**
   * From Linux 6.5 on (ccce324dabfe) the first waits do not double, and come on top of the retries.
   *
   * @param synRetries net.ipv4.tcp_syn_retries
   * @param linearTimeouts net.ipv4.tcp_syn_linear_timeouts; negative where there is none
   */
  public static RetrySchedule schedule(KernelVersion kernel, int synRetries, int linearTimeouts) {
    int linear = kernel.isAtLeast(6, 5) ? Math.max(0, linearTimeouts) : 0;
    return RetrySchedule.of(InitialTimeoutRule.seconds(kernel), linear, linear + synRetries);
  }
}
