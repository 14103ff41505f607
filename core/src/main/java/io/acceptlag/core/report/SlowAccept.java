package io.acceptlag.core.report;

import io.acceptlag.core.kernel.LocalAddress;
import org.jspecify.annotations.Nullable;

/** One connection that waited span.wait or longer. Figures that are not known are -1. */
public final class SlowAccept {
  private final LocalAddress listener;
  private final long acceptedNanos;
  private final long waitMillis;
  private final int synAckRetransmits;
  private final long handshakeMillis;
  private final boolean clientGone;
  private final @Nullable String peerAddress;
  private final int peerPort;
  private final int queueLength;
  private final int queueLimit;
  private final long incident;

  /**
   * @param acceptedNanos when accept() returned, in System.nanoTime
   * @param peerAddress numeric, null with port -1 where it is not known
   * @param incident the id of the incident it belongs to, -1 if none was open
   */
  public SlowAccept(
      LocalAddress listener,
      long acceptedNanos,
      long waitMillis,
      int synAckRetransmits,
      long handshakeMillis,
      boolean clientGone,
      @Nullable String peerAddress,
      int peerPort,
      int queueLength,
      int queueLimit,
      long incident) {
    this.listener = listener;
    this.acceptedNanos = acceptedNanos;
    this.waitMillis = waitMillis;
    this.synAckRetransmits = synAckRetransmits;
    this.handshakeMillis = handshakeMillis;
    this.clientGone = clientGone;
    this.peerAddress = peerAddress;
    this.peerPort = peerPort;
    this.queueLength = queueLength;
    this.queueLimit = queueLimit;
    this.incident = incident;
  }

  /** The same connection, as part of an incident. */
  public SlowAccept in(long incident) {
    return new SlowAccept(
        listener,
        acceptedNanos,
        waitMillis,
        synAckRetransmits,
        handshakeMillis,
        clientGone,
        peerAddress,
        peerPort,
        queueLength,
        queueLimit,
        incident);
  }

  public LocalAddress listener() {
    return listener;
  }

  public long acceptedNanos() {
    return acceptedNanos;
  }

  /** When the handshake ended, in System.nanoTime, to the kernel's tick. */
  public long arrivalNanos() {
    return acceptedNanos - waitMillis * 1_000_000;
  }

  public long waitMillis() {
    return waitMillis;
  }

  public int synAckRetransmits() {
    return synAckRetransmits;
  }

  /**
   * How long the handshake took before the queue, if the SYN-ACK had to be sent again (Linux 6.7 or
   * newer).
   */
  public long handshakeMillis() {
    return handshakeMillis;
  }

  /** The client had sent FIN or RST before it was accepted. */
  public boolean clientGone() {
    return clientGone;
  }

  public @Nullable String peerAddress() {
    return peerAddress;
  }

  public int peerPort() {
    return peerPort;
  }

  /** The listener's queue after this connection left it. */
  public int queueLength() {
    return queueLength;
  }

  public int queueLimit() {
    return queueLimit;
  }

  public long incident() {
    return incident;
  }
}
