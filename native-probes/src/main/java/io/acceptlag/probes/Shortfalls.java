package io.acceptlag.probes;

import io.acceptlag.core.kernel.Errno;
import java.util.ArrayList;
import java.util.List;

/**
 * What the kernel was found to refuse. Each is reported once, with the figures that are missing
 * because of it. For the sampler's thread only.
 */
final class Shortfalls {
  private final List<String> untold = new ArrayList<>();
  private boolean hasTcpInfo = true;
  private boolean hasMemInfo = true;
  private boolean hasCounters = true;
  private boolean anyUnixDomain;
  private boolean unixDomainTaken;

  /** getsockopt failed on a socket that is open. */
  void tcpInfoRefused(int errno) {
    if (hasTcpInfo) {
      hasTcpInfo = false;
      untold.add(
          "acceptlag is refused TCP_INFO by the kernel ("
              + Errno.name(errno)
              + "): queue lengths come from /proc/net/tcp; accept waits and limits are not known");
    }
  }

  /** The figures of an open socket were blank. */
  void tcpInfoBlank() {
    if (hasTcpInfo) {
      hasTcpInfo = false;
      untold.add(
          "acceptlag gets a TCP_INFO without figures from this kernel, as gVisor's is: accept"
              + " waits, queue lengths and limits are not known, and incidents are not found");
    }
  }

  void memInfoRefused(int errno) {
    if (hasMemInfo) {
      hasMemInfo = false;
      untold.add(
          "acceptlag is refused SO_MEMINFO by the kernel ("
              + Errno.name(errno)
              + "): drops are not known, and overflows only while a queue is seen full");
    }
  }

  void countersUnreadable() {
    if (hasCounters) {
      hasCounters = false;
      untold.add(
          "acceptlag cannot read /proc/self/net/netstat: overflows are not counted, only seen while"
              + " a queue is full");
    }
  }

  void nothingReadable() {
    untold.add("acceptlag cannot read /proc/net/tcp either: it sees no listener at all");
  }

  /** A listener is a Unix-domain socket. */
  void unixDomain() {
    anyUnixDomain = true;
  }

  /** Whether there was one; true only once. */
  boolean takeUnixDomain() {
    boolean taken = anyUnixDomain && !unixDomainTaken;
    unixDomainTaken |= anyUnixDomain;
    return taken;
  }

  /** Those that have not been reported yet. */
  List<String> take() {
    if (untold.isEmpty()) {
      return untold;
    }
    List<String> taken = new ArrayList<>(untold);
    untold.clear();
    return taken;
  }
}
