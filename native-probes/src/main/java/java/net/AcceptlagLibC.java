package java.net;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * The C library by the foreign function API (Java 22+). It is defined inside java.base: binding a
 * native function from an unnamed module prints a warning since Java 24, and {@code
 * --enable-native-access} is not ours to ask for.
 *
 * <p>Not for applications. The handles and functions are constants to the compiler, so a call costs
 * no more than the system call.
 *
 * <p>All functions are called as if they had one type, five longs to a long. For each type the
 * linker makes about twenty classes, which took a fifth of a second and 10 MiB in all. On 64-bit
 * machines the calling conventions of all Linux ports pass the first five integers in a register
 * each, with an int sign-extended if at all. A function ignores registers for which it has no
 * parameter.
 */
public final class AcceptlagLibC {
  private static final int PARAMETERS = 5;
  private static final int ERRNO_ROOM = 64;

  private static final MethodHandle CALL;

  // The same call keeping errno, which costs twice as much.
  private static final MethodHandle CALL_KEEPING_ERRNO;

  private static final MemorySegment GETSOCKOPT;
  private static final MemorySegment GETSOCKNAME;
  private static final MemorySegment GETPEERNAME;
  private static final MemorySegment CLOCK_GETRES;
  private static final MemorySegment IOCTL;
  private static final MemorySegment OPEN;
  private static final MemorySegment CLOSE;
  private static final MemorySegment SOCKET;
  private static final MemorySegment SEND;
  private static final MemorySegment RECV;
  private static final MemorySegment READLINK;
  private static final MemorySegment MALLOC;

  private static final ByteBuffer ERRNO;
  private static final MemorySegment ERRNO_SEGMENT;

  static {
    try {
      Linker linker = Linker.nativeLinker();
      if (ValueLayout.ADDRESS.byteSize() != Long.BYTES) {
        throw new UnsatisfiedLinkError("pointers of 32 bits");
      }
      MemoryLayout[] parameters = new MemoryLayout[PARAMETERS];
      Arrays.fill(parameters, ValueLayout.JAVA_LONG);
      FunctionDescriptor type = FunctionDescriptor.of(ValueLayout.JAVA_LONG, parameters);
      CALL = linker.downcallHandle(type);
      CALL_KEEPING_ERRNO = linker.downcallHandle(type, Linker.Option.captureCallState("errno"));
      GETSOCKOPT = find(linker, "getsockopt");
      GETSOCKNAME = find(linker, "getsockname");
      GETPEERNAME = find(linker, "getpeername");
      CLOCK_GETRES = find(linker, "clock_getres");
      IOCTL = find(linker, "ioctl");
      OPEN = find(linker, "open");
      CLOSE = find(linker, "close");
      SOCKET = find(linker, "socket");
      SEND = find(linker, "send");
      RECV = find(linker, "recv");
      READLINK = find(linker, "readlink");
      MALLOC = find(linker, "malloc");
      ERRNO = allocate(ERRNO_ROOM);
      ERRNO_SEGMENT = MemorySegment.ofBuffer(ERRNO);
    } catch (Throwable e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private AcceptlagLibC() {}

  private static MemorySegment find(Linker linker, String function) throws NoSuchMethodException {
    MemorySegment found = linker.defaultLookup().find(function).orElse(null);
    if (found == null) {
      throw new NoSuchMethodException(function);
    }
    return found;
  }

  public static int getsockopt(int fd, int level, int option, long value, long length)
      throws Throwable {
    return (int) call(GETSOCKOPT, fd, level, option, value, length) == 0
        ? 0
        : failedGetsockopt(fd, level, option, value, length);
  }

  private static int failedGetsockopt(int fd, int level, int option, long value, long length)
      throws Throwable {
    return (int) resultOrErrno(GETSOCKOPT, fd, level, option, value, length);
  }

  /** 0, or -1 for any error. */
  public static int getsockname(int fd, long address, long length) throws Throwable {
    return (int) call(GETSOCKNAME, fd, address, length, 0, 0);
  }

  /** 0, or -1 for any error. */
  public static int getpeername(int fd, long address, long length) throws Throwable {
    return (int) call(GETPEERNAME, fd, address, length, 0, 0);
  }

  /** 0, or -1 for any error. */
  public static int clockGetres(int clock, long timespec) throws Throwable {
    return (int) call(CLOCK_GETRES, clock, timespec, 0, 0, 0);
  }

  /** 0, or -1 for any error. */
  public static int ioctl(int fd, long request, long address) throws Throwable {
    return (int) call(IOCTL, fd, request, address, 0, 0);
  }

  /** The descriptor, or {@code -errno}. */
  public static int socket(int domain, int type, int protocol) throws Throwable {
    return (int) resultOrErrno(SOCKET, domain, type, protocol, 0, 0);
  }

  /** How many bytes were sent, or {@code -errno}. */
  public static long send(int fd, long buffer, long length, int flags) throws Throwable {
    return resultOrErrno(SEND, fd, buffer, length, flags, 0);
  }

  /** How many bytes came, or {@code -errno}. */
  public static long recv(int fd, long buffer, long length, int flags) throws Throwable {
    return resultOrErrno(RECV, fd, buffer, length, flags, 0);
  }

  /** The descriptor, or {@code -errno}. */
  public static int open(long path, int flags, int mode) throws Throwable {
    return (int) resultOrErrno(OPEN, path, flags, mode, 0, 0);
  }

  /** The length of the target, or -1 for any error. */
  public static long readlink(long path, long buffer, long size) throws Throwable {
    return call(READLINK, path, buffer, size, 0, 0);
  }

  /** 0, or -1 for any error. */
  public static int close(int fd) throws Throwable {
    return (int) call(CLOSE, fd, 0, 0, 0, 0);
  }

  /**
   * Memory that is never freed. That of a direct buffer would count against the application's
   * -XX:MaxDirectMemorySize.
   */
  public static ByteBuffer allocate(int bytes) throws Throwable {
    long address = call(MALLOC, bytes, 0, 0, 0, 0);
    if (address == 0) {
      throw new OutOfMemoryError("malloc");
    }
    return MemorySegment.ofAddress(address)
        .reinterpret(bytes)
        .asByteBuffer()
        .order(ByteOrder.nativeOrder());
  }

  public static long addressOf(ByteBuffer direct) {
    return MemorySegment.ofBuffer(direct).address();
  }

  private static long call(MemorySegment function, long a, long b, long c, long d, long e)
      throws Throwable {
    return (long) CALL.invokeExact(function, a, b, c, d, e);
  }

  /** For functions that fail with a negative int: what they return, or {@code -errno}. */
  private static long resultOrErrno(MemorySegment function, long a, long b, long c, long d, long e)
      throws Throwable {
    synchronized (ERRNO) {
      long result = (long) CALL_KEEPING_ERRNO.invokeExact(function, ERRNO_SEGMENT, a, b, c, d, e);
      return (int) result < 0 ? -ERRNO.getInt(0) : result;
    }
  }
}
