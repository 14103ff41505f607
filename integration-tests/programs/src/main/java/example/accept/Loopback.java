package example.accept;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;

/** The host's own addresses, without asking the resolver for them. */
final class Loopback {
  private Loopback() {}

  static InetAddress ipv4() throws UnknownHostException {
    return InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
  }

  static InetSocketAddress ipv4(int port) throws UnknownHostException {
    return new InetSocketAddress(ipv4(), port);
  }

  static InetSocketAddress ipv6(int port) throws UnknownHostException {
    byte[] address = new byte[16];
    address[15] = 1;
    return new InetSocketAddress(InetAddress.getByAddress(address), port);
  }
}
