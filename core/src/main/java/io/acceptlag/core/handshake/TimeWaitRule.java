package io.acceptlag.core.handshake;

import io.acceptlag.core.kernel.KernelVersion;

/** Whether connect() may take a local port whose last connection is in TIME_WAIT. */
public final class TimeWaitRule {
  private TimeWaitRule() {}

  /** 2, loopback only, since Linux 4.19 (79e9fed46038) and in RHEL 8; 0 before. */
  public static int defaultReuse(KernelVersion kernel) {
    return kernel.isAtLeast(4, 19) || kernel.isRedHat(8) ? 2 : 0;
  }

  /**
   * Whether there is a tcp_tw_recycle to be warned of; Linux 4.12 took it out (4396e46187ca),
   * because it refuses clients behind one address.
   */
  public static boolean hasRecycle(KernelVersion kernel) {
    return !kernel.isAtLeast(4, 12);
  }
}
