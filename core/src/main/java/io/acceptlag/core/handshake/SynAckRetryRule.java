package io.acceptlag.core.handshake;

import io.acceptlag.core.kernel.KernelVersion;

/**
 * When a SYN-ACK is sent again, and the half-open connection then given up. With a SYN queue more
 * than half full the kernel gives up earlier (reqsk_timer_handler).
 */
public final class SynAckRetryRule {
  private SynAckRetryRule() {}

  /**
   * @param synAckRetries net.ipv4.tcp_synack_retries
   */
  public static RetrySchedule schedule(KernelVersion kernel, int synAckRetries) {
    return RetrySchedule.of(InitialTimeoutRule.seconds(kernel), 0, synAckRetries);
  }
}
