package io.acceptlag.agent.jvm;

import io.acceptlag.agent.threads.AllThreads;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Waits until no thread of the application is in one of the hooks. */
public final class HookVisits {
  private static final String HOOKS = "java.net.Acceptlag";

  /**
   * Waited first, for virtual threads, which are not listed. A hook call takes microseconds, unless
   * the thread gets no CPU.
   */
  private static final long UNSEEN_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

  private static final long LOOK_EVERY_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

  private HookVisits() {}

  /**
   * Waits until no thread is in a hook. Call it when the hooks have no receiver any more, so that
   * no thread stays in one.
   *
   * @return false if one still is when the time is over
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
   * Samples only runnable threads, one by one. All stacks at once would stop a JVM with a thousand
   * threads for as long as that takes, and a thread in a hook never waits.
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
