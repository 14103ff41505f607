package io.acceptlag.core.evidence;

import java.util.List;

/**
 * Jetty's threads of a process in which nothing has ever accepted on a listener. Its selectors run
 * in the same pool as its acceptors, so they show which pool that is.
 */
public final class JettyThreads {
  /** Loaded when a connector has begun to start its acceptors, and not before. */
  public static final String ACCEPTOR_CLASS = "org.eclipse.jetty.server.AbstractConnector$Acceptor";

  /** No thread was sampled, or Jetty has not come so far. */
  public static final JettyThreads UNKNOWN = new JettyThreads(0, 0, 0, "");

  private static final String SELECTOR_CLASS = "org.eclipse.jetty.io.ManagedSelector";

  private final int acceptors;
  private final int selectors;
  private final int idle;
  private final String selectorName;

  JettyThreads(int acceptors, int selectors, int idle, String selectorName) {
    this.acceptors = acceptors;
    this.selectors = selectors;
    this.idle = idle;
    this.selectorName = selectorName;
  }

  /**
   * @param threads one sample of each thread of the process
   */
  public static JettyThreads of(List<AcceptorSample> threads) {
    int acceptors = 0;
    int selectors = 0;
    String selectorName = "";
    for (AcceptorSample thread : threads) {
      if (runs(thread, ACCEPTOR_CLASS)) {
        acceptors++;
      } else if (runs(thread, SELECTOR_CLASS)) {
        if (selectors > 0
            && !withoutNumber(selectorName).equals(withoutNumber(thread.threadName()))) {
          // One of them is a client's, and which is not to be seen.
          return UNKNOWN;
        }
        selectors++;
        selectorName = thread.threadName();
      }
    }
    return new JettyThreads(
        acceptors, selectors, idleLike(withoutNumber(selectorName), threads), selectorName);
  }

  private static int idleLike(String poolName, List<AcceptorSample> threads) {
    int idle = 0;
    for (AcceptorSample thread : threads) {
      boolean ofPool = withoutNumber(thread.threadName()).equals(poolName);
      if (ofPool && !runs(thread, SELECTOR_CLASS) && Workers.isIdle(thread)) {
        idle++;
      }
    }
    return idle;
  }

  private static boolean runs(AcceptorSample thread, String className) {
    for (StackTraceElement frame : thread.stack()) {
      if (frame.getClassName().startsWith(className)) {
        return true;
      }
    }
    return false;
  }

  /** {@code qtp1234-} of {@code qtp1234-17}. */
  private static String withoutNumber(String threadName) {
    int end = threadName.length();
    while (end > 0 && Character.isDigit(threadName.charAt(end - 1))) {
      end--;
    }
    return threadName.substring(0, end);
  }

  /**
   * Whether acceptors were handed to a pool that serves Jetty and has no thread for any of them.
   */
  public boolean acceptorWaitsForThread() {
    return selectors > 0 && acceptors == 0 && idle == 0;
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
