package io.acceptlag.core.connect;

import io.acceptlag.core.kernel.IpText;
import io.acceptlag.core.kernel.PeerKey;

/** An address and a port, as numbers: where a connect goes, or what a bind asked for. */
public final class Endpoint {
  private final long high;
  private final long low;
  private final int port;
  private final boolean ipv6;

  /**
   * @param high the first 8 bytes of an IPv6 address, 0 of IPv4
   * @param low the last 8 bytes, or the 4 of IPv4; with them, 0 for any address
   * @param port 0 for none in particular
   */
  public Endpoint(long high, long low, int port, boolean ipv6) {
    this.high = high;
    this.low = low;
    this.port = port;
    this.ipv6 = ipv6;
  }

  /** For look-ups that must not make an object. */
  boolean is(long otherHigh, long otherLow, int otherPort, boolean otherIpv6) {
    return low == otherLow && port == otherPort && high == otherHigh && ipv6 == otherIpv6;
  }

  public long high() {
    return high;
  }

  public long low() {
    return low;
  }

  public int port() {
    return port;
  }

  public boolean ipv6() {
    return ipv6;
  }

  /** Whether it is any address of this host. */
  public boolean isAnyAddress() {
    return (high | low) == 0;
  }

  /** Whether it is this machine, as 127.0.0.0/8 and ::1 are. */
  boolean isLoopback() {
    return ipv6 ? high == 0 && low == 1 : (low >>> 24) == 127;
  }

  /** As {@link PeerKey} has it of a socket that is connected to this. */
  long peerKey() {
    return ipv6 ? PeerKey.ofIpv6(high, low, port) : PeerKey.ofIpv4((int) low, port);
  }

  /** Numeric, without brackets. */
  String host() {
    return ipv6 ? IpText.ipv6(high, low) : IpText.ipv4((int) low);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Endpoint && ((Endpoint) other).is(high, low, port, ipv6);
  }

  @Override
  public int hashCode() {
    return (int) (31 * low + high) + port;
  }

  @Override
  public String toString() {
    return (ipv6 ? "[" + host() + "]" : host()) + ":" + port;
  }
}
