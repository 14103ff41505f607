package io.acceptlag.agent.telemetry.quiet;

import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;

/**
 * For java.util.concurrent.Executors, whose default factories number the pools of the whole JVM:
 * each one that the SDK asks for would give the next of the application's another name, such as
 * pool-4-thread-1 in place of pool-1-thread-1.
 */
public final class QuietExecutors {
  private QuietExecutors() {}

  /** The SDK gives its threads names of its own. */
  public static ThreadFactory defaultThreadFactory() {
    // With no group given, a security manager would be asked for one.
    return work -> new Thread(Thread.currentThread().getThreadGroup(), work, "acceptlag-sdk");
  }

  public static ScheduledExecutorService newScheduledThreadPool(int size, ThreadFactory factory) {
    return Executors.newScheduledThreadPool(size, factory);
  }
}
