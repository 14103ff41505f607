package io.acceptlag.core.doctor;

import io.acceptlag.core.kernel.LocalAddress;

/** A listener of any process of the namespace. Figures that are not known are -1. */
public final class ListenerState {
  private final LocalAddress address;
  private final int queueLength;
  private final int queueLimit;
  private final long drops;

  /**
   * @param queueLimit there is room for one more than this
   * @param drops packets of any kind, since it was made
   */
  public ListenerState(LocalAddress address, int queueLength, int queueLimit, long drops) {
    this.address = address;
    this.queueLength = queueLength;
    this.queueLimit = queueLimit;
    this.drops = drops;
  }

  public LocalAddress address() {
    return address;
  }

  public int queueLength() {
    return queueLength;
  }

  public int queueLimit() {
    return queueLimit;
  }

  /** Connections that it holds at most; there must be a limit. */
  public long room() {
    return queueLimit + 1L;
  }

  public long drops() {
    return drops;
  }

  /** Whether the next connection would be refused. */
  boolean isFull() {
    return queueLimit >= 0 && queueLength > queueLimit;
  }
}
