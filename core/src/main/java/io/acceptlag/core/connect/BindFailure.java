package io.acceptlag.core.connect;

import io.acceptlag.core.kernel.IpText;

/** What a bind() that failed had asked for: an address and a port. */
public final class BindFailure {
  private final long addressHigh;
  private final long addressLow;
  private final boolean ipv6;
  private final int port;

  /**
   * @param addressHigh the first 8 bytes of an IPv6 address, 0 of IPv4
   * @param addressLow the last 8 bytes, or the 4 of IPv4; with them, 0 for any address
   * @param port 0 for any that is free
   */
  BindFailure(long addressHigh, long addressLow, boolean ipv6, int port) {
    this.addressHigh = addressHigh;
    this.addressLow = addressLow;
    this.ipv6 = ipv6;
    this.port = port;
  }

  public long addressHigh() {
    return addressHigh;
  }

  public long addressLow() {
    return addressLow;
  }

  public boolean ipv6() {
    return ipv6;
  }

  public int port() {
    return port;
  }

  /** Whether it asked for any address of this host. */
  public boolean isAnyAddress() {
    return (addressHigh | addressLow) == 0;
  }

  /** Numeric, without brackets. */
  String host() {
    return ipv6 ? IpText.ipv6(addressHigh, addressLow) : IpText.ipv4((int) addressLow);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof BindFailure
        && ((BindFailure) other).port == port
        && ((BindFailure) other).addressLow == addressLow
        && ((BindFailure) other).addressHigh == addressHigh;
  }

  @Override
  public int hashCode() {
    return (int) (31 * addressLow + addressHigh) + port;
  }
}
