package io.acceptlag.core.cause;

import io.acceptlag.core.evidence.AcceptorSample;
import io.acceptlag.core.evidence.Evidence;
import io.acceptlag.core.evidence.ServingLoop;
import org.jspecify.annotations.Nullable;

/** Threads that serve many connections and accept new ones besides; none must ever wait. */
enum EventLoop {
  NETTY(
      "an event loop of Netty's",
      // It depends on who uses Netty: see NettyLoop.
      "",
      "io.netty.util.concurrent.SingleThreadEventExecutor"),
  JDK_HTTP_SERVER(
      "the dispatcher of com.sun.net.httpserver",
      "Give the HttpServer an executor with threads to spare (setExecutor).",
      "sun.net.httpserver.ServerImpl$Dispatcher"),
  XNIO(
      "an I/O thread of XNIO's",
      "Dispatch blocking work to a worker thread.",
      "org.xnio.nio.WorkerThread"),
  GRIZZLY(
      "a selector of Grizzly's",
      "Let worker threads serve requests (WorkerThreadIOStrategy).",
      "org.glassfish.grizzly.nio.SelectorRunner"),
  JETTY(
      "a selector of Jetty's",
      "Move blocking work off the selector's thread.",
      "org.eclipse.jetty.io.ManagedSelector"),
  KAFKA("a network thread of Kafka's", KafkaLoop.TAKE_OFF + ".", "kafka.network.Processor");

  /**
   * Runs handlers and callbacks that were moved off Netty's event loops, a client's ones too. It
   * inherits their code, and reads no connection.
   */
  private static final String NO_LOOP = "io.netty.util.concurrent.DefaultEventExecutor";

  final String title;
  private final String advice;
  private final String className;

  EventLoop(String title, String advice, String className) {
    this.title = title;
    this.advice = advice;
    this.className = className;
  }

  /** Null where the stack is of no event loop. */
  static @Nullable EventLoop of(StackTraceElement[] stack) {
    for (EventLoop loop : values()) {
      if (Stacks.contains(stack, loop.className, "")) {
        return Stacks.contains(stack, NO_LOOP, "") ? null : loop;
      }
    }
    return ServingLoop.JETTY.isRunBy(stack) ? JETTY : null;
  }

  /** What helps where one with this stack is kept that accepts. */
  String adviceToAcceptor(Evidence evidence, StackTraceElement[] stack) {
    return this == NETTY ? NettyLoop.adviceToAcceptor(evidence, stack) : advice;
  }

  /** What helps where this one is kept that serves, while another accepts. */
  String adviceToServing(Evidence evidence, AcceptorSample thread) {
    return this == NETTY
        ? NettyLoop.adviceToServing(evidence, thread.stack())
        : this == KAFKA ? KafkaLoop.advice(thread) : advice;
  }

  /** What stands before its class's name where a library carries it along; empty if it is none. */
  String prefixIn(StackTraceElement[] stack) {
    for (StackTraceElement frame : stack) {
      int at = frame.getClassName().indexOf(className);
      if (at >= 0) {
        return frame.getClassName().substring(0, at);
      }
    }
    return "";
  }
}
