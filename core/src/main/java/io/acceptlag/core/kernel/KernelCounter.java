package io.acceptlag.core.kernel;

/** Counters of the network namespace, from TcpExt in /proc/net/netstat. They count packets. */
public enum KernelCounter {
  /** A SYN or a completing segment met a full accept queue. */
  LISTEN_OVERFLOWS("ListenOverflows"),

  /** Any drop at a listener, those above among them. */
  LISTEN_DROPS("ListenDrops"),

  /** A SYN met a full SYN queue, with SYN cookies off. */
  SYN_QUEUE_DROPS("TCPReqQFullDrop"),

  SYN_COOKIES_SENT("SyncookiesSent"),

  /** A SYN met a full SYN queue and got a cookie; with tcp_syncookies=2, any SYN. */
  SYN_QUEUE_COOKIES("TCPReqQFullDoCookies"),

  /** A valid cookie came back, also where the accept queue had no room for it then. */
  SYN_COOKIES_RECEIVED("SyncookiesRecv");

  private final String key;

  KernelCounter(String key) {
    this.key = key;
  }

  /** As the kernel spells it. */
  public String key() {
    return key;
  }
}
