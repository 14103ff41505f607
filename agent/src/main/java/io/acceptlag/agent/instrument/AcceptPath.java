package io.acceptlag.agent.instrument;

import static io.acceptlag.agent.instrument.HookCall.DESCRIPTOR;
import static io.acceptlag.agent.instrument.HookCall.OBJECT;
import static io.acceptlag.agent.instrument.Operand.ASYNC_LISTENER_FD;
import static io.acceptlag.agent.instrument.Operand.CHANNEL_FD;
import static io.acceptlag.agent.instrument.Operand.FIRST_ARGUMENT;
import static io.acceptlag.agent.instrument.Operand.KEPT;
import static io.acceptlag.agent.instrument.Operand.NETTY_FD;
import static io.acceptlag.agent.instrument.Operand.NETTY_URING_FD;
import static io.acceptlag.agent.instrument.Operand.SECOND_ARGUMENT;
import static io.acceptlag.agent.instrument.Operand.THIS;
import static io.acceptlag.agent.instrument.Operand.TOP;

import org.jspecify.annotations.Nullable;

/**
 * The methods through which a connection, a backlog, or the end of a listener passes. They were
 * found by listing the classes of each JDK from 8 to 26, and of early access builds of 28. The
 * exact descriptors matter: ServerSocket has three implAccept that call one another, and each would
 * count the same connection.
 */
enum AcceptPath implements HookedPath {
  SOCKET(
      "java/net/ServerSocket",
      "implAccept",
      "(Ljava/net/Socket;)V",
      "ServerSocket",
      HookCalls.NONE
          .atBegin(HookCall.ofAccepts("enterSocket", "(" + OBJECT + ")J", THIS))
          .atEnd(
              HookCall.ofAccepts(
                  "acceptedSocket", "(" + OBJECT + OBJECT + "J)V", THIS, FIRST_ARGUMENT, KEPT))),
  CHANNEL(
      "sun/nio/ch/ServerSocketChannelImpl",
      "accept",
      "()Ljava/nio/channels/SocketChannel;",
      "ServerSocketChannel",
      Calls.OF_CHANNEL),
  /**
   * channel.socket().accept(). Before JDK 13 the adaptor called accept() of the channel, except in
   * late updates of JDK 8.
   */
  CHANNEL_SOCKET(
      "sun/nio/ch/ServerSocketChannelImpl",
      "blockingAccept",
      "(J)Ljava/nio/channels/SocketChannel;",
      "ServerSocketChannel.socket()",
      Calls.OF_CHANNEL),
  /** Its third parameter, an AccessControlContext, is gone by JDK 25. */
  ASYNC(
      "sun/nio/ch/UnixAsynchronousServerSocketChannelImpl",
      "finishAccept",
      "(Ljava/io/FileDescriptor;Ljava/net/InetSocketAddress;",
      "AsynchronousServerSocketChannel",
      HookCalls.NONE.atBegin(
          HookCall.ofAccepts(
              "acceptedBefore",
              "(" + OBJECT + DESCRIPTOR + DESCRIPTOR + ")V",
              THIS,
              ASYNC_LISTENER_FD,
              FIRST_ARGUMENT))),
  NETTY_EPOLL(
      "io/netty/channel/unix/Socket",
      "accept",
      "([B)I",
      "Netty epoll",
      HookCalls.NONE
          .atBegin(HookCall.ofAccepts("enter", "(" + OBJECT + "I)J", THIS, NETTY_FD))
          .atEnd(
              HookCall.ofAccepts(
                  "acceptedNative", "(I" + OBJECT + "IJ)V", TOP, THIS, NETTY_FD, KEPT))),
  NETTY_URING(
      "io/netty/channel/uring/IoUringServerSocketChannel",
      "newChildChannel",
      "(ILjava/nio/ByteBuffer;)",
      "Netty io_uring",
      HookCalls.NONE.atBegin(
          HookCall.ofAccepts(
              "acceptedBefore", "(" + OBJECT + "II)V", THIS, NETTY_URING_FD, FIRST_ARGUMENT))),

  SOCKET_LISTEN(
      "java/net/ServerSocket",
      "bind",
      "(Ljava/net/SocketAddress;I)V",
      BindCalls.OF_JDK.atEnd(
          HookCall.ofAccepts("listenSocket", "(" + OBJECT + "I)V", THIS, SECOND_ARGUMENT))),
  CHANNEL_LISTEN(
      "sun/nio/ch/ServerSocketChannelImpl",
      "bind",
      "(Ljava/net/SocketAddress;I)",
      BindCalls.OF_JDK.atEnd(
          HookCall.ofAccepts(
              "listenChannel", "(" + OBJECT + "II)V", THIS, CHANNEL_FD, SECOND_ARGUMENT))),
  ASYNC_LISTEN(
      "sun/nio/ch/AsynchronousServerSocketChannelImpl",
      "bind",
      "(Ljava/net/SocketAddress;I)",
      BindCalls.OF_JDK.atEnd(
          HookCall.ofAccepts(
              "listenChannel",
              "(" + OBJECT + DESCRIPTOR + "I)V",
              THIS,
              ASYNC_LISTENER_FD,
              SECOND_ARGUMENT))),
  NETTY_LISTEN(
      "io/netty/channel/unix/Socket",
      "listen",
      "(I)V",
      HookCalls.NONE.atEnd(
          HookCall.ofAccepts("listen", "(" + OBJECT + "II)V", THIS, NETTY_FD, FIRST_ARGUMENT))),

  SOCKET_CLOSE(
      "java/net/ServerSocket",
      "close",
      "()V",
      HookCalls.NONE.atBegin(HookCall.ofAccepts("closingSocket", "(" + OBJECT + ")V", THIS))),
  /** Called by close(), and by an interrupt of the thread that accepts. */
  CHANNEL_CLOSE(
      "sun/nio/ch/ServerSocketChannelImpl",
      "implCloseSelectableChannel",
      "()V",
      HookCalls.NONE.atBegin(
          HookCall.ofAccepts("closing", "(" + OBJECT + "I)V", THIS, CHANNEL_FD))),
  ASYNC_CLOSE(
      "sun/nio/ch/UnixAsynchronousServerSocketChannelImpl",
      "implClose",
      "()V",
      HookCalls.NONE.atBegin(
          HookCall.ofAccepts(
              "closing", "(" + OBJECT + DESCRIPTOR + ")V", THIS, ASYNC_LISTENER_FD))),
  /** Closes connections too. */
  NETTY_CLOSE(
      "io/netty/channel/unix/FileDescriptor",
      "close",
      "()V",
      HookCalls.NONE.atBegin(HookCall.ofAccepts("closing", "(" + OBJECT + "I)V", THIS, NETTY_FD))),
  /** Has the kernel close it, without calling the method above. */
  NETTY_URING_CLOSE(
      "io/netty/channel/uring/AbstractIoUringServerChannel",
      "doClose",
      "()V",
      HookCalls.NONE.atBegin(
          HookCall.ofAccepts("closing", "(" + OBJECT + "I)V", THIS, NETTY_URING_FD)));

  /** A class of its own, because the constants of an enum are made before its static fields. */
  private static final class Calls {
    /**
     * The result is a SocketChannelImpl or null. The hook asks it for the descriptor, so that the
     * woven code has no branch.
     */
    static final HookCalls OF_CHANNEL =
        HookCalls.NONE
            .atBegin(HookCall.ofAccepts("enter", "(" + OBJECT + "I)J", THIS, CHANNEL_FD))
            .atEnd(
                HookCall.ofAccepts(
                    "acceptedChannel",
                    "(" + OBJECT + OBJECT + "IJ)V",
                    TOP,
                    THIS,
                    CHANNEL_FD,
                    KEPT));
  }

  private final String className;
  private final String method;
  private final String descriptorStart;
  private final @Nullable String title;

  // Immutable, but the compiler would need an annotation to know that.
  @SuppressWarnings("ImmutableEnumChecker")
  private final HookCalls calls;

  AcceptPath(
      String className,
      String method,
      String descriptorStart,
      @Nullable String title,
      HookCalls calls) {
    this.className = className;
    this.method = method;
    this.descriptorStart = descriptorStart;
    this.title = title;
    this.calls = calls;
  }

  /** No connection passes here. */
  AcceptPath(String className, String method, String descriptorStart, HookCalls calls) {
    this(className, method, descriptorStart, null, calls);
  }

  /** Whether a class of this name has any of these methods; asked for every class that loads. */
  static boolean concerns(String internalName) {
    switch (internalName) {
      case "java/net/ServerSocket":
      case "sun/nio/ch/ServerSocketChannelImpl":
      case "sun/nio/ch/UnixAsynchronousServerSocketChannelImpl":
      case "sun/nio/ch/AsynchronousServerSocketChannelImpl":
        return true;
      default:
        // By how the names end, because libraries carry Netty under other names (gRPC's shaded
        // one).
        return internalName.endsWith("io/netty/channel/unix/Socket")
            || internalName.endsWith("io/netty/channel/unix/FileDescriptor")
            || internalName.endsWith("io/netty/channel/uring/IoUringServerSocketChannel")
            || internalName.endsWith("io/netty/channel/uring/AbstractIoUringServerChannel");
    }
  }

  @Override
  public boolean isIn(String internalName) {
    return isOfJdk() ? internalName.equals(className) : internalName.endsWith(className);
  }

  @Override
  public boolean is(String methodName, String descriptor) {
    return methodName.equals(method) && descriptor.startsWith(descriptorStart);
  }

  @Override
  public HookCalls calls() {
    return calls;
  }

  /** Whether a connection passes here. */
  boolean isAccept() {
    return title != null;
  }

  boolean isOfJdk() {
    return !className.startsWith("io/netty/");
  }

  /** Whether this JDK certainly has the method. */
  boolean existsOn(int javaVersion) {
    return this != CHANNEL_SOCKET || javaVersion >= 13;
  }

  String className() {
    return className;
  }

  /** The name by which users know it. */
  String title() {
    return title == null ? method : title;
  }
}
