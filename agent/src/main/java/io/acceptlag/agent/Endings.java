package io.acceptlag.agent;

import io.acceptlag.agent.threads.ExitHook;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Everything that must be ended when the agent leaves a running JVM; what began last ends first.
 * Code that starts a thread, opens a file or registers anything outside our own loader adds its
 * ending here.
 */
final class Endings {
  private final Deque<Runnable> endings = new ArrayDeque<>();

  synchronized void add(Runnable ending) {
    endings.push(ending);
  }

  /** Adds an ending that runs after all others. */
  synchronized void addLast(Runnable ending) {
    endings.addLast(ending);
  }

  /** Works on a thread of that group when the JVM ends, unless the agent has left by then. */
  void atExit(ThreadGroup group, Runnable work, String threadName) {
    Thread thread = new ExitHook(group, work, threadName);
    try {
      Runtime.getRuntime().addShutdownHook(thread);
      add(() -> Runtime.getRuntime().removeShutdownHook(thread));
    } catch (IllegalStateException e) {
      // The JVM is already ending, and our daemon threads end with it.
    }
  }

  /** An ending that fails does not stop the others. */
  void run() {
    for (Runnable each = next(); each != null; each = next()) {
      try {
        each.run();
      } catch (RuntimeException | LinkageError e) {
        // Nothing is left to report it to; the others are ended.
      }
    }
  }

  private synchronized Runnable next() {
    return endings.poll();
  }
}
