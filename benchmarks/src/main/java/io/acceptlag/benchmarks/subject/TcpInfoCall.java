package io.acceptlag.benchmarks.subject;

import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.nio.ByteBuffer;

/** getsockopt(TCP_INFO) and nothing else, by the binding that the agent uses on this JDK. */
abstract class TcpInfoCall {
  private static final int IPPROTO_TCP = 6;
  private static final int TCP_INFO = 11;
  private static final int LENGTH = 104;
  private static final int VALUE = 8;

  private final ByteBuffer memory =
      ByteBuffer.allocateDirect(512).order(java.nio.ByteOrder.nativeOrder());
  private final long address = Pointer.nativeValue(Native.getDirectBufferPointer(memory));

  static TcpInfoCall ofThisJvm() {
    return System.getProperty("java.specification.version").compareTo("22") >= 0
            && !System.getProperty("java.specification.version").startsWith("1.")
        ? new Foreign()
        : new Jna();
  }

  final int call(int fd) throws Throwable {
    memory.putInt(0, LENGTH);
    return getsockopt(fd, IPPROTO_TCP, TCP_INFO, address + VALUE, address);
  }

  abstract int getsockopt(int fd, int level, int option, long value, long length) throws Throwable;

  private static final class Jna extends TcpInfoCall {
    @Override
    int getsockopt(int fd, int level, int option, long value, long length) {
      return Calls.getsockopt(fd, level, option, value, length);
    }

    private static final class Calls {
      static {
        Native.register(Calls.class, NativeLibrary.getInstance("c"));
      }

      static native int getsockopt(int fd, int level, int option, long value, long length);
    }
  }

  /** The agent's own handle, which is bound inside java.base. */
  private static final class Foreign extends TcpInfoCall {
    private static final MethodHandle GETSOCKOPT = find();

    private static MethodHandle find() {
      try {
        return MethodHandles.publicLookup()
            .findStatic(
                Class.forName("java.net.AcceptlagLibC"),
                "getsockopt",
                MethodType.methodType(
                    int.class, int.class, int.class, int.class, long.class, long.class));
      } catch (ReflectiveOperationException e) {
        throw new IllegalStateException("the agent is not there", e);
      }
    }

    @Override
    int getsockopt(int fd, int level, int option, long value, long length) throws Throwable {
      return (int) GETSOCKOPT.invokeExact(fd, level, option, value, length);
    }
  }
}
