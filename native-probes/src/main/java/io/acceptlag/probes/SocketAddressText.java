package io.acceptlag.probes;

import io.acceptlag.core.kernel.ClientReading;
import io.acceptlag.core.kernel.IpText;
import io.acceptlag.core.kernel.LocalAddress;
import io.acceptlag.core.kernel.PeerKey;
import io.acceptlag.probes.libc.LibC;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * {@code struct sockaddr_in} and {@code sockaddr_in6}: family, port, address, the last two in
 * network order.
 */
final class SocketAddressText {
  static final int SIZE = 28;

  private static final int AF_UNIX = 1;
  private static final int AF_INET = 2;
  private static final int AF_INET6 = 10;
  private static final int PORT = 2;
  private static final int IPV4_ADDRESS = 4;
  private static final int IPV6_ADDRESS = 8;

  private SocketAddressText() {}

  /** Null if it is no internet address, or if no port is bound. */
  static @Nullable LocalAddress local(ByteBuffer memory, int at) {
    int port = port(memory, at);
    if (port == 0) {
      return null;
    }
    switch (memory.getShort(at)) {
      case AF_INET:
        return LocalAddress.ofIpv4((int) ipv4(memory, at), port);
      case AF_INET6:
        return LocalAddress.ofIpv6(
            longAt(memory, at + IPV6_ADDRESS), longAt(memory, at + IPV6_ADDRESS + 8), port);
      default:
        return null;
    }
  }

  /**
   * Whether getsockname gave the name of a Unix-domain socket. One without a name is no server: the
   * JDK puts such a socket in place of one that it is about to close.
   */
  static boolean isUnixDomain(Scratch scratch) {
    return scratch.length() > Short.BYTES && scratch.memory.getShort(Scratch.VALUE) == AF_UNIX;
  }

  static void peer(ByteBuffer memory, int at, ClientReading into) {
    switch (memory.getShort(at)) {
      case AF_INET:
        into.ipv6 = false;
        into.addressLow = ipv4(memory, at);
        into.port = port(memory, at);
        break;
      case AF_INET6:
        into.addressHigh = longAt(memory, at + IPV6_ADDRESS);
        into.addressLow = longAt(memory, at + IPV6_ADDRESS + 8);
        into.ipv6 = !IpText.isMappedIpv4(into.addressHigh, into.addressLow);
        into.port = port(memory, at);
        break;
      default:
        break;
    }
  }

  /** The {@link PeerKey} of the other end; NONE if the socket is not connected. */
  static long peerKey(LibC libc, int fd, Scratch scratch) {
    scratch.length(SIZE);
    return libc.getpeername(fd, scratch.valueAddress, scratch.lengthAddress) == 0
        ? peerKey(scratch.memory, Scratch.VALUE)
        : PeerKey.NONE;
  }

  private static long peerKey(ByteBuffer memory, int at) {
    int port = port(memory, at);
    if (port == 0) {
      return PeerKey.NONE;
    }
    switch (memory.getShort(at)) {
      case AF_INET:
        return PeerKey.ofIpv4((int) ipv4(memory, at), port);
      case AF_INET6:
        return PeerKey.ofIpv6(
            longAt(memory, at + IPV6_ADDRESS), longAt(memory, at + IPV6_ADDRESS + 8), port);
      default:
        return PeerKey.NONE;
    }
  }

  static int port(ByteBuffer memory, int at) {
    return ((memory.get(at + PORT) & 0xff) << 8) | (memory.get(at + PORT + 1) & 0xff);
  }

  private static long ipv4(ByteBuffer memory, int at) {
    return bigEndian(memory, memory.getInt(at + IPV4_ADDRESS)) & 0xffff_ffffL;
  }

  private static int bigEndian(ByteBuffer memory, int word) {
    return memory.order() == ByteOrder.BIG_ENDIAN ? word : Integer.reverseBytes(word);
  }

  private static long longAt(ByteBuffer memory, int at) {
    long word = memory.getLong(at);
    return memory.order() == ByteOrder.BIG_ENDIAN ? word : Long.reverseBytes(word);
  }
}
