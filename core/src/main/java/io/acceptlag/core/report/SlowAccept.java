package io.acceptlag.core.report;

import io.acceptlag.core.kernel.AcceptedReading;
import io.acceptlag.core.kernel.ClientReading;
import io.acceptlag.core.kernel.LocalAddress;
import java.lang.ref.WeakReference;
import org.jspecify.annotations.Nullable;

/** One connection that waited span.wait or longer. Figures that are not known are -1. */
public final class SlowAccept {
  public static final long NO_INCIDENT = -1;

  private final LocalAddress listener;
  private final long acceptedNanos;
  private final long reading;
  private final ClientReading client;
  private final long incident;

  /** Weak, because sinks may keep this longer than the thread lives. */
  private final WeakReference<Thread> acceptor;

  /**
   * @param acceptedNanos when accept() returned, in System.nanoTime
   * @param reading an {@link AcceptedReading} of the connection
   * @param described copied
   * @param acceptor the thread that accepted it
   */
  public SlowAccept(
      LocalAddress listener,
      long acceptedNanos,
      long reading,
      ClientReading described,
      @Nullable Thread acceptor) {
    this(
        listener,
        acceptedNanos,
        reading,
        new ClientReading(),
        NO_INCIDENT,
        new WeakReference<>(acceptor));
    described.copyTo(client);
  }

  private SlowAccept(
      LocalAddress listener,
      long acceptedNanos,
      long reading,
      ClientReading client,
      long incident,
      WeakReference<Thread> acceptor) {
    this.listener = listener;
    this.acceptedNanos = acceptedNanos;
    this.reading = reading;
    this.client = client;
    this.incident = incident;
    this.acceptor = acceptor;
  }

  /** This connection as part of an incident; {@link #NO_INCIDENT} if it belongs to none. */
  public SlowAccept in(long incident) {
    return new SlowAccept(listener, acceptedNanos, reading, client, incident, acceptor);
  }

  public LocalAddress listener() {
    return listener;
  }

  public long acceptedNanos() {
    return acceptedNanos;
  }

  /** The thread that accepted it; null where it is gone or not known. */
  public @Nullable Thread acceptor() {
    return acceptor.get();
  }

  /** When the handshake ended, in System.nanoTime, to the kernel's tick. */
  public long arrivalNanos() {
    return acceptedNanos - waitMillis() * 1_000_000;
  }

  public long waitMillis() {
    return AcceptedReading.waitMillis(reading);
  }

  public int synAckRetransmits() {
    return AcceptedReading.synAckRetransmits(reading);
  }

  /**
   * How long the handshake took before the queue, if the SYN-ACK had to be sent again (exact on
   * Linux 6.7 and newer).
   */
  public long handshakeMillis() {
    return client.handshakeMillis > 0 ? client.handshakeMillis : -1;
  }

  /** Whether the client had sent FIN or RST before it was accepted. */
  public boolean clientGone() {
    return AcceptedReading.clientGone(reading);
  }

  /** Numeric; null where it is not known. */
  public @Nullable String peerAddress() {
    return client.port == 0 ? null : client.address();
  }

  public int peerPort() {
    return client.port == 0 ? -1 : client.port;
  }

  /** A {@link io.acceptlag.core.kernel.PeerKey}. */
  public long peerKey() {
    return client.key();
  }

  /** The listener's queue after this connection left it. */
  public int queueLength() {
    return client.queueLength;
  }

  public int queueLimit() {
    return client.queueLimit;
  }

  /** The id of the incident it belongs to, or {@link #NO_INCIDENT}. */
  public long incident() {
    return incident;
  }
}
