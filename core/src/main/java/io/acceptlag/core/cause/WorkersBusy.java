package io.acceptlag.core.cause;

import io.acceptlag.core.evidence.AcceptorSample;
import io.acceptlag.core.evidence.CommonFrame;
import io.acceptlag.core.evidence.Evidence;
import io.acceptlag.core.evidence.Serving;
import io.acceptlag.core.evidence.ServingLoop;
import io.acceptlag.core.evidence.Workers;
import org.jspecify.annotations.Nullable;

/** All threads of the pool that serves what is accepted are busy, and work waits for them. */
final class WorkersBusy implements Cause {
  private final boolean waiting;

  private WorkersBusy(boolean waiting) {
    this.waiting = waiting;
  }

  /** Judges pools of which most threads wait for something. */
  static WorkersBusy waiting() {
    return new WorkersBusy(true);
  }

  /** Judges pools of which most threads compute. */
  static WorkersBusy computing() {
    return new WorkersBusy(false);
  }

  @Override
  public @Nullable Diagnosis judge(Evidence evidence) {
    Serving serving = evidence.serving();
    Workers workers = serving.workers();
    if (!serving.isExhausted() || waiting != mostWait(workers) || isReadByLoops(evidence)) {
      return null;
    }
    CommonFrame frame = PoolWords.common(workers);
    String where = PoolWords.where(workers);
    AcceptorSample initialising =
        frame == null ? null : Initialiser.among(workers.busyOnes(), frame.threads());
    String deadlock = LockCycle.words(workers.busyOnes(), serving.threads());
    return Diagnosis.of(
        CauseId.WORKER_POOL_EXHAUSTED,
        deadlock
            + Character.toUpperCase(where.charAt(0))
            + where.substring(1)
            + (initialising == null ? "" : ": they may wait until " + Initialiser.has(initialising))
            + selectorWaits(evidence)
            + ".",
        deadlock.isEmpty()
            ? advice(evidence, frame, initialising)
            : "Restart the server, and let all of them take these locks in the same order.",
        frame == null ? workers.sample() : frame.sample());
  }

  /** An I/O thread of XNIO's makes the first read, whatever the workers do. */
  private static boolean isReadByLoops(Evidence evidence) {
    return evidence.acceptor != null && EventLoop.of(evidence.acceptor.stack()) == EventLoop.XNIO;
  }

  private static String advice(
      Evidence evidence, @Nullable CommonFrame frame, @Nullable AcceptorSample initialising) {
    Workers workers = evidence.serving().workers();
    if (initialising != null) {
      return Initialiser.ADVICE;
    }
    return frame == null
        ? PoolWords.advice(evidence, workers)
        : WaitsFor.advice(evidence, frame, 2 * frame.count() > workers.busy());
  }

  /**
   * Whether half of them or more wait: what computes goes on, and what waits is there for good, as
   * far as is seen.
   */
  private static boolean mostWait(Workers workers) {
    int running = 0;
    for (int i = 0; i < workers.busy(); i++) {
      running += WaitsFor.isRunning(workers.busyOnes().get(i)) ? 1 : 0;
    }
    return 2 * running <= workers.busy();
  }

  /** Jetty's needs a thread of the pool as well. */
  private static String selectorWaits(Evidence evidence) {
    Serving serving = evidence.serving();
    ServingLoop loop = evidence.acceptor == null ? null : ServingLoop.of(evidence.acceptor.stack());
    return loop == ServingLoop.JETTY
            && !serving.threads().isEmpty()
            && loop.runners(serving.threads()) == 0
        ? ", and none is left to run " + loop.title()
        : "";
  }
}
