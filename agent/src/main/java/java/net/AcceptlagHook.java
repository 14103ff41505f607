package java.net;

import java.io.FileDescriptor;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import org.jspecify.annotations.Nullable;

/**
 * What the woven accept methods call: one static method at their beginning, one at their end. Not
 * for applications.
 *
 * <p>It is defined inside java.base, so that every class loader sees it without a change to the
 * boot path, and in this package because from here the descriptors of sockets can be reached. It
 * must never harm its caller: whatever goes wrong is kept for the agent to tell, and until the
 * agent is ready it does nothing.
 */
public abstract class AcceptlagHook {
  private static final long NO_ARRIVAL = Long.MIN_VALUE;

  /** What PendingConnects has for none. */
  private static final long NO_CONNECT = 0;

  private static final int NO_DESCRIPTOR = -1;
  private static final int EARLY_MAX = 32;

  // What ServerSocket and the NIO channels take a backlog below 1 for.
  private static final int JDK_DEFAULT_BACKLOG = 50;

  private static final @Nullable MethodHandle SERVER_SOCKET_IMPL =
      getter(ServerSocket.class, "impl", SocketImpl.class);
  private static final @Nullable MethodHandle SOCKET_IMPL =
      getter(Socket.class, "impl", SocketImpl.class);
  private static final @Nullable MethodHandle DESCRIPTOR_FD =
      getter(FileDescriptor.class, "fd", int.class);
  private static final @Nullable MethodHandle CHANNEL_FD = channelFd();

  /** Set by {@link #receive}. A single implementation is ever loaded, so calls to it inline. */
  public static volatile @Nullable AcceptlagHook receiver;

  /**
   * What began to listen before there was a receiver: of a listener opened in the first moments of
   * main, nothing else tells what backlog it asked for. By pairs: the listener, the backlog. Null
   * from the first receiver on.
   */
  private static volatile @Nullable Object @Nullable [] early = new Object[2 * EARLY_MAX];

  private static int earlyCount;

  /**
   * The kind of what last went wrong in here. It changes nothing for the application, but a wait is
   * lost.
   */
  public static volatile @Nullable Class<?> failure;

  // --- What the agent calls ---

  /** From now on, and of what has begun to listen before. Null: no more. */
  public static void receive(@Nullable AcceptlagHook agent) {
    Object[] kept;
    synchronized (AcceptlagHook.class) {
      receiver = agent;
      kept = early;
      early = null;
    }
    for (int i = 0; agent != null && kept != null && i < kept.length && kept[i] != null; i += 2) {
      Object listener = kept[i];
      int backlog = (Integer) kept[i + 1];
      if (listener instanceof ServerSocket) {
        if (!((ServerSocket) listener).isClosed()) {
          listenSocket(listener, backlog);
        }
      } else if (((java.nio.channels.Channel) listener).isOpen()) {
        listenEarlyChannel(listener, backlog);
      }
    }
  }

  private static void listenEarlyChannel(Object channel, int backlog) {
    try {
      listenChannel(channel, fdOfChannel(channel), backlog);
    } catch (Throwable e) {
      failure = e.getClass();
    }
  }

  private static void keepEarly(Object listener, int backlog) {
    try {
      if (!(listener instanceof ServerSocket || listener instanceof java.nio.channels.Channel)) {
        return;
      }
      synchronized (AcceptlagHook.class) {
        Object[] kept = early;
        if (kept != null && earlyCount < EARLY_MAX) {
          kept[2 * earlyCount] = listener;
          kept[2 * earlyCount + 1] = backlog;
          earlyCount++;
        }
      }
    } catch (Throwable e) {
      failure = e.getClass();
    }
  }

  // --- What the agent implements ---

  protected abstract void onListen(Object listener, int fd, int backlog);

  /** Returns what {@link #onAccepted} wants to be given. */
  protected abstract long onEnter(Object listener, int fd);

  protected abstract void onAccepted(Object listener, int fd, int acceptedFd, long atEnter);

  /** Whether connects of this thread are wanted too. */
  protected boolean wantsConnects() {
    return false;
  }

  protected void onConnected(int fd, InetSocketAddress to, long beginNanos) {}

  protected void onConnectFailed(InetSocketAddress to, long beginNanos, Throwable failure) {}

  /** A connect() begins that may not block. */
  protected void onConnectBegins(int fd, InetSocketAddress to, long beginNanos) {}

  /** When the one of this descriptor began; 0 if there is none. */
  protected long connectBegan(int fd) {
    return NO_CONNECT;
  }

  /** The one that began then has succeeded. */
  protected void onConnectFinished(int fd, long beginNanos) {}

  /** The one that began then was none of TCP. */
  protected void onConnectForgotten(int fd, long beginNanos) {}

  protected void onConnectFinishFailed(int fd, long beginNanos, Throwable failure) {}

  // --- What woven methods call ---

  /** ServerSocket.implAccept(Socket) begins. */
  public static long enterSocket(Object serverSocket) {
    AcceptlagHook agent = receiver;
    if (agent == null) {
      return NO_ARRIVAL;
    }
    try {
      int fd = fdOfServerSocket(serverSocket);
      return fd < 0 ? NO_ARRIVAL : agent.onEnter(serverSocket, fd);
    } catch (Throwable e) {
      failure = e.getClass();
      return NO_ARRIVAL;
    }
  }

  /** ServerSocket.implAccept(Socket) has connected the socket. */
  public static void acceptedSocket(Object serverSocket, Object socket, long atEnter) {
    AcceptlagHook agent = receiver;
    if (agent == null) {
      return;
    }
    try {
      int fd = fdOfServerSocket(serverSocket);
      int acceptedFd = fdOfSocket(socket);
      if (fd >= 0 && acceptedFd >= 0) {
        agent.onAccepted(serverSocket, fd, acceptedFd, atEnter);
      }
    } catch (Throwable e) {
      failure = e.getClass();
    }
  }

  /** ServerSocket.bind has begun to listen. */
  public static void listenSocket(Object serverSocket, int backlog) {
    AcceptlagHook agent = receiver;
    if (agent == null) {
      keepEarly(serverSocket, backlog);
      return;
    }
    try {
      int fd = fdOfServerSocket(serverSocket);
      if (fd >= 0) {
        agent.onListen(serverSocket, fd, backlog < 1 ? JDK_DEFAULT_BACKLOG : backlog);
      }
    } catch (Throwable e) {
      failure = e.getClass();
    }
  }

  /** An accept begins, of a listener whose descriptor the woven class knows itself. */
  public static long enter(Object listener, int fd) {
    AcceptlagHook agent = receiver;
    if (agent == null) {
      return NO_ARRIVAL;
    }
    try {
      return agent.onEnter(listener, fd);
    } catch (Throwable e) {
      failure = e.getClass();
      return NO_ARRIVAL;
    }
  }

  /** It ends. {@code channel} is the SocketChannelImpl it brought, or null. */
  public static void acceptedChannel(
      @Nullable Object channel, Object listener, int fd, long atEnter) {
    if (receiver == null || channel == null) {
      return;
    }
    try {
      accepted(listener, fd, fdOfChannel(channel), atEnter);
    } catch (Throwable e) {
      failure = e.getClass();
    }
  }

  /** It ends. {@code acceptedFd} is negative when it brought no connection. */
  public static void acceptedNative(int acceptedFd, Object listener, int fd, long atEnter) {
    accepted(listener, fd, acceptedFd, atEnter);
  }

  private static void accepted(Object listener, int fd, int acceptedFd, long atEnter) {
    AcceptlagHook agent = receiver;
    if (agent == null || acceptedFd < 0) {
      return;
    }
    try {
      agent.onAccepted(listener, fd, acceptedFd, atEnter);
    } catch (Throwable e) {
      failure = e.getClass();
    }
  }

  /**
   * A connection arrives that was accepted before its listener's code runs (asynchronous channels,
   * io_uring). Both hand over one connection after another in the order they were accepted, so
   * those seen before left the queue before, and no value need be kept from an earlier moment.
   */
  public static void acceptedBefore(Object listener, int fd, int acceptedFd) {
    accepted(listener, fd, acceptedFd, enter(listener, fd));
  }

  /** As {@link #acceptedBefore(Object, int, int)}, of an asynchronous channel. */
  public static void acceptedBefore(Object listener, FileDescriptor fd, FileDescriptor acceptedFd) {
    if (receiver == null) {
      return;
    }
    try {
      acceptedBefore(listener, fdOf(fd), fdOf(acceptedFd));
    } catch (Throwable e) {
      failure = e.getClass();
    }
  }

  /** A listener begins to listen. */
  public static void listen(Object listener, int fd, int backlog) {
    AcceptlagHook agent = receiver;
    if (agent == null) {
      keepEarly(listener, backlog);
      return;
    }
    try {
      agent.onListen(listener, fd, backlog);
    } catch (Throwable e) {
      failure = e.getClass();
    }
  }

  /** A channel of the JDK's begins to listen. */
  public static void listenChannel(Object listener, int fd, int backlog) {
    listen(listener, fd, backlog < 1 ? JDK_DEFAULT_BACKLOG : backlog);
  }

  /** An asynchronous channel begins to listen. */
  public static void listenChannel(Object listener, FileDescriptor fd, int backlog) {
    if (receiver == null) {
      return;
    }
    try {
      listenChannel(listener, fdOf(fd), backlog);
    } catch (Throwable e) {
      failure = e.getClass();
    }
  }

  // --- What woven methods that connect call ---

  /** System.nanoTime, or {@link #NO_CONNECT} where nobody wants to know. */
  public static long connectBegins() {
    try {
      return wantingConnects() == null ? NO_CONNECT : System.nanoTime();
    } catch (Throwable e) {
      failure = e.getClass();
      return NO_CONNECT;
    }
  }

  /**
   * Not of our own threads: what telemetry connects to is nobody's business but ours. Asked from
   * here, since a class of the boot loader needs no security manager's leave.
   */
  private static @Nullable AcceptlagHook wantingConnects() {
    AcceptlagHook agent = receiver;
    return agent != null
            && agent.wantsConnects()
            && Thread.currentThread().getContextClassLoader() != agent.getClass().getClassLoader()
        ? agent
        : null;
  }

  /** Socket.connect, or blockingConnect of a channel, has succeeded. */
  public static void connected(Object socket, Object to, long beginNanos) {
    AcceptlagHook agent = receiver;
    if (agent == null || beginNanos == NO_CONNECT || !(to instanceof InetSocketAddress)) {
      return;
    }
    try {
      int fd = socket instanceof Socket ? fdOfSocket(socket) : fdOfChannel(socket);
      if (fd >= 0) {
        agent.onConnected(fd, (InetSocketAddress) to, beginNanos);
      }
    } catch (Throwable e) {
      failure = e.getClass();
    }
  }

  /** It has failed. */
  public static void connectFailed(Throwable why, Object to, long beginNanos) {
    AcceptlagHook agent = receiver;
    boolean told = to instanceof InetSocketAddress && why instanceof java.io.IOException;
    if (agent == null || beginNanos == NO_CONNECT || !told) {
      return;
    }
    try {
      agent.onConnectFailed((InetSocketAddress) to, beginNanos, why);
    } catch (Throwable e) {
      failure = e.getClass();
    }
  }

  /**
   * connect of a channel or of Netty's socket begins. Now, since another thread may see it finished
   * before connect returns. Returns when it began.
   */
  public static long connectBegins(int fd, Object to) {
    try {
      AcceptlagHook agent = wantingConnects();
      if (agent == null || fd < 0 || !(to instanceof InetSocketAddress)) {
        return NO_CONNECT;
      }
      agent.onConnectBegins(fd, (InetSocketAddress) to, System.nanoTime());
      return agent.connectBegan(fd);
    } catch (Throwable e) {
      failure = e.getClass();
      return NO_CONNECT;
    }
  }

  /** connect of an asynchronous channel begins. */
  public static void connectBegins(FileDescriptor fd, Object to) {
    try {
      connectBegins(fdOf(fd), to);
    } catch (Throwable e) {
      failure = e.getClass();
    }
  }

  /** finishConnect begins. Returns when the connect began that it is to finish. */
  public static long finishBegins(int fd) {
    try {
      AcceptlagHook agent = wantingConnects();
      return agent == null ? NO_CONNECT : agent.connectBegan(fd);
    } catch (Throwable e) {
      failure = e.getClass();
      return NO_CONNECT;
    }
  }

  /**
   * connect of Netty's socket has returned. At once it succeeds for UDP only: a TCP socket that
   * does not block is locked until connect() has returned, and so takes no SYN-ACK, on loopback
   * either.
   */
  public static void nettyConnectReturned(boolean connected, int fd, long beginNanos) {
    AcceptlagHook agent = receiver;
    if (agent == null || !connected || beginNanos == NO_CONNECT) {
      return;
    }
    try {
      agent.onConnectForgotten(fd, beginNanos);
    } catch (Throwable e) {
      failure = e.getClass();
    }
  }

  /** connect of a channel, or finishConnect, has returned. */
  public static void connectReturned(boolean connected, int fd, long beginNanos) {
    AcceptlagHook agent = receiver;
    if (agent == null || !connected || beginNanos == NO_CONNECT) {
      return;
    }
    try {
      agent.onConnectFinished(fd, beginNanos);
    } catch (Throwable e) {
      failure = e.getClass();
    }
  }

  /** It has failed, and its descriptor may stand for another socket by now. */
  public static void connectFailed(Throwable why, int fd, long beginNanos) {
    AcceptlagHook agent = receiver;
    if (agent == null || beginNanos == NO_CONNECT) {
      return;
    }
    try {
      agent.onConnectFinishFailed(fd, beginNanos, why);
    } catch (Throwable e) {
      failure = e.getClass();
    }
  }

  /**
   * An asynchronous channel has caught what it will hand to whoever waits for it. One that was
   * closed has no descriptor of its own any more; the sweep finds it.
   */
  public static void connectFailed(Throwable why, FileDescriptor fd) {
    if (why instanceof java.nio.channels.ClosedChannelException) {
      return;
    }
    try {
      int number = fdOf(fd);
      connectFailed(why, number, finishBegins(number));
    } catch (Throwable e) {
      failure = e.getClass();
    }
  }

  /** An asynchronous channel is connected. */
  public static void connectFinished(FileDescriptor fd) {
    try {
      int number = fdOf(fd);
      connectReturned(true, number, finishBegins(number));
    } catch (Throwable e) {
      failure = e.getClass();
    }
  }

  // --- Descriptors ---

  /** Runs what the first accept would have to link, which takes milliseconds. */
  public static void rehearse() {
    try {
      fdOf(FileDescriptor.in);
      fdOfChannel(new Object());
    } catch (Throwable expected) {
      // Linked all the same.
    }
    try {
      fdOfServerSocket(null);
    } catch (Throwable expected) {
      // As above.
    }
    try {
      fdOfSocket(null);
    } catch (Throwable expected) {
      // As above.
    }
  }

  /** Whether sockets can be asked for their descriptors on this JDK. */
  public static boolean reachesDescriptors() {
    return SERVER_SOCKET_IMPL != null
        && SOCKET_IMPL != null
        && DESCRIPTOR_FD != null
        && CHANNEL_FD != null;
  }

  private static int fdOfServerSocket(@Nullable Object serverSocket) throws Throwable {
    return SERVER_SOCKET_IMPL == null
        ? NO_DESCRIPTOR
        : fdOf((SocketImpl) SERVER_SOCKET_IMPL.invokeExact((ServerSocket) serverSocket));
  }

  private static int fdOfChannel(Object channel) throws Throwable {
    return CHANNEL_FD == null ? NO_DESCRIPTOR : (int) CHANNEL_FD.invokeExact(channel);
  }

  private static int fdOfSocket(@Nullable Object socket) throws Throwable {
    return SOCKET_IMPL == null
        ? NO_DESCRIPTOR
        : fdOf((SocketImpl) SOCKET_IMPL.invokeExact((Socket) socket));
  }

  private static int fdOf(@Nullable SocketImpl impl) throws Throwable {
    // A library's own SocketImpl is left alone: what its descriptor stands for is its business.
    // Since Java 13 a client's Socket has one that delegates, whose own descriptor is null.
    return impl == null || impl.getClass().getClassLoader() != null
        ? NO_DESCRIPTOR
        : fdOf(impl.getFileDescriptor());
  }

  private static int fdOf(@Nullable FileDescriptor descriptor) throws Throwable {
    return descriptor == null || DESCRIPTOR_FD == null
        ? NO_DESCRIPTOR
        : (int) DESCRIPTOR_FD.invokeExact(descriptor);
  }

  private static @Nullable MethodHandle getter(Class<?> owner, String name, Class<?> type) {
    try {
      Field field = owner.getDeclaredField(name);
      field.setAccessible(true);
      // Java 8 gives no lookup of its own to a class in java.*; setAccessible makes up for it.
      return MethodHandles.publicLookup()
          .unreflectGetter(field)
          .asType(MethodType.methodType(type, owner));
    } catch (ReflectiveOperationException | RuntimeException e) {
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
    } catch (ReflectiveOperationException | RuntimeException e) {
      return null;
    }
  }
}
