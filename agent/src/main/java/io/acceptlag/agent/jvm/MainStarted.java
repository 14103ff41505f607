package io.acceptlag.agent.jvm;

import java.lang.ref.WeakReference;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Waits until the application's main method runs, so that we do nothing before its first steps: its
 * system properties, its LogManager, its security provider.
 */
public final class MainStarted {
  private static final long LOOK_EVERY_NANOS = 10_000_000;

  /**
   * The bound if the launcher itself calls main, as JavaFX's does, which looks the same as before
   * main.
   */
  private static final long LAUNCHER_NANOS = TimeUnit.SECONDS.toNanos(60);

  /**
   * The bound if another agent never returns. With a small CPU quota OpenTelemetry's takes minutes,
   * and we must not begin before it is there.
   */
  private static final long AGENT_NANOS = TimeUnit.MINUTES.toNanos(10);

  /**
   * What the JVM itself calls before main, and between two agents, to append a jar, load a class,
   * or make a text or an error. If these were taken for main, we would begin before the agents that
   * follow. No application has a main class of these names.
   */
  private static final String[] LAUNCHING = {
    "sun.launcher.", "sun.misc.Launcher", "jdk.internal.loader.", "java.",
  };

  /** A thread of the application, or of another agent, that called premain by itself. */
  private static final String THREAD = "java.lang.Thread";

  /** What the JVM calls in between, it calls for less than a look. */
  private static final int LOOKS = 2;

  private MainStarted() {}

  /**
   * @param starter the thread that called premain or agentmain
   */
  public static void await(WeakReference<Thread> starter) {
    long startNanos = System.nanoTime();
    int begun = 0;
    while (begun < LOOKS) {
      begun = System.nanoTime() - startNanos < boundNanos(starter) ? 0 : begun + 1;
      LockSupport.parkNanos(LOOK_EVERY_NANOS);
      // An application may interrupt its whole thread group, but does not mean us.
      Thread.interrupted();
    }
  }

  /**
   * How long to wait at most: while the thread is in a premain, or in the launcher that looks for
   * the main class; otherwise 0.
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
    if (outermost.equals(THREAD)) {
      return 0;
    }
    for (String launching : LAUNCHING) {
      if (outermost.startsWith(launching)) {
        return LAUNCHER_NANOS;
      }
    }
    return 0;
  }
}
