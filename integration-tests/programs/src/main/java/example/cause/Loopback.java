package example.cause;

import java.net.InetAddress;
import java.net.UnknownHostException;

/** The host's own address, without asking the resolver for it. */
final class Loopback {
  private Loopback() {}

  static InetAddress ipv4() throws UnknownHostException {
    return InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
  }
}
