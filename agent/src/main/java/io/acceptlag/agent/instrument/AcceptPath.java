package io.acceptlag.agent.instrument;

/**
 * The methods through which a connection, or a backlog, passes. Found in each JDK from 8 to 28 by
 * listing its classes; the exact descriptors matter, since ServerSocket has three implAccept that
 * call one another and each would count the same connection.
 */
enum AcceptPath {
  SOCKET(
      "java/net/ServerSocket", "implAccept", "(Ljava/net/Socket;)V", "ServerSocket", Kind.ACCEPT),
  CHANNEL(
      "sun/nio/ch/ServerSocketChannelImpl",
      "accept",
      "()Ljava/nio/channels/SocketChannel;",
      "ServerSocketChannel",
      Kind.ACCEPT),
  /**
   * channel.socket().accept(). Before JDK 13 the adaptor called accept() of the channel, but for
   * late updates of JDK 8.
   */
  CHANNEL_SOCKET(
      "sun/nio/ch/ServerSocketChannelImpl",
      "blockingAccept",
      "(J)Ljava/nio/channels/SocketChannel;",
      "ServerSocketChannel.socket()",
      Kind.ACCEPT),
  /** Its third parameter, an AccessControlContext, is gone by JDK 25. */
  ASYNC(
      "sun/nio/ch/UnixAsynchronousServerSocketChannelImpl",
      "finishAccept",
      "(Ljava/io/FileDescriptor;Ljava/net/InetSocketAddress;",
      "AsynchronousServerSocketChannel",
      Kind.ACCEPT),
  NETTY_EPOLL("io/netty/channel/unix/Socket", "accept", "([B)I", "Netty epoll", Kind.ACCEPT),
  NETTY_URING(
      "io/netty/channel/uring/IoUringServerSocketChannel",
      "newChildChannel",
      "(ILjava/nio/ByteBuffer;)",
      "Netty io_uring",
      Kind.ACCEPT),

  SOCKET_LISTEN("java/net/ServerSocket", "bind", "(Ljava/net/SocketAddress;I)V", "", Kind.LISTEN),
  CHANNEL_LISTEN(
      "sun/nio/ch/ServerSocketChannelImpl", "bind", "(Ljava/net/SocketAddress;I)", "", Kind.LISTEN),
  ASYNC_LISTEN(
      "sun/nio/ch/AsynchronousServerSocketChannelImpl",
      "bind",
      "(Ljava/net/SocketAddress;I)",
      "",
      Kind.LISTEN),
  NETTY_LISTEN("io/netty/channel/unix/Socket", "listen", "(I)V", "", Kind.LISTEN);

  private enum Kind {
    ACCEPT,
    LISTEN
  }

  private final String className;
  private final String method;
  private final String descriptorStart;
  private final String title;
  private final Kind kind;

  AcceptPath(String className, String method, String descriptorStart, String title, Kind kind) {
    this.className = className;
    this.method = method;
    this.descriptorStart = descriptorStart;
    this.title = title;
    this.kind = kind;
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
        // By their ends, since libraries carry Netty under other names (gRPC's shaded one).
        return internalName.endsWith("io/netty/channel/unix/Socket")
            || internalName.endsWith("io/netty/channel/uring/IoUringServerSocketChannel");
    }
  }

  boolean isIn(String internalName) {
    return isOfJdk() ? internalName.equals(className) : internalName.endsWith(className);
  }

  boolean is(String methodName, String descriptor) {
    return methodName.equals(method) && descriptor.startsWith(descriptorStart);
  }

  /** Whether a connection passes here, not a backlog. */
  boolean isAccept() {
    return kind == Kind.ACCEPT;
  }

  boolean isOfJdk() {
    return !className.startsWith("io/netty/");
  }

  /** Whether this JDK has the method for certain. */
  boolean existsOn(int javaVersion) {
    return this != CHANNEL_SOCKET || javaVersion >= 13;
  }

  String className() {
    return className;
  }

  /** What a user knows it as. */
  String title() {
    return title;
  }
}
