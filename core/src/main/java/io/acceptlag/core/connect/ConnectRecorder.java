package io.acceptlag.core.connect;

import io.acceptlag.core.kernel.ConnectReading;
import io.acceptlag.core.kernel.PeerKey;

/**
 * What a thread does around connect(). A SYN is not sent again before its first second is over, so
 * of a connect that took less the kernel is not asked: its whole cost is a table look-up and two
 * atomic additions.
 */
public final class ConnectRecorder {
  /** TCP_TIMEOUT_INIT is 1 s since Linux 3.1, less a few ticks. */
  static final long FIRST_RESEND_NANOS = 900_000_000;

  /** An application that never asked whether it was connected has reused the descriptor by then. */
  private static final long FORGOTTEN_NANOS = 60_000_000_000L;

  private final Destinations destinations;
  private final PendingConnects pending;
  private final ConnectProbe probe;

  public ConnectRecorder(Destinations destinations, PendingConnects pending, ConnectProbe probe) {
    this.destinations = destinations;
    this.pending = pending;
    this.probe = probe;
  }

  /**
   * The destination of a connect that has ended. Makes an object only for one that is new.
   *
   * @param high the first 8 bytes of an IPv6 address, 0 of IPv4
   * @param low the last 8 bytes, or the 4 of IPv4
   */
  public Destination destination(long high, long low, int port, boolean ipv6) {
    return destinations.of(high, low, port, ipv6);
  }

  /** A connect() that blocks has succeeded. */
  public void connected(int fd, Destination to, long beginNanos, long nowNanos) {
    record(fd, to, nowNanos - beginNanos);
  }

  /** A connect() that blocks has failed. */
  public void failed(Endpoint to, long beginNanos, long nowNanos, String exception) {
    if (!isClosed(exception)) {
      destinations.of(to).failed(Failure.of(exception, nowNanos - beginNanos));
    }
  }

  /**
   * A connect() begins that may not block. It gets no destination before it has ended, because one
   * of UDP never does.
   */
  public void began(int fd, long high, long low, int port, boolean ipv6, long beginNanos) {
    long beforeNanos = pending.beginNanos(fd);
    if (beforeNanos != PendingConnects.NONE && beginNanos - beforeNanos >= FIRST_RESEND_NANOS) {
      giveUp(fd, beforeNanos);
    }
    pending.begin(fd, high, low, port, ipv6, beginNanos);
  }

  /**
   * When the connect of this descriptor began. It is to be handed to {@link #finished} or {@link
   * #finishFailed}, because by then the descriptor may belong to another connect.
   */
  public long beginNanos(int fd) {
    return pending.beginNanos(fd);
  }

  /** The connect that began then has succeeded, if there was one. */
  public void finished(int fd, long beginNanos, long nowNanos) {
    long high = pending.high(fd);
    long low = pending.low(fd);
    int port = pending.port(fd);
    boolean ipv6 = pending.ipv6(fd);
    if (beginNanos != PendingConnects.NONE && pending.end(fd, beginNanos)) {
      record(fd, destinations.of(high, low, port, ipv6), nowNanos - beginNanos);
    }
  }

  /** The connect that began then was not of TCP. */
  public void forget(int fd, long beginNanos) {
    pending.end(fd, beginNanos);
  }

  /** Whether the descriptor is of a TCP socket, in whatever state. */
  public boolean isTcp(int fd) {
    return probe.connecting(fd) >= 0;
  }

  /** The connect that began then has failed, if there was one. */
  public void finishFailed(int fd, long beginNanos, long nowNanos, String exception) {
    Endpoint to = pending.endpoint(fd);
    if (beginNanos != PendingConnects.NONE && pending.end(fd, beginNanos)) {
      failed(to, beginNanos, nowNanos, exception);
    }
  }

  /** Whether the application itself ended it: ClosedChannelException and similar ones. */
  private static boolean isClosed(String exception) {
    return exception.startsWith("java.nio.channels.");
  }

  private void record(int fd, Destination destination, long nanos) {
    destination.connected(nanos);
    if (nanos >= FIRST_RESEND_NANOS) {
      int resent = ConnectReading.synRetransmits(probe.connecting(fd));
      if (resent > 0) {
        destination.retransmitted(resent, nanos);
      }
    }
  }

  /**
   * Ends those whose socket was closed before it was connected. An application that lost patience
   * has closed it, which no hook sees. For the sampler's thread.
   */
  void sweep(long nowNanos) {
    int bound = pending.bound();
    for (int fd = 0; fd < bound; fd++) {
      long beginNanos = pending.beginNanos(fd);
      if (beginNanos != PendingConnects.NONE) {
        sweep(fd, beginNanos, nowNanos - beginNanos);
      }
    }
  }

  private void sweep(int fd, long beginNanos, long nanos) {
    long reading = probe.connecting(fd);
    boolean gone = ConnectReading.socketGone(reading);
    if (gone && nanos < FIRST_RESEND_NANOS) {
      // Too soon to say that nobody answered.
      pending.end(fd, beginNanos);
    } else if (gone || isConnectedElsewhere(fd, reading)) {
      giveUp(fd, beginNanos);
    } else if (nanos >= FORGOTTEN_NANOS && !ConnectReading.stillConnects(reading)) {
      pending.end(fd, beginNanos);
    }
  }

  /** Whether another socket has the descriptor by now: the lowest free one is soon used again. */
  private boolean isConnectedElsewhere(int fd, long reading) {
    if (ConnectReading.stillConnects(reading)) {
      return false;
    }
    Endpoint to = pending.endpoint(fd);
    // To connect to "any" address is to connect to loopback.
    long peer = to.isAnyAddress() ? PeerKey.NONE : probe.peer(fd);
    return peer != PeerKey.NONE && peer != to.peerKey();
  }

  /** Its descriptor is closed, or stands for the next one already. */
  private void giveUp(int fd, long beginNanos) {
    Endpoint to = pending.endpoint(fd);
    if (pending.end(fd, beginNanos)) {
      destinations.of(to).failed(Failure.TIMED_OUT);
    }
  }
}
