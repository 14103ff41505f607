package io.acceptlag.core.evidence;

import io.acceptlag.core.server.Packages;
import java.util.List;

/**
 * Jetty's threads of a process in which nothing has ever accepted on a listener. Its selectors run
 * in the same pool as its acceptors, so they show which pool that is.
 */
public final class JettyThreads {
  /** A class that is loaded only when a connector starts its acceptors. */
  public static final String ACCEPTOR_CLASS = "org.eclipse.jetty.server.AbstractConnector$Acceptor";

  /** No thread was sampled, or Jetty has not started its selectors yet. */
  public static final JettyThreads UNKNOWN = new JettyThreads(0, 0, 0, "", false);

  private static final String POOL_CLASS = "org.eclipse.jetty.util.thread.QueuedThreadPool";

  private final int acceptors;
  private final int selectors;
  private final int idle;
  private final String selectorName;
  private final boolean ofItsOwnPool;

  JettyThreads(int acceptors, int selectors, int idle, String selectorName, boolean ofItsOwnPool) {
    this.ofItsOwnPool = ofItsOwnPool;
    this.acceptors = acceptors;
    this.selectors = selectors;
    this.idle = idle;
    this.selectorName = selectorName;
  }

  /**
   * @param pools of the process: one sample of each of their threads
   */
  public static JettyThreads of(List<List<AcceptorSample>> pools) {
    JettyThreads found = UNKNOWN;
    int acceptors = 0;
    for (List<AcceptorSample> pool : pools) {
      JettyThreads threads = inPool(pool);
      acceptors += threads.acceptors;
      if (threads.selectors > 0 && found.selectors > 0) {
        // One of them is a client's, and nothing shows which.
        return UNKNOWN;
      }
      found = threads.selectors > 0 ? threads : found;
    }
    return new JettyThreads(
        acceptors, found.selectors, found.idle, found.selectorName, found.ofItsOwnPool);
  }

  private static JettyThreads inPool(List<AcceptorSample> pool) {
    int acceptors = 0;
    int selectors = 0;
    int idle = 0;
    String selectorName = "";
    boolean ofItsOwnPool = false;
    for (AcceptorSample thread : pool) {
      if (runs(thread, ACCEPTOR_CLASS)) {
        acceptors++;
      } else if (ServingLoop.JETTY.isRunBy(thread.stack())) {
        selectors++;
        selectorName = thread.threadName();
        ofItsOwnPool |= runs(thread, POOL_CLASS);
      } else if (Workers.isIdle(thread)) {
        idle++;
      }
    }
    return new JettyThreads(acceptors, selectors, idle, selectorName, ofItsOwnPool);
  }

  /** Whether the class, or an inner class of it, is in the thread's stack. */
  private static boolean runs(AcceptorSample thread, String className) {
    for (StackTraceElement frame : thread.stack()) {
      String name = Packages.original(frame.getClassName());
      if (name.equals(className) || name.startsWith(className + "$")) {
        return true;
      }
    }
    return false;
  }

  /**
   * Whether acceptors were handed to a pool that serves Jetty and has no thread for any of them.
   */
  public boolean acceptorWaitsForThread() {
    return selectors > 0 && acceptors == 0 && idle == 0;
  }

  /** Whether that pool is Jetty's, which has a setting for its threads. */
  public boolean areOfItsOwnPool() {
    return ofItsOwnPool;
  }

  int acceptors() {
    return acceptors;
  }

  int idle() {
    return idle;
  }

  /** Threads that select for connections already taken. */
  public int selectors() {
    return selectors;
  }

  /** The name of one of those; empty where there is none. */
  public String selectorName() {
    return selectorName;
  }
}
