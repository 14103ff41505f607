package io.acceptlag.agent.jvm;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** How much more a pool takes, by its fields: its methods take its locks. */
final class PoolRoom {
  private PoolRoom() {}

  /** -1 where it is not known. */
  static int threadsMax(@Nullable Executor pool) {
    return pool instanceof ThreadPoolExecutor
        ? ObjectFields.number(pool, ThreadPoolExecutor.class, "maximumPoolSize")
        : -1;
  }

  /** Whether it refuses work: no more threads, and no room in its queue. */
  static boolean isFull(@Nullable Executor pool, int threads) {
    if (pool == null || threadsMax(pool) < 0 || threads < threadsMax(pool)) {
      return false;
    }
    Object queue = ObjectFields.ofJdk(pool, ThreadPoolExecutor.class, "workQueue");
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
    return queue instanceof SynchronousQueue;
  }
}
