package io.acceptlag.core.handshake;

/** What it is like for a client that meets a full accept queue. */
public final class RefusedClients {
  private RefusedClients() {}

  /**
   * One or two sentences. The client's kernel, which decides over its SYNs, is not known here, so
   * both schedules are told.
   */
  public static String fate(KernelSettings settings) {
    String fate =
        "A refused client sends its SYN again after 1 s, then 2, 4, 8 s (from Linux 6.5 on after 1 s"
            + " five times), and gives up after about 2 minutes.";
    return settings.number(KernelSetting.ABORT_ON_OVERFLOW) > 0
        ? fate
            + " One that had all but completed its handshake is reset at once"
            + " (net.ipv4.tcp_abort_on_overflow is 1)."
        : fate;
  }
}
