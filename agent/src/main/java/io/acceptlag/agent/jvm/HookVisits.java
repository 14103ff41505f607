package io.acceptlag.agent.jvm;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Threads of the application that are in one of the hooks. */
public final class HookVisits {
  private static final String HOOKS = "java.net.Acceptlag";

  /** Virtual threads are not listed. What they call takes microseconds, unless they get no CPU. */
  private static final long UNSEEN_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

  private static final long LOOK_EVERY_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

  private HookVisits() {}

  /**
   * Waits until no thread is in a hook; to be called when the hooks have no receiver any more, so
   * that none will be.
   *
   * @return false where one still is when the time has passed
   */
  public static boolean awaitNone(long boundMillis) {
    long deadlineNanos = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(boundMillis);
    LockSupport.parkNanos(UNSEEN_NANOS);
    while (areThere()) {
      if (System.nanoTime() - deadlineNanos > 0) {
        return false;
      }
      LockSupport.parkNanos(LOOK_EVERY_NANOS);
    }
    return true;
  }

  /**
   * Only threads that run are looked at one by one: the stacks of all at once stop a JVM of a
   * thousand threads for as long as that takes, and one in a hook has nothing to wait for.
   */
  private static boolean areThere() {
    for (Thread thread : AllThreads.list()) {
      if (ThreadFacts.state(thread) == Thread.State.RUNNABLE
          && isInside(ThreadFacts.stack(thread))) {
        return true;
      }
    }
    return false;
  }

  private static boolean isInside(StackTraceElement[] stack) {
    for (StackTraceElement frame : stack) {
      if (frame.getClassName().startsWith(HOOKS)) {
        return true;
      }
    }
    return false;
  }
}
