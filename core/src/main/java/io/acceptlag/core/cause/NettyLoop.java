package io.acceptlag.core.cause;

import io.acceptlag.core.evidence.Evidence;
import io.acceptlag.core.server.KnownServer;

/** What helps where an event loop of Netty's is kept: those who use it know it by other names. */
final class NettyLoop {
  /** With any of them on the stack, what runs is a handler of the listener's. */
  private static final String[] OF_A_LISTENER = {
    "io.netty.bootstrap.ServerBootstrap$ServerBootstrapAcceptor",
    "io.netty.channel.epoll.AbstractEpollServerChannel",
    "io.netty.channel.uring.AbstractIoUringServerChannel",
  };

  /**
   * What calls the handlers of an NIO listener, and those of datagrams too: the class of the
   * channel itself has no frame there.
   */
  private static final String NIO_MESSAGES = "io.netty.channel.nio.AbstractNioMessageChannel";

  /** Handlers of datagrams. Those of a listener are given connections, which nobody decodes. */
  private static final String[] OF_DATAGRAMS = {
    "io.netty.channel.SimpleChannelInboundHandler",
    "io.netty.handler.codec.",
    "io.netty.incubator.codec.",
    "io.netty.resolver.dns.",
  };

  private NettyLoop() {}

  /** Of the loop that accepts. */
  static String adviceToAcceptor(Evidence evidence, StackTraceElement[] stack) {
    return what(stack)
        + " off the event loop"
        + how(evidence, stack)
        + (isInAccept(stack) ? "." : ", and let a group of its own accept.");
  }

  /** Of loops that serve. Another one accepts, which need not have a group of its own. */
  static String adviceToServing(Evidence evidence, StackTraceElement[] stack) {
    return what(stack) + " off the event loops" + how(evidence, stack) + ".";
  }

  private static String what(StackTraceElement[] stack) {
    return Activity.of(stack) == Activity.NAME_SERVICE
        ? "Move the look-up of host names"
        : "Move blocking work";
  }

  /** Whether what keeps it is a handler of the listener's own, which no other group would run. */
  private static boolean isInAccept(StackTraceElement[] stack) {
    return isInAny(stack, OF_A_LISTENER)
        || (Stacks.contains(stack, NIO_MESSAGES, "") && !isInAny(stack, OF_DATAGRAMS));
  }

  private static boolean isInAny(StackTraceElement[] stack, String[] classes) {
    for (String each : classes) {
      if (Stacks.contains(stack, each, "")) {
        return true;
      }
    }
    return false;
  }

  /** {@code (publishOn)}: by what such work is moved, with a space before. */
  private static String how(Evidence evidence, StackTraceElement[] stack) {
    KnownServer server = evidence.server.server();
    String title = server == null ? "" : server.title();
    boolean reactor = title.contains("Reactor") || Stacks.contains(stack, "reactor.", "");
    boolean vertx = title.contains("Vert.x") || Stacks.contains(stack, "io.vertx.", "");
    return reactor
        ? vertx ? " (publishOn, executeBlocking)" : " (publishOn)"
        : vertx ? " (executeBlocking)" : "";
  }
}
