package io.acceptlag.core.handshake;

import io.acceptlag.core.episode.Trouble;

/** A SYN queue that was full, as it stands at one moment. */
public final class SynQueueTrouble implements Trouble {
  /** What the kernel did with the SYNs that it had no room for. */
  public enum Answer {
    DROPPED,
    /** With SYN cookies; clients get in all the same. */
    COOKIES
  }

  private final Answer answer;
  private final long startNanos;
  private final long endNanos;
  private final long packets;
  private final long mostInSecond;
  private final long cameBack;
  private final int halfOpen;
  private final int room;
  private final boolean unprovenOnly;
  private final boolean heedsMaxSynBacklog;
  private final int somaxconn;

  SynQueueTrouble(
      Answer answer,
      long startNanos,
      long endNanos,
      long packets,
      long mostInSecond,
      long cameBack,
      int halfOpen,
      int room,
      boolean unprovenOnly,
      boolean heedsMaxSynBacklog,
      int somaxconn) {
    this.answer = answer;
    this.startNanos = startNanos;
    this.endNanos = endNanos;
    this.packets = packets;
    this.mostInSecond = mostInSecond;
    this.cameBack = cameBack;
    this.halfOpen = halfOpen;
    this.room = room;
    this.unprovenOnly = unprovenOnly;
    this.heedsMaxSynBacklog = heedsMaxSynBacklog;
    this.somaxconn = somaxconn;
  }

  public Answer answer() {
    return answer;
  }

  /** When the first packet was counted, in System.nanoTime. */
  @Override
  public long startNanos() {
    return startNanos;
  }

  /** When the last packet was counted. */
  @Override
  public long endNanos() {
    return endNanos;
  }

  /** SYNs that met the full queue. */
  public long packets() {
    return packets;
  }

  /**
   * The most of them in a second. None waits for longer for its client's answer, so a queue with
   * room for so many more would have held them, however long it goes on.
   */
  public long mostInSecond() {
    return mostInSecond;
  }

  /** Cookies that came back to the network namespace. */
  public long cameBack() {
    return cameBack;
  }

  /** Whether net.ipv4.tcp_max_syn_backlog bounds the SYN queue beside the backlog. */
  public boolean heedsMaxSynBacklog() {
    return heedsMaxSynBacklog;
  }

  /** net.core.somaxconn, -1 if it cannot be read. */
  public int somaxconn() {
    return somaxconn;
  }

  /** Half-open connections when they were last counted; -1 if the kernel does not say. */
  public int halfOpen() {
    return halfOpen;
  }

  /** Half-open connections that there is room for on this kernel; -1 if not known. */
  public int room() {
    return room;
  }

  /** Whether it is the part of tcp_max_syn_backlog for clients not met before that is full. */
  public boolean unprovenOnly() {
    return unprovenOnly;
  }
}
