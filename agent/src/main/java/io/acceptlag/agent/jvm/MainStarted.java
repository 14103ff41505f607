package io.acceptlag.agent.jvm;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Waits until the application's main method runs, so that whatever we set in motion comes after
 * what it does first: its system properties, its LogManager, its security provider.
 */
public final class MainStarted {
  private static final long LOOK_EVERY_NANOS = 10_000_000;

  private MainStarted() {}

  /**
   * @param starter the thread that called premain or agentmain
   * @param boundMillis the most to wait, in case another agent never returns
   */
  public static void await(Thread starter, long boundMillis) {
    long deadlineNanos = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(boundMillis);
    while (isStarting(starter) && System.nanoTime() - deadlineNanos < 0) {
      LockSupport.parkNanos(LOOK_EVERY_NANOS);
      // An application may interrupt its whole thread group; that does not mean us.
      Thread.interrupted();
    }
  }

  /** In premain, ours or another agent's, or in the launcher that looks for the main class. */
  private static boolean isStarting(Thread starter) {
    StackTraceElement[] stack = starter.getStackTrace();
    if (stack.length == 0) {
      return starter.isAlive() && starter.getName().equals("main");
    }
    String outermost = stack[stack.length - 1].getClassName();
    return outermost.startsWith("sun.instrument.") || outermost.startsWith("sun.launcher.");
  }
}
