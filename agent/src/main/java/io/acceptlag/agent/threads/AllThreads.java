package io.acceptlag.agent.threads;

import java.util.Arrays;
import java.util.List;

/**
 * The platform threads of this process, without their stacks: Thread.getAllStackTraces would stop
 * all of them to walk these.
 */
public final class AllThreads {
  private static final int FIRST_ROOM = 256;

  /** As many as were found last: to list too few at first would take all groups' locks again. */
  private static volatile int room = FIRST_ROOM;

  private AllThreads() {}

  /**
   * How many there are is not asked: up to Java 18 ThreadGroup.activeCount calls that of all groups
   * below, of which one may be of a class of the application's.
   */
  public static List<Thread> list() {
    ThreadGroup root = Thread.currentThread().getThreadGroup();
    while (root.getParent() != null) {
      root = root.getParent();
    }
    Thread[] threads = new Thread[room];
    int count = root.enumerate(threads, true);
    while (count == threads.length) {
      // It passes over those that do not fit.
      threads = new Thread[2 * threads.length];
      count = root.enumerate(threads, true);
      room = threads.length;
    }
    return Arrays.asList(threads).subList(0, count);
  }
}
