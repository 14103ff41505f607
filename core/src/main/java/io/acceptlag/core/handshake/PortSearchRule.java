package io.acceptlag.core.handshake;

import io.acceptlag.core.kernel.KernelVersion;

/** How connect() looks for a free local port. */
public final class PortSearchRule {
  private PortSearchRule() {}

  /**
   * Whether it tries every second port first, and the others only when all those are taken
   * (1580ab63fc9a, Linux 4.6). So when half the range is in use to one destination, each connect()
   * walks that half in vain: 0.5 ms instead of 25 µs (measured on 6.18 with 19,000 ports).
   */
  public static boolean slowsDownAtHalf(KernelVersion kernel) {
    return kernel.isAtLeast(4, 6);
  }
}
