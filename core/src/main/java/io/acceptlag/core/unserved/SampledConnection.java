package io.acceptlag.core.unserved;

import io.acceptlag.core.kernel.TcpState;

/** One accepted connection from sample to sample, until it has been read or is gone. */
final class SampledConnection {
  private final int fd;
  private final long identity;
  private final long acceptedNanos;
  private final boolean refill;

  private boolean seen;
  private long seenNanos;
  private boolean unread;
  private boolean answered;
  private boolean clientLeft;
  private boolean reset;
  private boolean readSeen;
  private boolean finSeen;
  private long unreadSinceNanos;
  private int overdueSamples;
  private long overduePollNanos;
  private long readMillis = -1;
  private long readNanos;

  /**
   * @param identity 0 where it was gone before it could be asked
   */
  SampledConnection(int fd, long identity, long acceptedNanos) {
    this(fd, identity, acceptedNanos, false);
  }

  /**
   * @param refill whether it has been unread for longer than is known, so that its wait is no
   *     figure
   */
  SampledConnection(int fd, long identity, long acceptedNanos, boolean refill) {
    this.fd = fd;
    this.identity = identity;
    this.acceptedNanos = acceptedNanos;
    this.refill = refill;
  }

  int fd() {
    return fd;
  }

  long identity() {
    return identity;
  }

  /**
   * @param polledNanos the moment of the poll
   * @param overdueFromNanos from which on it counts as overdue
   * @return whether there is more to be seen of it
   */
  boolean look(UnreadReading reading, long polledNanos, long overdueFromNanos, FirstReads reads) {
    long nowNanos = reading.readNanos;
    if (!reading.open || hasServerClosed(reading.state)) {
      recordEnd(nowNanos, reads);
      return false;
    }
    boolean closing = reading.state == TcpState.CLOSE_WAIT;
    // Where a reset has come after a FIN that no sample saw, that is what is wanting; else a server
    // would have read a single byte.
    boolean oneWanting = reading.unread > 0 && reading.received - reading.unread == 1;
    finSeen |= closing || (reading.state == TcpState.CLOSE && oneWanting);
    reset = reading.state == TcpState.CLOSE;
    clientLeft = closing || reset;
    answered = reading.answered;
    // With TCP Fast Open, the kernel does not say what is unread before the handshake is complete.
    boolean told = reading.state != TcpState.SYN_RECV;
    long data = told ? reading.received - (finSeen ? 1 : 0) : 0;
    if (data > 0 && reading.unread < data) {
      readSeen = true;
      recordRead(nowNanos, reads);
      return false;
    }
    if (data > 0) {
      seeUnread(reading, nowNanos);
    }
    seen = true;
    seenNanos = nowNanos;
    if (data > 0) {
      countOverdue(polledNanos, overdueFromNanos);
    }
    return unread || !clientLeft;
  }

  private static boolean hasServerClosed(int state) {
    return state != TcpState.ESTABLISHED
        && state != TcpState.SYN_RECV
        && state != TcpState.CLOSE_WAIT
        && state != TcpState.CLOSE;
  }

  private void seeUnread(UnreadReading reading, long nowNanos) {
    // What its client has sent since then makes this later, and what was sent while it waited to
    // be accepted makes it too early.
    long sinceNanos = nowNanos - reading.lastReceivedMillis * 1_000_000;
    if (sinceNanos - acceptedNanos < 0) {
      sinceNanos = acceptedNanos;
    }
    if (!unread || sinceNanos - unreadSinceNanos < 0) {
      unreadSinceNanos = sinceNanos;
    }
    unread = true;
  }

  /** Twice in one poll counts once: the process may have been stopped since that began. */
  private void countOverdue(long polledNanos, long fromNanos) {
    if (unreadNanos() < fromNanos) {
      overdueSamples = 0;
    } else if (overdueSamples == 0 || polledNanos != overduePollNanos) {
      overdueSamples++;
      overduePollNanos = polledNanos;
    }
  }

  private void recordRead(long nowNanos, FirstReads reads) {
    if (refill) {
      return;
    }
    if (unread) {
      // Between the two samples.
      readNanos = seenNanos + (nowNanos - seenNanos) / 2;
      readMillis = (readNanos - unreadSinceNanos) / 1_000_000;
      reads.record(readMillis);
    } else {
      reads.recordUnderOnePoll();
    }
  }

  /**
   * The application has closed it. What was unread at the last sample has been read since, or never
   * will be. A connection closed within a poll of its accept has usually been read. For one that
   * was seen without data, it is not known whether any came.
   */
  private void recordEnd(long nowNanos, FirstReads reads) {
    if (unread || !seen) {
      recordRead(nowNanos, reads);
    }
  }

  /** Nothing to read has been seen on it, or nothing that its client waits for. */
  boolean isAtRest() {
    return !unread || answered;
  }

  /** Its client has sent something, nobody has read it, and nothing was sent. */
  boolean isUnserved() {
    return unread && !answered;
  }

  /** Whether it has been unread for longer than is known. */
  boolean isRefill() {
    return refill;
  }

  /** Whether its client has closed the connection, or reset it. */
  boolean isLeft() {
    return clientLeft;
  }

  /** Whether it was reset, by its client as a rule: the kernel lists it no more. */
  boolean isReset() {
    return reset;
  }

  /** Whether some of its data was seen to be read. Of one that was closed nobody knows. */
  boolean wasReadForSure() {
    return readSeen;
  }

  /** At least so long; of one that {@link #isUnserved}. */
  long unreadNanos() {
    return seenNanos - unreadSinceNanos;
  }

  /** The samples in a row that found it overdue. */
  int overdueSamples() {
    return overdueSamples;
  }

  /** How long its first data waited to be read; -1 unless that was seen. */
  long readMillis() {
    return readMillis;
  }

  /** Of one whose {@link #readMillis} are known. */
  void tell(Reads reads) {
    reads.read(acceptedNanos, unreadSinceNanos, readNanos);
  }

  long acceptedNanos() {
    return acceptedNanos;
  }

  long ageNanos(long nowNanos) {
    return nowNanos - acceptedNanos;
  }
}
