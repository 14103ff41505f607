package io.acceptlag.core.evidence;

import io.acceptlag.core.evidence.AcceptorView.Doing;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The pool that serves what one acceptor takes, known by its threads' names. */
public final class Workers {
  /** No pool is known, or none was sampled. */
  public static final Workers UNKNOWN = new Workers(-1, -1, Collections.emptyList(), null);

  private static final String[] IDLE = {
    "java.util.concurrent.ThreadPoolExecutor.getTask",
    "org.apache.tomcat.util.threads.ThreadPoolExecutor.getTask",
    "org.jboss.threads.EnhancedQueueExecutor$PoolThreadNode.park",
    "org.eclipse.jetty.util.thread.QueuedThreadPool$Runner.idleJobPoll",
    "org.eclipse.jetty.util.thread.ReservedThreadExecutor$ReservedThread.reservedWait",
    "org.eclipse.jetty.util.thread.ReservedThreadExecutor$ReservedThread.waitForTask",
    "org.eclipse.jetty.io.ManagedSelector.select",
    "org.eclipse.jetty.server.AbstractConnector$Acceptor.run",
  };
  private static final String TOMCAT_LATCH =
      "org.apache.tomcat.util.threads.LimitLatch.countUpOrAwait";

  private final int total;
  private final int threads;
  private final List<AcceptorSample> busyOnes;
  private final @Nullable AcceptorView waitingForPlace;

  Workers(
      int total,
      int threads,
      List<AcceptorSample> busyOnes,
      @Nullable AcceptorView waitingForPlace) {
    this.total = total;
    this.threads = threads;
    this.busyOnes = busyOnes;
    this.waitingForPlace = waitingForPlace;
  }

  /**
   * What the names of the pool's threads begin with, by the name of the thread that accepts; null
   * where no pool is known to belong to it.
   */
  public static @Nullable String prefixOf(String acceptorName) {
    int tomcat = acceptorName.indexOf("-Acceptor");
    if (tomcat > 0) {
      return acceptorName.substring(0, tomcat) + "-exec-";
    }
    int tomcatNio2 = acceptorName.indexOf("-exec-");
    if (tomcatNio2 > 0) {
      return acceptorName.substring(0, tomcatNio2) + "-exec-";
    }
    if (acceptorName.endsWith(" Accept")) {
      return acceptorName.substring(0, acceptorName.length() - "Accept".length()) + "task-";
    }
    int jetty = acceptorName.indexOf('-');
    return acceptorName.startsWith("qtp") && jetty > 0
        ? acceptorName.substring(0, jetty + 1)
        : null;
  }

  /**
   * @param pool one sample of each of its threads
   */
  public static Workers of(List<AcceptorSample> pool) {
    return of(pool, 0, pool.size());
  }

  /**
   * @param pool one sample of each of its threads, or of as many as were sampled
   * @param idle sampled besides, and known to be waiting for work
   * @param threads how many it has
   */
  public static Workers of(List<AcceptorSample> pool, int idle, int threads) {
    List<AcceptorSample> busy = new ArrayList<>();
    AcceptorView waiting = null;
    for (AcceptorSample worker : pool) {
      if (isIn(worker, TOMCAT_LATCH)) {
        waiting = new AcceptorView(Doing.SOMETHING_ELSE, spell(worker), worker, 1, 1, 0, 1);
      } else if (!isIdle(worker)) {
        busy.add(worker);
      }
    }
    return new Workers(idle + pool.size(), threads, busy, waiting);
  }

  private static String spell(AcceptorSample worker) {
    StackTraceElement frame = Frames.topmostOutsideJdk(worker.stack());
    return frame == null ? "" : Frames.spell(frame);
  }

  /**
   * Waits for work, or for connections. What runs nothing but the JDK's own code, and waits, has
   * nothing to do: a parked worker of an executor, one of a group of channels in its selector.
   */
  static boolean isIdle(AcceptorSample worker) {
    for (String idle : IDLE) {
      if (isIn(worker, idle)) {
        return true;
      }
    }
    return worker.stack().length == 0
        || (worker.state() != Thread.State.BLOCKED
            && Frames.topmostOutsideJdk(worker.stack()) == null
            && (worker.state() != Thread.State.RUNNABLE || Frames.waitsInSelector(worker.stack())));
  }

  private static boolean isIn(AcceptorSample worker, String method) {
    for (StackTraceElement frame : worker.stack()) {
      if (method.endsWith(frame.getMethodName())
          && method.equals(frame.getClassName() + "." + frame.getMethodName())) {
        return true;
      }
    }
    return false;
  }

  public boolean known() {
    return total > 0;
  }

  /** Those that were sampled. */
  public int total() {
    return total;
  }

  /** All of them: more than {@link #total} where they are too many to sample. */
  public int threads() {
    return threads;
  }

  /** Those that serve a request. */
  public int busy() {
    return busyOnes.size();
  }

  public List<AcceptorSample> busyOnes() {
    return busyOnes;
  }

  /** One of those; there must be one. */
  public AcceptorSample sample() {
    return busyOnes.get(0);
  }

  /** The one that waits for a free place to accept another connection, if any does. */
  public @Nullable AcceptorView waitingForPlace() {
    return waitingForPlace;
  }
}
