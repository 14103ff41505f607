package io.acceptlag.core.cause;

import io.acceptlag.core.evidence.Frames;
import org.jspecify.annotations.Nullable;

/**
 * The method of the JDK's by which a thread waits for others, that a thread has called and has not
 * come back from.
 */
final class JdkCall {
  private static final String CONCURRENT = "java.util.concurrent.";

  /** What must happen before the call returns. */
  enum Kind {
    /** Somebody takes what it hands over. */
    PUT,
    /** Somebody hands it something. */
    TAKE,
    /** Somebody gives a permit back. */
    PERMIT,
    /** A task is done. */
    RESULT,
    /** Another process ends. */
    PROCESS,
    /** Something else: a lock, a latch, a signal. */
    OTHER
  }

  private final String name;
  private final Kind kind;

  private JdkCall(String name, Kind kind) {
    this.name = name;
    this.kind = kind;
  }

  /** Null where the thread is in no such call. */
  static @Nullable JdkCall of(StackTraceElement[] stack) {
    StackTraceElement called = null;
    for (StackTraceElement frame : stack) {
      // What a lambda calls, it calls for whoever called the lambda.
      if (Frames.isOutsideJdk(frame) || frame.getClassName().contains("$$Lambda")) {
        break;
      }
      called = frame;
    }
    return called == null ? null : of(called);
  }

  private static @Nullable JdkCall of(StackTraceElement called) {
    String type = called.getClassName();
    String method = called.getMethodName();
    boolean waits = type.equals("java.lang.Object") || type.equals("java.lang.Thread");
    if (type.startsWith(CONCURRENT) && !isBare(type)) {
      return new JdkCall(name(type, method), kind(type, method));
    }
    if (method.equals("waitFor") && isProcess(type)) {
      return new JdkCall("Process.waitFor", Kind.PROCESS);
    }
    return waits && (method.equals("wait") || method.equals("join"))
        ? new JdkCall(Frames.spellShort(called), method.equals("join") ? Kind.RESULT : Kind.OTHER)
        : null;
  }

  /** Of Java 8 the second one. */
  private static boolean isProcess(String type) {
    return type.equals("java.lang.ProcessImpl")
        || type.equals("java.lang.UNIXProcess")
        || type.equals("java.lang.Process");
  }

  /** What an application's own locks are made of says nothing of them. */
  private static boolean isBare(String type) {
    return type.equals(CONCURRENT + "TimeUnit")
        || type.equals(CONCURRENT + "locks.LockSupport")
        || (type.startsWith(CONCURRENT + "locks.Abstract") && type.indexOf('$') < 0);
  }

  /** An inner class, {@code AbstractQueuedSynchronizer$ConditionObject}, is called by its own. */
  private static String name(String type, String method) {
    if (type.endsWith("$ConditionObject")) {
      return "Condition." + method;
    }
    int dollar = type.indexOf('$');
    String outer = dollar < 0 ? type : type.substring(0, dollar);
    return outer.substring(outer.lastIndexOf('.') + 1) + "." + method;
  }

  private static Kind kind(String type, String method) {
    if (type.endsWith("Queue") || type.endsWith("Deque")) {
      return method.startsWith("put") || method.startsWith("offer") || method.contains("ransfer")
          ? Kind.PUT
          : Kind.TAKE;
    }
    switch (type.substring(CONCURRENT.length())) {
      case "Exchanger":
        return Kind.PUT;
      case "Semaphore":
        return Kind.PERMIT;
      case "FutureTask":
      case "CompletableFuture":
      case "ForkJoinTask":
      case "AbstractExecutorService":
      case "ExecutorCompletionService":
        return Kind.RESULT;
      default:
        return Kind.OTHER;
    }
  }

  /** {@code ArrayBlockingQueue.put}. */
  String name() {
    return name;
  }

  Kind kind() {
    return kind;
  }

  /** A queue without room of its own is never full. */
  boolean hasRoom() {
    return !name.startsWith("SynchronousQueue.")
        && !name.startsWith("LinkedTransferQueue.")
        && !name.startsWith("Exchanger.");
  }
}
