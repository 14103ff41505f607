package io.acceptlag.agent.jvm;

import java.lang.ref.WeakReference;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Waits until the application's main method runs, so that whatever we set in motion comes after
 * what it does first: its system properties, its LogManager, its security provider.
 */
public final class MainStarted {
  private static final long LOOK_EVERY_NANOS = 10_000_000;

  /** In case the launcher calls main itself, as JavaFX's does: it is not told from before then. */
  private static final long LAUNCHER_NANOS = TimeUnit.SECONDS.toNanos(60);

  /**
   * In case another agent never returns. Where the CPU quota is small, OpenTelemetry's takes
   * minutes, and is to be met when it is there.
   */
  private static final long AGENT_NANOS = TimeUnit.MINUTES.toNanos(10);

  /**
   * What the JVM calls itself between one agent and the next, to append a jar and load a class, and
   * before main. Where they are taken for main, the agents that follow are not there yet.
   */
  private static final String[] LAUNCHING = {
    "sun.launcher.", "sun.misc.Launcher", "jdk.internal.loader.", "java.lang.Class",
  };

  private MainStarted() {}

  /**
   * @param starter the thread that called premain or agentmain
   */
  public static void await(WeakReference<Thread> starter) {
    long startNanos = System.nanoTime();
    while (System.nanoTime() - startNanos < boundNanos(starter)) {
      LockSupport.parkNanos(LOOK_EVERY_NANOS);
      // An application may interrupt its whole thread group; that does not mean us.
      Thread.interrupted();
    }
  }

  /**
   * In premain, ours or another agent's, or in the launcher that looks for the main class; or 0.
   */
  private static long boundNanos(WeakReference<Thread> reference) {
    Thread starter = reference.get();
    if (starter == null) {
      return 0;
    }
    StackTraceElement[] stack = starter.getStackTrace();
    if (stack.length == 0) {
      return starter.isAlive() && starter.getName().equals("main") ? LAUNCHER_NANOS : 0;
    }
    return boundNanos(stack[stack.length - 1].getClassName());
  }

  /**
   * @param outermost the class that the JVM itself has called
   */
  static long boundNanos(String outermost) {
    if (outermost.startsWith("sun.instrument.")) {
      return AGENT_NANOS;
    }
    for (String launching : LAUNCHING) {
      if (outermost.startsWith(launching)) {
        return LAUNCHER_NANOS;
      }
    }
    return 0;
  }
}
