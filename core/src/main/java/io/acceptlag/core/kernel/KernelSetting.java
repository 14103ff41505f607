package io.acceptlag.core.kernel;

/**
 * The settings of the network namespace that affect handshakes and ports, as sysctl spells them.
 */
public enum KernelSetting {
  SOMAXCONN("net.core.somaxconn"),
  MAX_SYN_BACKLOG("net.ipv4.tcp_max_syn_backlog"),
  SYN_COOKIES("net.ipv4.tcp_syncookies"),
  ABORT_ON_OVERFLOW("net.ipv4.tcp_abort_on_overflow"),
  SYNACK_RETRIES("net.ipv4.tcp_synack_retries"),
  SYN_RETRIES("net.ipv4.tcp_syn_retries"),
  /** Since Linux 6.5. */
  SYN_LINEAR_TIMEOUTS("net.ipv4.tcp_syn_linear_timeouts"),
  LOCAL_PORT_RANGE("net.ipv4.ip_local_port_range"),
  /** Ports of that range which connect() leaves alone: empty, or as in {@code 8080,9000-9010}. */
  RESERVED_PORTS("net.ipv4.ip_local_reserved_ports"),
  TW_REUSE("net.ipv4.tcp_tw_reuse"),
  MAX_TIME_WAIT("net.ipv4.tcp_max_tw_buckets"),
  /** One for the whole host; only where conntrack is loaded. */
  CONNTRACK_MAX("net.netfilter.nf_conntrack_max"),
  /** Until Linux 4.11. */
  TW_RECYCLE("net.ipv4.tcp_tw_recycle");

  private final String key;

  KernelSetting(String key) {
    this.key = key;
  }

  public String key() {
    return key;
  }

  /** Below /proc: {@code sys/net/core/somaxconn}. */
  public String path() {
    return "sys/" + key.replace('.', '/');
  }
}
