package io.acceptlag.agent;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * All that must be ended when the agent leaves a JVM that goes on. What began last ends first.
 * Whoever starts a thread, opens a file or registers anything outside our own loader adds its end.
 */
final class Endings {
  private final Deque<Runnable> endings = new ArrayDeque<>();

  synchronized void add(Runnable ending) {
    endings.push(ending);
  }

  /** To be the last of all. */
  synchronized void addLast(Runnable ending) {
    endings.addLast(ending);
  }

  /** Has a thread run when the JVM ends, unless the agent has left by then. */
  void atExit(Thread thread) {
    try {
      Runtime.getRuntime().addShutdownHook(thread);
      add(() -> Runtime.getRuntime().removeShutdownHook(thread));
    } catch (IllegalStateException e) {
      // The JVM is on its way out already, and our daemon threads with it.
    }
  }

  /** One that fails keeps none of the others. */
  void run() {
    for (Runnable each = next(); each != null; each = next()) {
      try {
        each.run();
      } catch (RuntimeException | LinkageError e) {
        // There is nobody left to tell; what can be ended is.
      }
    }
  }

  private synchronized Runnable next() {
    return endings.poll();
  }
}
