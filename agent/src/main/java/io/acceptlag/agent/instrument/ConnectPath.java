package io.acceptlag.agent.instrument;

import static io.acceptlag.agent.instrument.HookCall.DESCRIPTOR;
import static io.acceptlag.agent.instrument.HookCall.OBJECT;
import static io.acceptlag.agent.instrument.HookCall.THROWABLE;
import static io.acceptlag.agent.instrument.Operand.ASYNC_CHANNEL_FD;
import static io.acceptlag.agent.instrument.Operand.CHANNEL_FD;
import static io.acceptlag.agent.instrument.Operand.FIRST_ARGUMENT;
import static io.acceptlag.agent.instrument.Operand.KEPT;
import static io.acceptlag.agent.instrument.Operand.NETTY_FD;
import static io.acceptlag.agent.instrument.Operand.THIS;
import static io.acceptlag.agent.instrument.Operand.TOP;

/**
 * The methods through which this process opens connections and binds sockets for them, in each JDK
 * from 8 to 26 and in early access builds of 28. The overloads of java.net.Socket call the one
 * here.
 */
enum ConnectPath implements HookedPath {
  SOCKET("java/net/Socket", "connect", "(Ljava/net/SocketAddress;I)V", Calls.BLOCKING),
  CHANNEL(
      "sun/nio/ch/SocketChannelImpl",
      "connect",
      "(Ljava/net/SocketAddress;)Z",
      HookCalls.NONE
          .atBegin(
              HookCall.ofConnects(
                  "connectBegins", "(I" + OBJECT + ")J", CHANNEL_FD, FIRST_ARGUMENT))
          .atEnd(HookCall.ofConnects("connectReturned", "(ZIJ)V", TOP, CHANNEL_FD, KEPT))
          .onFailure(
              HookCall.ofConnects(
                  "connectFailed", "(" + THROWABLE + "IJ)V", TOP, CHANNEL_FD, KEPT))),
  CHANNEL_FINISH(
      "sun/nio/ch/SocketChannelImpl",
      "finishConnect",
      "()Z",
      HookCalls.NONE
          .atBegin(HookCall.ofConnects("finishBegins", "(I)J", CHANNEL_FD))
          .atEnd(HookCall.ofConnects("connectReturned", "(ZIJ)V", TOP, CHANNEL_FD, KEPT))
          .onFailure(
              HookCall.ofConnects(
                  "connectFailed", "(" + THROWABLE + "IJ)V", TOP, CHANNEL_FD, KEPT))),
  /** channel.socket().connect() from JDK 13 on; before, the adaptor called the two above. */
  CHANNEL_SOCKET(
      "sun/nio/ch/SocketChannelImpl",
      "blockingConnect",
      "(Ljava/net/SocketAddress;J)V",
      Calls.BLOCKING),
  ASYNC(
      "sun/nio/ch/UnixAsynchronousSocketChannelImpl",
      "implConnect",
      "(Ljava/net/SocketAddress;",
      HookCalls.NONE
          .beforeNetConnect(
              HookCall.ofConnects(
                  "connectBegins",
                  "(" + DESCRIPTOR + OBJECT + ")V",
                  ASYNC_CHANNEL_FD,
                  FIRST_ARGUMENT))
          .whereCaught(
              HookCall.ofConnects(
                  "connectFailed", "(" + THROWABLE + DESCRIPTOR + ")V", TOP, ASYNC_CHANNEL_FD))),
  ASYNC_FINISH(
      "sun/nio/ch/UnixAsynchronousSocketChannelImpl",
      "finishConnect",
      "(Z)V",
      HookCalls.NONE.whereCaught(
          HookCall.ofConnects(
              "connectFailed", "(" + THROWABLE + DESCRIPTOR + ")V", TOP, ASYNC_CHANNEL_FD))),
  /** Both of these call it. */
  ASYNC_CONNECTED(
      "sun/nio/ch/UnixAsynchronousSocketChannelImpl",
      "setConnected",
      "()V",
      HookCalls.NONE.atEnd(
          HookCall.ofConnects("connectFinished", "(" + DESCRIPTOR + ")V", ASYNC_CHANNEL_FD))),
  NETTY(
      "io/netty/channel/unix/Socket",
      "connect",
      "(Ljava/net/SocketAddress;)Z",
      HookCalls.NONE
          .atBegin(
              HookCall.ofConnects("connectBegins", "(I" + OBJECT + ")J", NETTY_FD, FIRST_ARGUMENT))
          .atEnd(HookCall.ofConnects("nettyConnectReturned", "(ZIJ)V", TOP, NETTY_FD, KEPT))
          .onFailure(
              HookCall.ofConnects("connectFailed", "(" + THROWABLE + "IJ)V", TOP, NETTY_FD, KEPT))),
  NETTY_FINISH(
      "io/netty/channel/unix/Socket",
      "finishConnect",
      "()Z",
      HookCalls.NONE
          .atBegin(HookCall.ofConnects("finishBegins", "(I)J", NETTY_FD))
          .atEnd(HookCall.ofConnects("connectReturned", "(ZIJ)V", TOP, NETTY_FD, KEPT))
          .onFailure(
              HookCall.ofConnects("connectFailed", "(" + THROWABLE + "IJ)V", TOP, NETTY_FD, KEPT))),

  SOCKET_BIND("java/net/Socket", "bind", "(Ljava/net/SocketAddress;)V", BindCalls.OF_JDK),
  CHANNEL_BIND(
      "sun/nio/ch/SocketChannelImpl", "bind", "(Ljava/net/SocketAddress;)", BindCalls.OF_JDK),
  ASYNC_BIND(
      "sun/nio/ch/AsynchronousSocketChannelImpl",
      "bind",
      "(Ljava/net/SocketAddress;)",
      BindCalls.OF_JDK),
  /** For listening sockets too, which Netty binds before it calls listen. */
  NETTY_BIND(
      "io/netty/channel/unix/Socket",
      "bind",
      "(Ljava/net/SocketAddress;)V",
      HookCalls.NONE.onFailure(
          HookCall.ofConnects(
              "bindFailed", "(" + THROWABLE + OBJECT + "I)V", TOP, FIRST_ARGUMENT, NETTY_FD)));

  /** A class of its own, because the constants of an enum are made before its static fields. */
  private static final class Calls {
    static final HookCalls BLOCKING =
        HookCalls.NONE
            .atBegin(HookCall.ofConnects("connectBegins", "()J"))
            .atEnd(
                HookCall.ofConnects(
                    "connected", "(" + OBJECT + OBJECT + "J)V", THIS, FIRST_ARGUMENT, KEPT))
            .onFailure(
                HookCall.ofConnects(
                    "connectFailed", "(" + THROWABLE + OBJECT + "J)V", TOP, FIRST_ARGUMENT, KEPT));
  }

  private static final String NETTY_SOCKET = "io/netty/channel/unix/Socket";

  private final String className;
  private final String method;
  private final String descriptorStart;

  // Immutable, but the compiler would need an annotation to know that.
  @SuppressWarnings("ImmutableEnumChecker")
  private final HookCalls calls;

  ConnectPath(String className, String method, String descriptorStart, HookCalls calls) {
    this.calls = calls;
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
      case "sun/nio/ch/AsynchronousSocketChannelImpl":
        return true;
      default:
        // By how the name ends, because libraries carry Netty under other names.
        return internalName.endsWith(NETTY_SOCKET);
    }
  }

  @Override
  public boolean isIn(String internalName) {
    return className.equals(NETTY_SOCKET)
        ? internalName.endsWith(className)
        : internalName.equals(className);
  }

  @Override
  public boolean is(String methodName, String descriptor) {
    return methodName.equals(method) && descriptor.startsWith(descriptorStart);
  }

  @Override
  public HookCalls calls() {
    return calls;
  }

  /** Whether this JDK, or every Netty, certainly has the method. */
  boolean existsOn(int javaVersion) {
    return this != CHANNEL_SOCKET || javaVersion >= 13;
  }

  String method() {
    return method;
  }
}
