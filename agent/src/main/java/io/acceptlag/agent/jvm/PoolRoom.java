package io.acceptlag.agent.jvm;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingDeque;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.PriorityBlockingQueue;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** How much more work a pool takes. It reads fields, because the pool's methods take its locks. */
final class PoolRoom {
  /** The JDK's and Tomcat's, and Jetty's. */
  private static final String[] THREADS_MAX = {"maximumPoolSize", "_maxThreads"};

  /** The bits of ThreadPoolExecutor.ctl that count its threads; the others are its state. */
  private static final int COUNT_MASK = (1 << 29) - 1;

  private static final String OF_SCHEDULER =
      "java.util.concurrent.ScheduledThreadPoolExecutor$DelayedWorkQueue";

  /** Of a scheduler's queue, whose soonest are at its beginning. */
  private static final int TASKS_MAX = 64;

  private final ObjectFields fields;

  PoolRoom(ObjectFields fields) {
    this.fields = fields;
  }

  /** -1 where it is not known. */
  int threadsMax(Executor pool) {
    for (String name : THREADS_MAX) {
      int max = fields.number(pool, name);
      if (max > 0) {
        return max;
      }
    }
    return -1;
  }

  /**
   * Whether it would make another thread rather than let work wait. The JDK's does so up to its
   * core size; beyond that only if its queue refuses, which is seen by what waits there.
   *
   * @param threads that it has
   */
  boolean mayGrow(Executor pool, int threads) {
    return threads
        < (pool instanceof ThreadPoolExecutor
            ? ObjectFields.number(pool, ThreadPoolExecutor.class, "corePoolSize")
            : threadsMax(pool));
  }

  /** Tasks that wait for a thread; -1 where it is not known. */
  int queued(Executor pool) {
    Object queue = queue(pool);
    return queue == null ? -1 : tasksIn(queue);
  }

  /** Those that could run if a thread were free. */
  int tasksIn(Object queue) {
    if (queue instanceof SynchronousQueue) {
      // A task is handed to a thread, or else to a new one, or refused.
      return 0;
    }
    if (queue instanceof ArrayBlockingQueue) {
      return ObjectFields.number(queue, ArrayBlockingQueue.class, "count");
    }
    if (queue instanceof LinkedBlockingDeque) {
      return ObjectFields.number(queue, LinkedBlockingDeque.class, "count");
    }
    if (queue instanceof PriorityBlockingQueue) {
      return ObjectFields.number(queue, PriorityBlockingQueue.class, "size");
    }
    if (queue.getClass().getName().equals(OF_SCHEDULER)) {
      return due(queue);
    }
    Object count =
        queue instanceof LinkedBlockingQueue
            ? ObjectFields.ofJdk(queue, LinkedBlockingQueue.class, "count")
            : fields.named(queue, "_size");
    return count instanceof AtomicInteger ? ((AtomicInteger) count).get() : -1;
  }

  private int due(Object queue) {
    int due = 0;
    for (Object task : new QueuedTasks(fields, TASKS_MAX).in(queue)) {
      if (!QueuedSockets.tellsItsTime(task)) {
        return -1;
      }
      due += QueuedSockets.isDue(task) ? 1 : 0;
    }
    return due;
  }

  /** The JDK's, Tomcat's and Jetty's; null where it is another. */
  @Nullable Object queue(Executor pool) {
    if (pool instanceof ThreadPoolExecutor) {
      return ObjectFields.ofJdk(pool, ThreadPoolExecutor.class, "workQueue");
    }
    Object queue = fields.named(pool, "workQueue");
    return queue == null ? fields.named(pool, "_jobs") : queue;
  }

  /**
   * Whether the pool itself counts no thread. That none was seen shows nothing: they may be
   * virtual, or run what cannot be read.
   */
  static boolean hasNoThread(Object pool) {
    Object control = ObjectFields.ofJdk(pool, ThreadPoolExecutor.class, "ctl");
    return control instanceof AtomicInteger && (((AtomicInteger) control).get() & COUNT_MASK) == 0;
  }

  /** Whether the pool refuses work: it has all its threads, and no room in its queue. */
  static boolean isFull(@Nullable Executor pool, int threads) {
    if (!(pool instanceof ThreadPoolExecutor)
        || threads < ObjectFields.number(pool, ThreadPoolExecutor.class, "maximumPoolSize")) {
      return false;
    }
    Object queue = ObjectFields.ofJdk(pool, ThreadPoolExecutor.class, "workQueue");
    return queue instanceof SynchronousQueue || isFullQueue(queue);
  }

  /** As {@link #isFull}, or it is not to be told because its queue is of another kind. */
  static boolean mayBeFull(@Nullable Executor pool, int threads) {
    if (isFull(pool, threads)) {
      return true;
    }
    if (!(pool instanceof ThreadPoolExecutor)
        || threads < ObjectFields.number(pool, ThreadPoolExecutor.class, "maximumPoolSize")) {
      return false;
    }
    Object queue = ObjectFields.ofJdk(pool, ThreadPoolExecutor.class, "workQueue");
    return queue == null || !queue.getClass().getName().startsWith("java.util.concurrent.");
  }

  /** Whether it is a bounded queue of the JDK that is full. */
  static boolean isFullQueue(@Nullable Object queue) {
    if (queue instanceof ArrayBlockingQueue) {
      Object items = ObjectFields.ofJdk(queue, ArrayBlockingQueue.class, "items");
      return items instanceof Object[]
          && ((Object[]) items).length
              == ObjectFields.number(queue, ArrayBlockingQueue.class, "count");
    }
    if (queue instanceof LinkedBlockingQueue) {
      Object count = ObjectFields.ofJdk(queue, LinkedBlockingQueue.class, "count");
      return count instanceof AtomicInteger
          && ((AtomicInteger) count).get()
              == ObjectFields.number(queue, LinkedBlockingQueue.class, "capacity");
    }
    if (queue instanceof LinkedBlockingDeque) {
      int count = ObjectFields.number(queue, LinkedBlockingDeque.class, "count");
      return count > 0
          && count == ObjectFields.number(queue, LinkedBlockingDeque.class, "capacity");
    }
    return false;
  }
}
