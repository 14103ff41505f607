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

  /** Of tasks and dependents together, in all pools: they may fan out. */
  private static final int VISITS_MAX = 50_000;

  private final ObjectFields fields;
  private final @Nullable Object blocker;
  private int visits;

  QueuedResult(ObjectFields fields, @Nullable Object blocker) {
    this.fields = fields;
    this.blocker = blocker;
  }

  /** Null if none has it, or several do. */
  @Nullable Executor poolAmong(Collection<Executor> pools) {
    if (blocker instanceof FutureTask
        || (blocker != null && blocker.getClass().getName().equals(SIGNALLER))) {
      Executor only = null;
      for (Executor pool : pools) {
        if (hasIt(pool)) {
          if (only != null) {
            return null;
          }
          only = pool;
        }
      }
      return visits > VISITS_MAX ? null : only;
    }
    return null;
  }

  private boolean hasIt(Executor pool) {
    for (Object task : new QueuedTasks(fields, TASKS_MAX).of(pool)) {
      if (++visits > VISITS_MAX) {
        return false;
      }
      if (task == blocker || completes(fields.named(task, "dep"), STAGES_MAX)) {
        return true;
      }
    }
    return false;
  }

  /** Whether the thread waits for that future, or for one that follows from it. */
  private boolean completes(@Nullable Object future, int stages) {
    Object next = future == null ? null : fields.named(future, "stack");
    for (int i = 0; next != null && i < DEPENDENTS_MAX && ++visits <= VISITS_MAX; i++) {
      if (next == blocker || (stages > 0 && completes(fields.named(next, "dep"), stages - 1))) {
        return true;
      }
      next = fields.named(next, "next");
    }
    return false;
  }
}
