package io.acceptlag.core.handshake;

import io.acceptlag.core.kernel.KernelVersion;

/** What ListenOverflows and ListenDrops count. */
public final class ListenCountersRule {
  private ListenCountersRule() {}

  /**
   * Packets dropped at listeners. From Linux 3.9 (2aeef18d37aa) to 4.6 (9caad864151e), RHEL 7
   * included, ListenDrops counts each SYN cookie that was sent as well.
   *
   * @param cookiesSent SyncookiesSent, counted over the same time; -1 if unknown
   */
  public static long drops(KernelVersion kernel, long listenDrops, long cookiesSent) {
    return dropsCountCookies(kernel) && listenDrops >= 0 && cookiesSent > 0
        ? Math.max(0, listenDrops - cookiesSent)
        : listenDrops;
  }

  public static boolean dropsCountCookies(KernelVersion kernel) {
    return kernel.isAtLeast(3, 9) && !kernel.isAtLeast(4, 7);
  }

  /** Whether a SYN that met a full accept queue counts in ListenOverflows (2aeef18d37aa). */
  public static boolean overflowsCountSyns(KernelVersion kernel) {
    return kernel.isAtLeast(3, 9);
  }
}
