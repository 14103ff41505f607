package io.acceptlag.core.handshake;

import io.acceptlag.core.kernel.KernelSetting;
import io.acceptlag.core.kernel.KernelSettings;
import io.acceptlag.core.kernel.KernelVersion;
import org.jspecify.annotations.Nullable;

/** What happens to a client that meets a full accept queue. */
public final class RefusedClients {
  private RefusedClients() {}

  /**
   * Two sentences. The client's kernel decides when its SYN is sent again, and is not known here,
   * so both schedules are given.
   *
   * @param kernel of this host, null if not known
   */
  public static String fate(KernelSettings settings, @Nullable KernelVersion kernel) {
    boolean mostlyLate = kernel != null && !FullAcceptQueueRule.refusesEverySyn(kernel);
    String soon =
        "A refused client sends its SYN again after 1 s, then 2, 4, 8 s (from Linux 6.5 on after 1 s"
            + " five times), and gives up within about 2 minutes. One with its handshake all but"
            + " done"
            + (mostlyLate ? ", as most here, " : " ");
    if (settings.number(KernelSetting.ABORT_ON_OVERFLOW) > 0) {
      return soon + "is reset at once (net.ipv4.tcp_abort_on_overflow is 1).";
    }
    int retries = settings.number(KernelSetting.SYNACK_RETRIES);
    return soon
        + "believes it is connected, and is ignored until there is room"
        + (retries < 0
            ? "."
            : " or the SYN-ACK has come again " + (retries == 1 ? "once." : retries + " times."));
  }
}
