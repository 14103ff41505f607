package io.acceptlag.agent.instrument;

/**
 * The methods through which this process opens connections, in each JDK from 8 to 28. Those of
 * java.net.Socket that take other parameters call the one here.
 */
enum ConnectPath {
  SOCKET("java/net/Socket", "connect", "(Ljava/net/SocketAddress;I)V"),
  CHANNEL("sun/nio/ch/SocketChannelImpl", "connect", "(Ljava/net/SocketAddress;)Z"),
  CHANNEL_FINISH("sun/nio/ch/SocketChannelImpl", "finishConnect", "()Z"),
  /** channel.socket().connect(), from JDK 13 on; before, the adaptor called the two above. */
  CHANNEL_SOCKET("sun/nio/ch/SocketChannelImpl", "blockingConnect", "(Ljava/net/SocketAddress;J)V"),
  ASYNC("sun/nio/ch/UnixAsynchronousSocketChannelImpl", "implConnect", "(Ljava/net/SocketAddress;"),
  ASYNC_FINISH("sun/nio/ch/UnixAsynchronousSocketChannelImpl", "finishConnect", "(Z)V"),
  /** Both of these call it. */
  ASYNC_CONNECTED("sun/nio/ch/UnixAsynchronousSocketChannelImpl", "setConnected", "()V"),
  NETTY("io/netty/channel/unix/Socket", "connect", "(Ljava/net/SocketAddress;)Z"),
  NETTY_FINISH("io/netty/channel/unix/Socket", "finishConnect", "()Z");

  private static final String NETTY_SOCKET = "io/netty/channel/unix/Socket";

  private final String className;
  private final String method;
  private final String descriptorStart;

  ConnectPath(String className, String method, String descriptorStart) {
    this.className = className;
    this.method = method;
    this.descriptorStart = descriptorStart;
  }

  /** Whether a class of this name has any of these methods; asked for every class that loads. */
  static boolean concerns(String internalName) {
    switch (internalName) {
      case "java/net/Socket":
      case "sun/nio/ch/SocketChannelImpl":
      case "sun/nio/ch/UnixAsynchronousSocketChannelImpl":
        return true;
      default:
        // By its end, since libraries carry Netty under other names.
        return internalName.endsWith(NETTY_SOCKET);
    }
  }

  boolean isIn(String internalName) {
    return className.equals(NETTY_SOCKET)
        ? internalName.endsWith(className)
        : internalName.equals(className);
  }

  boolean is(String methodName, String descriptor) {
    return methodName.equals(method) && descriptor.startsWith(descriptorStart);
  }
}
