package io.acceptlag.core.evidence;

import io.acceptlag.core.server.Packages;
import org.jspecify.annotations.Nullable;

/** What a thread of one of the JDK's pools does, by its stack: a task, or it waits for one. */
public final class PoolStack {
  private static final String SCHEDULED = "java.util.concurrent.ScheduledThreadPoolExecutor";

  private PoolStack() {}

  /**
   * The outermost method of the application in the task of a pool's thread. Null where it runs
   * none, or where it cannot be told: a server's own loop may call the application again and again.
   */
  public static @Nullable StackTraceElement task(StackTraceElement[] stack) {
    StackTraceElement outermost = null;
    for (StackTraceElement frame : stack) {
      if (isWorker(frame)) {
        return outermost;
      }
      if (Frames.isApplication(frame)) {
        outermost = frame;
      } else if (Frames.isOutsideJdk(frame)) {
        outermost = null;
      }
    }
    return null;
  }

  /** Whether it runs no task. */
  public static boolean waitsForWork(StackTraceElement[] stack) {
    for (StackTraceElement frame : stack) {
      if (isGettingTask(frame)) {
        return true;
      }
      // Whoever made the thread may have wrapped what it runs: that is below the pool's own frame.
      if (Frames.isOutsideJdk(frame)
          || frame.getClassName().startsWith("java.util.concurrent.ForkJoinTask")) {
        return false;
      }
      if (isWorker(frame)) {
        return frame.getClassName().startsWith("java.util.concurrent.ForkJoin");
      }
    }
    return false;
  }

  /** Whether it belongs to a pool that runs its tasks at given times, perhaps again and again. */
  public static boolean isScheduled(StackTraceElement[] stack) {
    return Frames.has(stack, SCHEDULED);
  }

  /**
   * Whether it is a part of something that goes on in other tasks, perhaps of the same thread: a
   * coroutine that was suspended, or what a future has done when it is complete.
   */
  public static boolean comesInParts(StackTraceElement[] stack) {
    for (StackTraceElement frame : stack) {
      String name = frame.getClassName();
      if (name.startsWith("kotlinx.coroutines.")
          || name.startsWith("kotlin.coroutines.")
          || name.startsWith("scala.concurrent.")
          || (name.startsWith("java.util.concurrent.CompletableFuture")
              && !name.endsWith("$AsyncRun"))) {
        return true;
      }
    }
    return false;
  }

  /** Whether it waits until it is time for the next task of its pool. */
  public static boolean waitsForTime(AcceptorSample sample) {
    return sample.state() == Thread.State.TIMED_WAITING
        && waitsForWork(sample.stack())
        && isScheduled(sample.stack());
  }

  private static boolean isGettingTask(StackTraceElement frame) {
    return frame.getMethodName().equals("getTask") && isThreadPool(frame);
  }

  private static boolean isWorker(StackTraceElement frame) {
    String method = frame.getMethodName();
    return (method.equals("runWorker")
            && (isThreadPool(frame)
                || frame.getClassName().equals("java.util.concurrent.ForkJoinPool")))
        || (method.equals("run")
            && frame.getClassName().equals("java.util.concurrent.ForkJoinWorkerThread"));
  }

  private static boolean isThreadPool(StackTraceElement frame) {
    String name = Packages.original(frame.getClassName());
    return name.equals("java.util.concurrent.ThreadPoolExecutor")
        || name.equals("org.apache.tomcat.util.threads.ThreadPoolExecutor");
  }
}
