package io.acceptlag.probes.libc.foreign;

import io.acceptlag.core.kernel.Errno;
import io.acceptlag.probes.libc.LibC;
import java.net.AcceptlagLibC;
import java.nio.ByteBuffer;

/** Usable once {@link AcceptlagLibC} is defined inside java.base. */
public final class ForeignLibC implements LibC {
  /**
   * @throws LinkageError if the foreign function API is missing or cannot be bound
   */
  public ForeignLibC() {
    // Binds the functions, and shows that they work, before anyone relies on them.
    addressOf(allocate(8));
  }

  @Override
  public int getsockopt(int fd, int level, int option, long value, long length) {
    try {
      return AcceptlagLibC.getsockopt(fd, level, option, value, length);
    } catch (Throwable e) {
      return -Errno.EINVAL;
    }
  }

  @Override
  public int getsockname(int fd, long address, long length) {
    try {
      return AcceptlagLibC.getsockname(fd, address, length);
    } catch (Throwable e) {
      return -Errno.EINVAL;
    }
  }

  @Override
  public int getpeername(int fd, long address, long length) {
    try {
      return AcceptlagLibC.getpeername(fd, address, length);
    } catch (Throwable e) {
      return -Errno.EINVAL;
    }
  }

  @Override
  public int clockGetres(int clock, long timespec) {
    try {
      return AcceptlagLibC.clockGetres(clock, timespec);
    } catch (Throwable e) {
      return -Errno.EINVAL;
    }
  }

  @Override
  public int ioctl(int fd, long request, long address) {
    try {
      return AcceptlagLibC.ioctl(fd, request, address);
    } catch (Throwable e) {
      return -Errno.EINVAL;
    }
  }

  @Override
  public int socket(int domain, int type, int protocol) {
    try {
      return AcceptlagLibC.socket(domain, type, protocol);
    } catch (Throwable e) {
      return -Errno.EINVAL;
    }
  }

  @Override
  public long send(int fd, long buffer, long length, int flags) {
    try {
      return AcceptlagLibC.send(fd, buffer, length, flags);
    } catch (Throwable e) {
      return -Errno.EINVAL;
    }
  }

  @Override
  public long recv(int fd, long buffer, long length, int flags) {
    try {
      return AcceptlagLibC.recv(fd, buffer, length, flags);
    } catch (Throwable e) {
      return -Errno.EINVAL;
    }
  }

  @Override
  public int open(long path, int flags, int mode) {
    try {
      return AcceptlagLibC.open(path, flags, mode);
    } catch (Throwable e) {
      return -Errno.EINVAL;
    }
  }

  @Override
  public long readlink(long path, long buffer, long size) {
    try {
      return AcceptlagLibC.readlink(path, buffer, size);
    } catch (Throwable e) {
      return -Errno.EINVAL;
    }
  }

  @Override
  public int close(int fd) {
    try {
      return AcceptlagLibC.close(fd);
    } catch (Throwable e) {
      return -Errno.EINVAL;
    }
  }

  @Override
  public ByteBuffer allocate(int bytes) {
    try {
      return AcceptlagLibC.allocate(bytes);
    } catch (Throwable e) {
      throw new UnsatisfiedLinkError("java.lang.foreign: " + e);
    }
  }

  @Override
  public long addressOf(ByteBuffer direct) {
    return AcceptlagLibC.addressOf(direct);
  }

  @Override
  public String name() {
    return "ffm";
  }
}
