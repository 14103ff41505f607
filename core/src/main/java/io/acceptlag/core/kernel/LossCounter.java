package io.acceptlag.core.kernel;

/**
 * Counters of the network namespace for packets and connection states that are lost without any
 * part of an accept queue or an application.
 */
public enum LossCounter {
  /**
   * nf_conntrack_in, "too stressed to deal": the table was full, or there was no memory. A protocol
   * that conntrack does not accept counts too.
   */
  CONNTRACK_DROPS("nf_conntrack drop", "drop"),

  /**
   * An entry could not be made, mostly because another packet of the same flow was quicker. Then
   * the packet is dropped, except by kernels that can merge the two.
   */
  CONNTRACK_INSERT_FAILED("nf_conntrack insert_failed", "insert_failed"),

  /** tcp_validate_incoming, and until Linux 6.13 connections in TIME_WAIT as well. */
  PAWS_ESTABLISHED("PAWSEstab", "PAWSEstab"),

  /** Since Linux 6.14. */
  PAWS_TIME_WAIT("PAWSTimewait", "PAWSTimewait"),

  /** Answers to a SYN of this host. */
  PAWS_ACTIVE("PAWSActive", "PAWSActive"),

  /** Closed at once, because tcp_max_tw_buckets were there already, or memory was short. */
  TIME_WAIT_OVERFLOW("TCPTimeWaitOverflow", "TCPTimeWaitOverflow");

  private final String key;
  private final String column;

  LossCounter(String key, String column) {
    this.key = key;
    this.column = column;
  }

  /** The name that readers know. */
  public String key() {
    return key;
  }

  /** The heading of its column in the kernel's file. */
  public String column() {
    return column;
  }

  /** Whether /proc/net/stat/nf_conntrack has it, and not TcpExt of /proc/net/netstat. */
  public boolean isOfConntrack() {
    return this == CONNTRACK_DROPS || this == CONNTRACK_INSERT_FAILED;
  }
}
