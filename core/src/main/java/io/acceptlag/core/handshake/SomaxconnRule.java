package io.acceptlag.core.handshake;

import io.acceptlag.core.kernel.KernelVersion;

/**
 * What net.core.somaxconn is where nobody sets it. A new network namespace begins with this too.
 */
public final class SomaxconnRule {
  /** Since Linux 5.4. */
  public static final int TODAY = 4096;

  private SomaxconnRule() {}

  /** 128 until Linux 5.4 (19f92a030ca6); RHEL 8 is a 4.18 in this. */
  public static int defaultValue(KernelVersion kernel) {
    return kernel.isAtLeast(5, 4) ? TODAY : 128;
  }
}
