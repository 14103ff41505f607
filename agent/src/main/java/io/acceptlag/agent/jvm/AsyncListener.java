package io.acceptlag.agent.jvm;

import io.acceptlag.core.evidence.AsyncAccept.Asked;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * An AsynchronousServerSocketChannel of the JDK, read by its fields, which have these names from
 * Java 8 to 26.
 */
final class AsyncListener {
  private static final String INVOKER = "sun.nio.ch.Invoker";

  private final Object channel;

  AsyncListener(Object channel) {
    this.channel = channel;
  }

  /** Whether accept() has been called and has not completed. */
  Asked asked() {
    Object accepting = field(channel, "accepting");
    if (!(accepting instanceof AtomicBoolean)) {
      return Asked.UNKNOWN;
    }
    if (((AtomicBoolean) accepting).get()) {
      return Asked.YES;
    }
    if (field(channel, "acceptHandler") == null) {
      return field(channel, "acceptFuture") == null ? Asked.UNKNOWN : Asked.BETWEEN_FUTURES;
    }
    // An accept that completed at once may be in the queue for a thread of the group.
    return isWorkWaiting() ? Asked.UNKNOWN : Asked.NO;
  }

  private boolean isWorkWaiting() {
    Object queue = field(field(channel, "port"), "taskQueue");
    return queue instanceof ConcurrentLinkedQueue && !((ConcurrentLinkedQueue<?>) queue).isEmpty();
  }

  /** The executor of its group; null if it is not known. */
  @Nullable Executor executor() {
    Object pool = field(field(channel, "port"), "pool");
    Object executor = field(pool, "executor");
    // The wrapper that newSingleThreadExecutor makes.
    Object inside = executor == null ? null : field(executor, "e");
    return inside instanceof Executor
        ? (Executor) inside
        : executor instanceof Executor ? (Executor) executor : null;
  }

  /**
   * The class of the application's handler that is called when an accept completes, and its
   * superclasses.
   */
  List<String> handlerClasses() {
    List<String> names = new ArrayList<>();
    Object handler = field(channel, "acceptHandler");
    Class<?> type = handler == null ? null : handler.getClass();
    for (; type != null && type != Object.class; type = type.getSuperclass()) {
      names.add(type.getName());
    }
    return names;
  }

  /** Whether the channel's group has called such a handler, which has not returned. */
  static boolean isIn(List<String> handlerClasses, StackTraceElement[] stack) {
    StackTraceElement above = null;
    for (StackTraceElement frame : stack) {
      if (frame.getClassName().startsWith(INVOKER)) {
        return above != null
            && above.getMethodName().equals("completed")
            && handlerClasses.contains(above.getClassName());
      }
      above = frame;
    }
    return false;
  }

  /** Whether the stack is in the code of such a handler, which another pool may run. */
  static boolean isInCode(List<String> handlerClasses, StackTraceElement[] stack) {
    for (StackTraceElement frame : stack) {
      String method = frame.getMethodName();
      if ((method.equals("completed") || method.startsWith("lambda$completed$"))
          && handlerClasses.contains(frame.getClassName())) {
        return true;
      }
    }
    return false;
  }

  private static @Nullable Object field(@Nullable Object from, String name) {
    Class<?> type = from == null ? null : from.getClass();
    for (; type != null && type.getClassLoader() == null; type = type.getSuperclass()) {
      Object value = from == null ? null : ObjectFields.ofJdk(from, type, name);
      if (value != null) {
        return value;
      }
    }
    return null;
  }
}
