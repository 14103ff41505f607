package io.acceptlag.agent.jvm;

import java.util.Collection;
import java.util.List;
import java.util.concurrent.Delayed;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Finds the pool that has given connections in its queue, by their descriptors. */
final class QueuedSockets {
  /** From each, dozens of objects may have to be looked at. */
  private static final int TASKS_MAX = 64;

  private static final String SCHEDULED =
      "java.util.concurrent.ScheduledThreadPoolExecutor$ScheduledFutureTask";

  private final QueuedTasks tasks;
  private final WantedSockets wanted;

  QueuedSockets(ObjectFields fields, WantedSockets wanted) {
    tasks = new QueuedTasks(fields, TASKS_MAX);
    this.wanted = wanted;
  }

  /** Null if none has them, or if several have. */
  @Nullable Executor poolAmong(Collection<Executor> pools) {
    Executor found = null;
    for (Executor pool : pools) {
      if (!wanted.areNone() && holdsAny(pool)) {
        if (found != null) {
          return null;
        }
        found = pool;
      }
    }
    return found;
  }

  private boolean holdsAny(Executor pool) {
    return leadsToAny(tasks.of(pool));
  }

  boolean hasAny(Object queue) {
    return leadsToAny(tasks.in(queue));
  }

  private boolean leadsToAny(List<Object> queued) {
    for (Object task : queued) {
      if (isDue(task) && wanted.leadsToAny(task)) {
        return true;
      }
    }
    return false;
  }

  /** Whether it is the JDK's own: an application may decorate them. */
  static boolean tellsItsTime(Object task) {
    return task.getClass().getName().equals(SCHEDULED);
  }

  /**
   * A task that is scheduled for later waits for its time, and not for a thread. A server's
   * housekeeping may refer to all its connections.
   */
  static boolean isDue(Object task) {
    return !tellsItsTime(task) || ((Delayed) task).getDelay(TimeUnit.NANOSECONDS) <= 0;
  }
}
