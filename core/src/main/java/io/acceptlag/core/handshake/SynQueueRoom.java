package io.acceptlag.core.handshake;

import io.acceptlag.core.kernel.KernelSetting;
import io.acceptlag.core.kernel.KernelSettings;
import io.acceptlag.core.kernel.KernelVersion;
import org.jspecify.annotations.Nullable;

/** How many half-open connections a listener's SYN queue holds, by all rules of this kernel. */
final class SynQueueRoom {
  private SynQueueRoom() {}

  /** -1 where it depends on what is not known. */
  static int of(@Nullable KernelVersion kernel, KernelSettings settings, int queueLimit) {
    int maxSynBacklog = settings.number(KernelSetting.MAX_SYN_BACKLOG);
    if (kernel == null || queueLimit < 0) {
      return -1;
    }
    int room = SynQueueRule.capacity(kernel, queueLimit, maxSynBacklog);
    return keepsQuarter(settings)
        ? Math.min(room, UnprovenClientsRule.capacity(maxSynBacklog))
        : room;
  }

  /** Whether the limit for clients not met before is the one that counts. */
  static boolean isUnprovenOnly(
      @Nullable KernelVersion kernel, KernelSettings settings, int queueLimit) {
    return kernel != null
        && queueLimit >= 0
        && keepsQuarter(settings)
        && UnprovenClientsRule.capacity(settings.number(KernelSetting.MAX_SYN_BACKLOG))
            < SynQueueRule.capacity(
                kernel, queueLimit, settings.number(KernelSetting.MAX_SYN_BACKLOG));
  }

  private static boolean keepsQuarter(KernelSettings settings) {
    return settings.number(KernelSetting.SYN_COOKIES) == 0
        && settings.number(KernelSetting.MAX_SYN_BACKLOG) >= 0;
  }
}
