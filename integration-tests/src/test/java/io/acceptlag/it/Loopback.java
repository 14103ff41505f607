package io.acceptlag.it;

import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;

/** This host's own addresses, of the family that a test wants. */
final class Loopback {
  private Loopback() {}

  static InetSocketAddress ipv4(int port) {
    return address(port, 127, 0, 0, 1);
  }

  static InetSocketAddress ipv6(int port) {
    return address(port, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1);
  }

  /** From which no other test connects, so that a port of it is free once it was closed. */
  static InetSocketAddress unshared() {
    return address(0, 127, 0, 0, 77);
  }

  private static InetSocketAddress address(int port, int... host) {
    byte[] bytes = new byte[host.length];
    for (int i = 0; i < host.length; i++) {
      bytes[i] = (byte) host[i];
    }
    try {
      return new InetSocketAddress(InetAddress.getByAddress(bytes), port);
    } catch (UnknownHostException e) {
      throw new UncheckedIOException(e);
    }
  }
}
