package io.acceptlag.core.handshake;

import io.acceptlag.core.kernel.KernelVersion;

/** The default of net.core.somaxconn. A new network namespace begins with it too. */
public final class SomaxconnRule {
  /** Since Linux 5.4. */
  public static final int TODAY = 4096;

  private SomaxconnRule() {}

  /** 128 before Linux 5.4 (19f92a030ca6), also in RHEL 8 with its 4.18. */
  public static int defaultValue(KernelVersion kernel) {
    return kernel.isAtLeast(5, 4) ? TODAY : 128;
  }
}
