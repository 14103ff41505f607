package io.acceptlag.agent.jvm;

import java.util.Collection;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;

/**
 * Finds the pool in whose queue the task is whose result a thread waits for. Once the task runs,
 * only local variables lead from it to the result, and no pool is found.
 */
final class QueuedResult {
  /** What a thread is parked on in CompletableFuture's get and join. */
  private static final String SIGNALLER = "java.util.concurrent.CompletableFuture$Signaller";

  /** The task is the youngest, behind all others. */
  private static final int TASKS_MAX = 10_000;

  /** Bounds for futures that follow from one another. */
  private static final int STAGES_MAX = 8;

  private static final int DEPENDENTS_MAX = 64;

  private final ObjectFields fields;
  private final @Nullable Object blocker;

  QueuedResult(ObjectFields fields, @Nullable Object blocker) {
    this.fields = fields;
    this.blocker = blocker;
  }

  /** Null if none has it. */
  @Nullable Executor poolAmong(Collection<Executor> pools) {
    if (blocker instanceof FutureTask
        || (blocker != null && blocker.getClass().getName().equals(SIGNALLER))) {
      QueuedTasks queued = new QueuedTasks(fields, TASKS_MAX);
      for (Executor pool : pools) {
        for (Object task : queued.of(pool)) {
          if (task == blocker || completes(fields.named(task, "dep"), STAGES_MAX)) {
            return pool;
          }
        }
      }
    }
    return null;
  }

  /** Whether the thread waits for that future, or for one that follows from it. */
  private boolean completes(@Nullable Object future, int stages) {
    Object next = future == null ? null : fields.named(future, "stack");
    for (int i = 0; next != null && i < DEPENDENTS_MAX; i++) {
      if (next == blocker || (stages > 0 && completes(fields.named(next, "dep"), stages - 1))) {
        return true;
      }
      next = fields.named(next, "next");
    }
    return false;
  }
}
