package io.acceptlag.core.kernel;

/**
 * The address a listener is bound to, as the kernel spells it: {@code 0.0.0.0:8080}, {@code
 * [::1]:8080}.
 */
public final class LocalAddress {
  private final String host;
  private final int port;
  private final boolean ipv6;

  /**
   * @param host numeric, without brackets
   * @param port 1 to 65535
   */
  public LocalAddress(String host, int port, boolean ipv6) {
    this.host = host;
    this.port = port;
    this.ipv6 = ipv6;
  }

  /** IPv4 in network order. */
  public static LocalAddress ofIpv4(int address, int port) {
    return new LocalAddress(IpText.ipv4(address), port, false);
  }

  /**
   * IPv6 in network order. A socket bound to {@code ::ffff:127.0.0.1}, as the JDK binds to an IPv4
   * address, takes IPv4 only and is spelled like IPv4.
   */
  public static LocalAddress ofIpv6(long high, long low, int port) {
    return IpText.isMappedIpv4(high, low)
        ? ofIpv4((int) low, port)
        : new LocalAddress(IpText.ipv6(high, low), port, true);
  }

  public String host() {
    return host;
  }

  public int port() {
    return port;
  }

  public boolean ipv6() {
    return ipv6;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof LocalAddress
        && ((LocalAddress) other).port == port
        && ((LocalAddress) other).host.equals(host);
  }

  @Override
  public int hashCode() {
    return 31 * host.hashCode() + port;
  }

  @Override
  public String toString() {
    return (ipv6 ? "[" + host + "]" : host) + ":" + port;
  }
}
