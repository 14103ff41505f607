package io.acceptlag.core.handshake;

import io.acceptlag.core.kernel.KernelSettings;
import io.acceptlag.core.kernel.KernelVersion;

/** How many half-open connections a listener has room for. */
public final class SynQueueRule {
  private static final int LEAST_BEFORE_4_4 = 8;
  private static final int UNKNOWN = KernelSettings.UNKNOWN;

  private SynQueueRule() {}

  /**
   * Since Linux 4.4 as many as the accept queue's limit (ef547f2ac16b); one more since 6.13
   * (3479c7549fb1), which the stable releases of January 2025 have too. Before 4.4 it was the power
   * of two above what both bounds allow, fixed when the server began to listen (reqsk_queue_alloc).
   *
   * @param backlog the accept queue's limit, so already cut to somaxconn
   * @param maxSynBacklog net.ipv4.tcp_max_syn_backlog
   * @return {@link KernelSettings#UNKNOWN} where it depends on a setting that is not known
   */
  public static int capacity(KernelVersion kernel, int backlog, int maxSynBacklog) {
    if (holdsOneMore(kernel)) {
      return backlog + 1;
    }
    if (kernel.isAtLeast(4, 4)) {
      return backlog;
    }
    if (maxSynBacklog < 0) {
      return UNKNOWN;
    }
    int bound = Math.max(LEAST_BEFORE_4_4, Math.min(backlog, maxSynBacklog));
    // The power of two at or above bound + 1.
    return Integer.highestOneBit(bound) << 1;
  }

  private static boolean holdsOneMore(KernelVersion kernel) {
    return kernel.isAtLeast(6, 13)
        || kernel.isStableFrom(5, 4, 290)
        || kernel.isStableFrom(5, 10, 234)
        || kernel.isStableFrom(5, 15, 177)
        || kernel.isStableFrom(6, 1, 125)
        || kernel.isStableFrom(6, 6, 72)
        || kernel.isStableFrom(6, 12, 10);
  }

  /** Whether net.ipv4.tcp_max_syn_backlog has a part in it. */
  public static boolean heedsMaxSynBacklog(KernelVersion kernel) {
    return !kernel.isAtLeast(4, 4);
  }
}
