package java.net;

import java.io.FileDescriptor;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.nio.channels.AsynchronousServerSocketChannel;
import java.nio.channels.ServerSocketChannel;
import org.jspecify.annotations.Nullable;

/**
 * The file descriptors of sockets and channels. In this package they can be read without opening
 * another package to us. Not for applications.
 */
public final class AcceptlagDescriptors {
  /** There is none, or it cannot be read. */
  static final int NONE = -1;

  private static final @Nullable MethodHandle SERVER_SOCKET_IMPL =
      getter(ServerSocket.class, "impl", SocketImpl.class);
  private static final @Nullable MethodHandle SOCKET_IMPL =
      getter(Socket.class, "impl", SocketImpl.class);
  private static final @Nullable MethodHandle DESCRIPTOR_FD =
      getter(FileDescriptor.class, "fd", int.class);
  private static final @Nullable MethodHandle CHANNEL_FD = channelFd();
  private static final @Nullable MethodHandle SERVER_SOCKET_CLOSED =
      getter(ServerSocket.class, "closed", boolean.class);

  private AcceptlagDescriptors() {}

  /** Whether sockets can be asked for their descriptors on this JDK. */
  public static boolean areReachable() {
    return SERVER_SOCKET_IMPL != null
        && SOCKET_IMPL != null
        && DESCRIPTOR_FD != null
        && CHANNEL_FD != null;
  }

  /** Runs what the first accept would have to link, which takes milliseconds. */
  public static void rehearse() {
    of(FileDescriptor.in);
    try {
      channelFd(new Object());
    } catch (Throwable expected) {
      // It is linked even so.
    }
    try {
      serverSocketFd(null);
    } catch (Throwable expected) {
      // It is linked all the same, by the call that fails.
    }
    try {
      socketFd(null);
    } catch (Throwable expected) {
      // It is linked all the same, by the call that fails.
    }
  }

  /**
   * The descriptor of a ServerSocket or a channel of the JDK; -1 if it has none, or is something
   * else.
   */
  public static int ofListener(Object listener) {
    try {
      return listener instanceof ServerSocket ? serverSocketFd(listener) : channelFd(listener);
    } catch (Throwable e) {
      // It is nothing of the kind.
      return NONE;
    }
  }

  /** By its field: an application's class may have an isClosed() of its own. */
  static boolean isClosed(ServerSocket serverSocket) {
    try {
      return SERVER_SOCKET_CLOSED != null
          && (boolean) SERVER_SOCKET_CLOSED.invokeExact(serverSocket);
    } catch (Throwable e) {
      AcceptlagFailures.add(e);
      return false;
    }
  }

  /** Whether it is one of the JDK's own listeners for TCP, even if it is closed. */
  static boolean isTcpOfJdk(Object listener) {
    try {
      if (listener instanceof ServerSocket) {
        SocketImpl impl =
            SERVER_SOCKET_IMPL == null
                ? null
                : (SocketImpl) SERVER_SOCKET_IMPL.invokeExact((ServerSocket) listener);
        return impl != null && impl.getClass().getClassLoader() == null;
      }
      return listener.getClass().getClassLoader() == null
          && (listener instanceof AsynchronousServerSocketChannel
              || (listener instanceof ServerSocketChannel && !isUnixDomain(listener)));
    } catch (Throwable e) {
      AcceptlagFailures.add(e);
      return false;
    }
  }

  /** Looked up each time, because hardly any process needs it. */
  private static boolean isUnixDomain(Object channel) throws ReflectiveOperationException {
    try {
      Class<?> declaring = Class.forName("sun.nio.ch.ServerSocketChannelImpl", false, null);
      Field family = declaring.getDeclaredField("family");
      family.setAccessible(true);
      return "UNIX".equals(String.valueOf(family.get(channel)));
    } catch (NoSuchFieldException e) {
      // There are none before Java 16.
      return false;
    }
  }

  static int ofServerSocket(Object serverSocket) {
    try {
      return serverSocketFd(serverSocket);
    } catch (Throwable e) {
      AcceptlagFailures.add(e);
      return NONE;
    }
  }

  static int ofSocket(Object socket) {
    try {
      return socketFd(socket);
    } catch (Throwable e) {
      AcceptlagFailures.add(e);
      return NONE;
    }
  }

  static int ofChannel(Object channel) {
    try {
      return channelFd(channel);
    } catch (Throwable e) {
      AcceptlagFailures.add(e);
      return NONE;
    }
  }

  static int of(@Nullable FileDescriptor descriptor) {
    try {
      return fd(descriptor);
    } catch (Throwable e) {
      AcceptlagFailures.add(e);
      return NONE;
    }
  }

  private static int serverSocketFd(@Nullable Object serverSocket) throws Throwable {
    return SERVER_SOCKET_IMPL == null
        ? NONE
        : fd((SocketImpl) SERVER_SOCKET_IMPL.invokeExact((ServerSocket) serverSocket));
  }

  private static int socketFd(@Nullable Object socket) throws Throwable {
    return SOCKET_IMPL == null ? NONE : fd((SocketImpl) SOCKET_IMPL.invokeExact((Socket) socket));
  }

  private static int channelFd(Object channel) throws Throwable {
    return CHANNEL_FD == null ? NONE : (int) CHANNEL_FD.invokeExact(channel);
  }

  private static int fd(@Nullable SocketImpl impl) throws Throwable {
    // A library's own SocketImpl is not asked: its descriptor may mean anything.
    // Since Java 13 a client's Socket has one that delegates, whose own descriptor is null.
    return impl == null || impl.getClass().getClassLoader() != null
        ? NONE
        : fd(impl.getFileDescriptor());
  }

  private static int fd(@Nullable FileDescriptor descriptor) throws Throwable {
    return descriptor == null || DESCRIPTOR_FD == null
        ? NONE
        : (int) DESCRIPTOR_FD.invokeExact(descriptor);
  }

  private static @Nullable MethodHandle getter(Class<?> owner, String name, Class<?> type) {
    try {
      Field field = owner.getDeclaredField(name);
      field.setAccessible(true);
      // Java 8 gives a class in java.* no lookup of its own, so setAccessible is used.
      return MethodHandles.publicLookup()
          .unreflectGetter(field)
          .asType(MethodType.methodType(type, owner));
    } catch (Throwable e) {
      // Errors too: if this class could not be initialised, each accept would throw.
      return null;
    }
  }

  private static @Nullable MethodHandle channelFd() {
    try {
      Method getFDVal = Class.forName("sun.nio.ch.SelChImpl", false, null).getMethod("getFDVal");
      getFDVal.setAccessible(true);
      return MethodHandles.publicLookup()
          .unreflect(getFDVal)
          .asType(MethodType.methodType(int.class, Object.class));
    } catch (Throwable e) {
      return null;
    }
  }
}
