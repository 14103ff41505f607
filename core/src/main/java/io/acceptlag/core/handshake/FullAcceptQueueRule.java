package io.acceptlag.core.handshake;

import io.acceptlag.core.kernel.KernelVersion;

/** What becomes of a SYN that meets a full accept queue. */
public final class FullAcceptQueueRule {
  private FullAcceptQueueRule() {}

  /**
   * Whether it is always refused. Before Linux 4.10 (5ea8ea2cb7f1, also in 4.4.178) it was refused
   * only while two handshakes were young. So many SYNs got in, and the last segment of their
   * handshake was refused.
   */
  public static boolean refusesEverySyn(KernelVersion kernel) {
    return kernel.isAtLeast(4, 10) || kernel.isStableFrom(4, 4, 178);
  }
}
