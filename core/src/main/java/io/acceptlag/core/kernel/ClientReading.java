package io.acceptlag.core.kernel;

/**
 * The client and the queue of a slow accept, read on the acceptor's thread into an object made
 * beforehand.
 */
public final class ClientReading {
  /** The 16 bytes of the client's IPv6 address in network order; of IPv4, the last four of low. */
  public long addressHigh;

  public long addressLow;
  public boolean ipv6;

  /** 0 when the client is not known. */
  public int port;

  /** The listener's queue after this connection left it, or {@link QueueReading#UNKNOWN}. */
  public int queueLength;

  public int queueLimit;

  /**
   * From the first SYN-ACK to the end of the handshake, if a SYN-ACK had to be sent again; 0 if
   * none had, {@link QueueReading#UNKNOWN} where the kernel does not say.
   */
  public long handshakeMillis;

  public void clear() {
    port = 0;
    handshakeMillis = QueueReading.UNKNOWN;
    queueLength = QueueReading.UNKNOWN;
    queueLimit = QueueReading.UNKNOWN;
  }

  public void copyTo(ClientReading other) {
    other.addressHigh = addressHigh;
    other.addressLow = addressLow;
    other.ipv6 = ipv6;
    other.port = port;
    other.handshakeMillis = handshakeMillis;
    other.queueLength = queueLength;
    other.queueLimit = queueLimit;
  }

  /** {@link PeerKey#NONE} when the client is not known. */
  public long key() {
    if (port == 0) {
      return PeerKey.NONE;
    }
    return ipv6
        ? PeerKey.ofIpv6(addressHigh, addressLow, port)
        : PeerKey.ofIpv4((int) addressLow, port);
  }

  /** The client's address as {@link LocalAddress} spells addresses, without the port. */
  public String address() {
    return ipv6 ? IpText.ipv6(addressHigh, addressLow) : IpText.ipv4((int) addressLow);
  }
}
