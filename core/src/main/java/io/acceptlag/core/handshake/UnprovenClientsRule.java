package io.acceptlag.core.handshake;

/**
 * Without SYN cookies the last quarter of tcp_max_syn_backlog is kept for clients that the kernel
 * has met before (tcp_conn_request, in every version from 2.6.32 to 6.18). What it refuses for this
 * counts in ListenDrops only.
 */
public final class UnprovenClientsRule {
  private UnprovenClientsRule() {}

  /** Half-open connections of clients not met before that there is room for. */
  public static int capacity(int maxSynBacklog) {
    return maxSynBacklog - (maxSynBacklog >> 2) + 1;
  }
}
