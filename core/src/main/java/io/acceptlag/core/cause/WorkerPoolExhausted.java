package io.acceptlag.core.cause;

import io.acceptlag.core.evidence.AcceptorView;
import io.acceptlag.core.evidence.AcceptorView.Doing;
import io.acceptlag.core.evidence.AsyncAccept.Asked;
import io.acceptlag.core.evidence.Evidence;
import io.acceptlag.core.evidence.Workers;
import org.jspecify.annotations.Nullable;

/** Accepting needs a thread of the pool that serves requests, and all of them serve. */
final class WorkerPoolExhausted implements Cause {
  /** What helps where a pool refuses work. */
  static final String ROOM = "Give the pool more threads or a longer queue, or refuse work.";

  private static final String CALLER_RUNS =
      "java.util.concurrent.ThreadPoolExecutor$CallerRunsPolicy";

  @Override
  public @Nullable Diagnosis judge(Evidence evidence) {
    AcceptorView acceptor = evidence.acceptor;
    Workers workers = evidence.workers;
    if (acceptor != null
        && (evidence.asynchronous || evidence.acceptsInPool)
        && workers.known()
        && !getsOn(evidence)
        && !isAloneInHandler(evidence)
        && workers.busy() == workers.total()) {
      return Diagnosis.of(
          CauseId.WORKER_POOL_EXHAUSTED,
          "To accept needs a thread of its pool, and " + PoolWords.where(workers) + ".",
          Server.raiseWorkers(evidence) + ", or find what keeps the threads busy.",
          workers.sample());
    }
    if (acceptor == null || acceptor.doing() != Doing.SOMETHING_ELSE) {
      return null;
    }
    StackTraceElement[] stack = acceptor.stack();
    if (callerRuns(stack) && EventLoop.of(stack) == null) {
      return Diagnosis.of(
          CauseId.WORKER_POOL_EXHAUSTED,
          AcceptorWords.isIn(acceptor)
              + " It runs the work itself (CallerRunsPolicy)"
              + (evidence.handOver.explains()
                  ? ": " + PoolWords.where(evidence.handOver.threads())
                  : ", because the pool is full")
              + ".",
          Server.moreThreads(evidence, ROOM),
          acceptor);
    }
    return null;
  }

  /** Whether it does itself what a pool has refused. */
  static boolean callerRuns(StackTraceElement[] stack) {
    return Stacks.contains(stack, CALLER_RUNS, "rejectedExecution");
  }

  /** The last accept may have been lately, and its handler be stuck since. */
  private static boolean getsOn(Evidence evidence) {
    return evidence.acceptedLatelyPerSecond > 0
        && !(evidence.asyncAccept.inHandler() && Acceptor.isStuck(evidence));
  }

  /**
   * The only thread of its group is in the handler. With others the handler may have called
   * accept() long ago: what that has brought waits for a thread as well.
   */
  private static boolean isAloneInHandler(Evidence evidence) {
    return evidence.asyncAccept.inHandler()
        && evidence.asyncAccept.asked() == Asked.NO
        && evidence.workers.total() == 1;
  }
}
