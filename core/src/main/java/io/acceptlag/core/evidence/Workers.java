package io.acceptlag.core.evidence;

import io.acceptlag.core.evidence.AcceptorView.Doing;
import io.acceptlag.core.server.Packages;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The threads of one pool, as they were sampled together. */
public final class Workers {
  /** No pool is known, or none was sampled. */
  public static final Workers UNKNOWN = new Workers(-1, -1, -1, Collections.emptyList(), null);

  /** In place of an executor's class: each of the threads has a connection of its own. */
  public static final String NO_POOL = "java.lang.Thread";

  /** The same of virtual threads. */
  public static final String VIRTUAL = "java.lang.VirtualThread";

  private static final String[] IDLE = {
    "java.util.concurrent.ThreadPoolExecutor.getTask",
    "org.apache.tomcat.util.threads.ThreadPoolExecutor.getTask",
    "org.apache.hadoop.ipc.CallQueueManager.take",
    "org.jboss.threads.EnhancedQueueExecutor$PoolThreadNode.park",
    "kotlinx.coroutines.scheduling.CoroutineScheduler$Worker.park",
    "org.eclipse.jetty.util.thread.QueuedThreadPool$Runner.idleJobPoll",
    "org.eclipse.jetty.util.thread.QueuedThreadPool.idleJobPoll", // to 9.4.2x
    "org.eclipse.jetty.util.thread.ReservedThreadExecutor$ReservedThread.reservedWait",
    "org.eclipse.jetty.util.thread.ReservedThreadExecutor$ReservedThread.waitForTask",
    "org.eclipse.jetty.io.ManagedSelector.select",
    "org.eclipse.jetty.server.AbstractConnector$Acceptor.run",
    "org.glassfish.grizzly.threadpool.FixedThreadPool$BasicWorker.getTask",
    "org.glassfish.grizzly.threadpool.SyncThreadPool$SyncThreadWorker.getTask",
    "io.netty.util.concurrent.SingleThreadEventExecutor.takeTask",
  };

  /** Methods that both run work and wait for it: idle only if nothing else is on top. */
  private static final String[] IDLE_ON_TOP = {
    "org.jboss.threads.EnhancedQueueExecutor$ThreadBody.run",
    "org.eclipse.jetty.util.BlockingArrayQueue.take", // without an idle timeout
  };

  private static final String TOMCAT_LATCH =
      "org.apache.tomcat.util.threads.LimitLatch.countUpOrAwait";

  private final int total;
  private final int threads;
  private final int threadsMax;
  private final List<AcceptorSample> busyOnes;
  private final @Nullable AcceptorView waitingForPlace;

  /** The class of the executor; empty where it is not known. */
  private final String poolClass;

  Workers(
      int total,
      int threads,
      int threadsMax,
      List<AcceptorSample> busyOnes,
      @Nullable AcceptorView waitingForPlace) {
    this(total, threads, threadsMax, busyOnes, waitingForPlace, "");
  }

  private Workers(
      int total,
      int threads,
      int threadsMax,
      List<AcceptorSample> busyOnes,
      @Nullable AcceptorView waitingForPlace,
      String poolClass) {
    this.poolClass = poolClass;
    this.total = total;
    this.threads = threads;
    this.threadsMax = threadsMax;
    this.busyOnes = busyOnes;
    this.waitingForPlace = waitingForPlace;
  }

  /**
   * @param pool one sample of each of its threads
   */
  public static Workers of(List<AcceptorSample> pool) {
    return of(pool, 0, pool.size(), -1);
  }

  /**
   * @param pool one sample of each of its threads, or of as many as were sampled
   * @param idle how many more were sampled and are known to wait for work
   * @param threads how many it has
   * @param threadsMax how many it may have, or -1
   */
  public static Workers of(List<AcceptorSample> pool, int idle, int threads, int threadsMax) {
    List<AcceptorSample> busy = new ArrayList<>();
    AcceptorView waiting = null;
    for (AcceptorSample worker : pool) {
      if (isIn(worker, TOMCAT_LATCH)) {
        waiting = new AcceptorView(Doing.SOMETHING_ELSE, spell(worker), worker, 1, 1, 0, 1);
      } else if (!isIdle(worker)) {
        busy.add(worker);
      }
    }
    return new Workers(idle + pool.size(), threads, threadsMax, busy, waiting);
  }

  private static String spell(AcceptorSample worker) {
    StackTraceElement frame = Frames.topmostOutsideJdk(worker.stack());
    return frame == null ? "" : Frames.spell(frame);
  }

  /**
   * Whether a worker waits for work, or for connections. One that waits with nothing but the JDK's
   * own code on its stack has nothing to do: a parked worker of an executor, or one of a group of
   * channels in its selector.
   */
  public static boolean isIdle(AcceptorSample worker) {
    for (String idle : IDLE) {
      if (isIn(worker, idle)) {
        return true;
      }
    }
    // An older Jetty's selector, one of Tomcat's pool that polls for a group of channels.
    if (Frames.waitsForConnection(worker.stack())
        && Frames.topmostOfApplication(worker.stack()) == null) {
      return true;
    }
    StackTraceElement top = Frames.topmostOutsideJdk(worker.stack());
    for (String idle : IDLE_ON_TOP) {
      if (top != null && worker.state() != Thread.State.RUNNABLE && isMethod(top, idle)) {
        return true;
      }
    }
    return worker.stack().length == 0
        || (worker.state() != Thread.State.BLOCKED
            && top == null
            && (worker.state() != Thread.State.RUNNABLE || Frames.waitsInSelector(worker.stack())));
  }

  private static boolean isIn(AcceptorSample worker, String method) {
    for (StackTraceElement frame : worker.stack()) {
      if (isMethod(frame, method)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isMethod(StackTraceElement frame, String method) {
    return method.endsWith(frame.getMethodName())
        && method.equals(Packages.original(frame.getClassName()) + "." + frame.getMethodName());
  }

  /**
   * The same, in an executor of this class.
   *
   * @param className empty where it is not known
   */
  public Workers ofPool(String className) {
    return new Workers(total, threads, threadsMax, busyOnes, waitingForPlace, className);
  }

  String poolClass() {
    return poolClass;
  }

  /** Whether the pool is certainly the JDK's own, which no setting of a server affects. */
  public boolean areOfJdkPool() {
    return poolClass.startsWith("java.util.concurrent.");
  }

  /** Whether they are of no pool at all, so that nothing sets how many there are. */
  public boolean areOfNoPool() {
    return poolClass.equals(NO_POOL) || poolClass.equals(VIRTUAL);
  }

  /** Whether they are virtual threads, each of which was given such a connection. */
  public boolean areVirtual() {
    return known() && poolClass.equals(VIRTUAL);
  }

  public boolean known() {
    return total > 0;
  }

  /** How many threads were sampled. */
  public int total() {
    return total;
  }

  /** How many threads the pool has: more than {@link #total} if they are too many to sample. */
  public int threads() {
    return threads;
  }

  /** How many it may have; -1 where it is not known. */
  public int threadsMax() {
    return threadsMax;
  }

  /** How many threads serve a request. */
  public int busy() {
    return busyOnes.size();
  }

  /**
   * Whether each of them does something else than wait for connections or for work, in the same
   * task as the acceptor: threads with other tasks do not accept.
   */
  public boolean areAllOutsideAccept(StackTraceElement[] acceptor) {
    StackTraceElement task = PoolStack.task(acceptor);
    for (AcceptorSample one : busyOnes) {
      StackTraceElement its = PoolStack.task(one.stack());
      if (task == null
          || its == null
          || Frames.waitsForConnection(one.stack())
          || !Frames.spellMethod(its).equals(Frames.spellMethod(task))) {
        return false;
      }
    }
    return known() && total == threads && busy() == total;
  }

  public List<AcceptorSample> busyOnes() {
    return busyOnes;
  }

  /** One of the busy threads; there must be one. */
  public AcceptorSample sample() {
    return busyOnes.get(0);
  }

  /** The one that waits for a free place to accept another connection, if any does. */
  public @Nullable AcceptorView waitingForPlace() {
    return waitingForPlace;
  }
}
