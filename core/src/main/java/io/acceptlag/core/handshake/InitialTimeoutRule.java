package io.acceptlag.core.handshake;

import io.acceptlag.core.kernel.KernelVersion;

/** How long the first SYN or SYN-ACK waits for its answer. */
final class InitialTimeoutRule {
  private InitialTimeoutRule() {}

  /** 3 s until Linux 3.1 (9ad7c049f0f7, after RFC 2988bis), 1 s since. */
  static long seconds(KernelVersion kernel) {
    return kernel.isAtLeast(3, 1) ? 1 : 3;
  }
}
