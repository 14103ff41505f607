package io.acceptlag.core.kernel;

/**
 * Counters of the whole network namespace since its start, from TcpExt in /proc/net/netstat. They
 * count packets, never connections; -1 where the kernel does not keep one.
 */
public final class NamespaceCounters {
  public static final NamespaceCounters UNKNOWN = new NamespaceCounters(-1, -1, -1, -1);

  private final long listenOverflows;
  private final long listenDrops;
  private final long synQueueDrops;
  private final long synCookiesSent;

  public NamespaceCounters(
      long listenOverflows, long listenDrops, long synQueueDrops, long synCookiesSent) {
    this.listenOverflows = listenOverflows;
    this.listenDrops = listenDrops;
    this.synQueueDrops = synQueueDrops;
    this.synCookiesSent = synCookiesSent;
  }

  /** ListenOverflows: a SYN or a completing segment met a full accept queue. */
  public long listenOverflows() {
    return listenOverflows;
  }

  /** ListenDrops: any drop at a listener, those above among them. */
  public long listenDrops() {
    return listenDrops;
  }

  /** TCPReqQFullDrop: a SYN met a full SYN queue, with SYN cookies off. */
  public long synQueueDrops() {
    return synQueueDrops;
  }

  /** SyncookiesSent. */
  public long synCookiesSent() {
    return synCookiesSent;
  }
}
