package io.acceptlag.probes;

import io.acceptlag.core.kernel.Errno;
import io.acceptlag.probes.libc.LibC;

/**
 * The socket options that are read. Numbers of include/uapi/asm-generic/socket.h and linux/tcp.h.
 */
final class SocketOptions {
  private static final int SOL_SOCKET = 1;
  private static final int IPPROTO_TCP = 6;
  private static final int TCP_INFO = 11;
  private static final int SO_MEMINFO = 55; // Linux 4.12
  private static final int SO_COOKIE = 57; // Linux 4.12

  /** FIONREAD, asm-generic/ioctls.h; arch/powerpc/include/uapi/asm/ioctls.h has its own. */
  private static final long SIOCINQ =
      System.getProperty("os.arch", "").startsWith("ppc") ? 0x4004667fL : 0x541bL;

  private static final int MEMINFO_SIZE = 36;
  private static final int MEMINFO_DROPS = 32;

  private SocketOptions() {}

  /** Leaves a {@link TcpInfo} in the scratch. Returns 0 or -errno. */
  static int tcpInfo(LibC libc, int fd, Scratch scratch) {
    return tcpInfo(libc, fd, scratch, TcpInfo.SIZE);
  }

  /** As much of it as the kernel has, up to the size in bytes. */
  static int tcpInfo(LibC libc, int fd, Scratch scratch, int size) {
    scratch.length(size);
    return libc.getsockopt(fd, IPPROTO_TCP, TCP_INFO, scratch.valueAddress, scratch.lengthAddress);
  }

  /**
   * {@code sk_drops}, in packets, or {@code -errno} before Linux 4.12. sock_diag has the same count
   * from 4.7 on.
   */
  static long drops(LibC libc, int fd, Scratch scratch) {
    scratch.length(MEMINFO_SIZE);
    int result =
        libc.getsockopt(fd, SOL_SOCKET, SO_MEMINFO, scratch.valueAddress, scratch.lengthAddress);
    if (result != 0 || scratch.length() < MEMINFO_SIZE) {
      return result != 0 ? result : -Errno.ENOPROTOOPT;
    }
    return scratch.memory.getInt(Scratch.VALUE + MEMINFO_DROPS) & 0xffff_ffffL;
  }

  /** Bytes that have come and were not read, without a FIN, or a negative number. */
  static long unread(LibC libc, int fd, Scratch scratch) {
    return libc.ioctl(fd, SIOCINQ, scratch.valueAddress) == 0
        ? scratch.memory.getInt(Scratch.VALUE) & 0xffff_ffffL
        : -1;
  }

  /** 0 if the kernel has none. */
  static long cookie(LibC libc, int fd, Scratch scratch) {
    scratch.length(Long.BYTES);
    int result =
        libc.getsockopt(fd, SOL_SOCKET, SO_COOKIE, scratch.valueAddress, scratch.lengthAddress);
    return result == 0 ? scratch.memory.getLong(Scratch.VALUE) : 0;
  }
}
