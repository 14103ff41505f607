package java.net;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.Array;
import java.lang.reflect.Method;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * The C library by the foreign function API (Java 22+), bound by reflection because this is
 * compiled for Java 8. It is defined inside java.base: binding a native function from an unnamed
 * module prints a warning since Java 24, and {@code --enable-native-access} is not ours to ask for.
 *
 * <p>Not for applications. The handles are constants to the compiler, so a call costs what the
 * system call does.
 */
public final class AcceptlagLibC {
  // All have one shape, (JJJJJ)J, so that the JVM spins the code of a call once and not for each
  // function: a quarter of what binding costs at the start. An int that is passed as a long is the
  // same to any 64-bit ABI of Linux, as are arguments too many, which fit in registers; of a
  // result that is an int the upper half is not defined.
  private static final MethodHandle GETSOCKOPT;
  private static final MethodHandle GETSOCKNAME;
  private static final MethodHandle GETPEERNAME;
  private static final MethodHandle CLOCK_GETRES;

  private static final MethodHandle CLOSE;

  // The same once more, keeping errno: twice the price, so called only after a failure.
  private static final MethodHandle GETSOCKOPT_ERRNO;

  // Of these errno is always kept: they are called in trouble only.
  private static final MethodHandle SOCKET;
  private static final MethodHandle SEND;
  private static final MethodHandle RECV;
  private static final ByteBuffer ERRNO;

  private static final MethodHandle MALLOC;

  static {
    try {
      Binder binder = new Binder();
      MALLOC = binder.bind("malloc");
      ERRNO = binder.view((long) MALLOC.invokeExact(64L, 0L, 0L, 0L, 0L), 64);
      GETSOCKOPT = binder.bind("getsockopt");
      GETSOCKNAME = binder.bind("getsockname");
      GETPEERNAME = binder.bind("getpeername");
      CLOCK_GETRES = binder.bind("clock_getres");
      CLOSE = binder.bind("close");
      GETSOCKOPT_ERRNO = binder.bindKeepingErrno("getsockopt", ERRNO);
      SOCKET = binder.bindKeepingErrno("socket", ERRNO);
      SEND = binder.bindKeepingErrno("send", ERRNO);
      RECV = binder.bindKeepingErrno("recv", ERRNO);
    } catch (Throwable e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private AcceptlagLibC() {}

  public static int getsockopt(int fd, int level, int option, long value, long length)
      throws Throwable {
    long result =
        (long) GETSOCKOPT.invokeExact((long) fd, (long) level, (long) option, value, length);
    return (int) result == 0 ? 0 : failedGetsockopt(fd, level, option, value, length);
  }

  private static int failedGetsockopt(int fd, int level, int option, long value, long length)
      throws Throwable {
    synchronized (ERRNO) {
      long result =
          (long)
              GETSOCKOPT_ERRNO.invokeExact((long) fd, (long) level, (long) option, value, length);
      return (int) result == 0 ? 0 : -ERRNO.getInt(0);
    }
  }

  /** 0, or -1 for any error: nobody asks which. */
  public static int getsockname(int fd, long address, long length) throws Throwable {
    return (int) (long) GETSOCKNAME.invokeExact((long) fd, address, length, 0L, 0L);
  }

  /** 0, or -1 for any error. */
  public static int getpeername(int fd, long address, long length) throws Throwable {
    return (int) (long) GETPEERNAME.invokeExact((long) fd, address, length, 0L, 0L);
  }

  /** 0, or -1 for any error. */
  public static int clockGetres(int clock, long timespec) throws Throwable {
    return (int) (long) CLOCK_GETRES.invokeExact((long) clock, timespec, 0L, 0L, 0L);
  }

  /** The descriptor, or {@code -errno}. */
  public static int socket(int domain, int type, int protocol) throws Throwable {
    synchronized (ERRNO) {
      long result = (long) SOCKET.invokeExact((long) domain, (long) type, (long) protocol, 0L, 0L);
      int fd = (int) result;
      return fd >= 0 ? fd : -ERRNO.getInt(0);
    }
  }

  /** How many bytes were sent, or {@code -errno}. */
  public static long send(int fd, long buffer, long length, int flags) throws Throwable {
    synchronized (ERRNO) {
      long sent = (long) SEND.invokeExact((long) fd, buffer, length, (long) flags, 0L);
      return sent >= 0 ? sent : -ERRNO.getInt(0);
    }
  }

  /** How many bytes came, or {@code -errno}. */
  public static long recv(int fd, long buffer, long length, int flags) throws Throwable {
    synchronized (ERRNO) {
      long received = (long) RECV.invokeExact((long) fd, buffer, length, (long) flags, 0L);
      return received >= 0 ? received : -ERRNO.getInt(0);
    }
  }

  /** 0, or -1 for any error. */
  public static int close(int fd) throws Throwable {
    return (int) (long) CLOSE.invokeExact((long) fd, 0L, 0L, 0L, 0L);
  }

  /**
   * Memory that stays for good. A direct buffer's would count against the application's
   * -XX:MaxDirectMemorySize.
   */
  public static ByteBuffer allocate(int bytes) throws Throwable {
    return new Binder().view((long) MALLOC.invokeExact((long) bytes, 0L, 0L, 0L, 0L), bytes);
  }

  /** {@code MemorySegment.ofBuffer(direct).address()}. */
  public static long addressOf(ByteBuffer direct) throws ReflectiveOperationException {
    Class<?> segment = Class.forName("java.lang.foreign.MemorySegment");
    Object of = segment.getMethod("ofBuffer", java.nio.Buffer.class).invoke(null, direct);
    return (long) segment.getMethod("address").invoke(of);
  }

  private static final class Binder {
    private static final int ARGUMENTS = 5;

    private final Class<?> linkerType = Class.forName("java.lang.foreign.Linker");
    private final Class<?> optionType = Class.forName("java.lang.foreign.Linker$Option");
    private final Class<?> layoutType = Class.forName("java.lang.foreign.MemoryLayout");
    private final Class<?> segmentType = Class.forName("java.lang.foreign.MemorySegment");
    private final Class<?> descriptorType = Class.forName("java.lang.foreign.FunctionDescriptor");
    private final Class<?> valueLayout = Class.forName("java.lang.foreign.ValueLayout");
    private final Object linker = linkerType.getMethod("nativeLinker").invoke(null);

    Binder() throws ReflectiveOperationException {}

    MethodHandle bind(String function) throws ReflectiveOperationException {
      return downcall(function, Array.newInstance(optionType, 0));
    }

    ByteBuffer view(long address, long bytes) throws ReflectiveOperationException {
      if (address == 0) {
        throw new OutOfMemoryError("malloc");
      }
      Object start = segmentType.getMethod("ofAddress", long.class).invoke(null, address);
      Object memory = segmentType.getMethod("reinterpret", long.class).invoke(start, bytes);
      ByteBuffer buffer = (ByteBuffer) segmentType.getMethod("asByteBuffer").invoke(memory);
      return buffer.order(java.nio.ByteOrder.nativeOrder());
    }

    MethodHandle bindKeepingErrno(String function, ByteBuffer errno)
        throws ReflectiveOperationException {
      Object options = Array.newInstance(optionType, 1);
      Method capture = optionType.getMethod("captureCallState", String[].class);
      Array.set(options, 0, capture.invoke(null, (Object) new String[] {"errno"}));
      Object segment = segmentType.getMethod("ofBuffer", java.nio.Buffer.class).invoke(null, errno);
      MethodHandle handle = downcall(function, options);
      return MethodHandles.insertArguments(handle, 0, segment);
    }

    private MethodHandle downcall(String function, Object options)
        throws ReflectiveOperationException {
      Object lookup = linkerType.getMethod("defaultLookup").invoke(linker);
      Class<?> lookupType = Class.forName("java.lang.foreign.SymbolLookup");
      Optional<?> symbol =
          (Optional<?>) lookupType.getMethod("find", String.class).invoke(lookup, function);
      if (!symbol.isPresent()) {
        throw new NoSuchMethodException(function);
      }
      Object number = valueLayout.getField("JAVA_LONG").get(null);
      Object arguments = Array.newInstance(layoutType, ARGUMENTS);
      for (int i = 0; i < ARGUMENTS; i++) {
        Array.set(arguments, i, number);
      }
      Object descriptor =
          descriptorType
              .getMethod("of", layoutType, arguments.getClass())
              .invoke(null, number, arguments);
      Method downcallHandle =
          linkerType.getMethod("downcallHandle", segmentType, descriptorType, options.getClass());
      return (MethodHandle) downcallHandle.invoke(linker, symbol.get(), descriptor, options);
    }
  }
}
