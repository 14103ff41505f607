package io.acceptlag.core.cause;

import io.acceptlag.core.evidence.AcceptorView;
import io.acceptlag.core.evidence.AcceptorView.Doing;
import io.acceptlag.core.evidence.Evidence;
import io.acceptlag.core.evidence.PoolStack;
import io.acceptlag.core.evidence.Serving;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Judges a listener whose connections are accepted and not served. Threads that wait for something
 * do so however little of the process runs, so they come before what befalls it as a whole, unless
 * that takes three quarters of the time; what computes comes after it.
 */
public final class UnservedCauses {
  private static final Cause[] THREADS_GONE = {new PollerMissing(), new PoolWithoutThread()};

  private static final Cause[] THREADS_THAT_WAIT = {
    ServingCarriersExhausted.waiting(), ServingLoopBlocked.waiting(), WorkersBusy.waiting(),
  };

  private static final Cause[] THREADS_THAT_COMPUTE = {
    ServingCarriersExhausted.computing(), ServingLoopBlocked.computing(), WorkersBusy.computing(),
  };

  /** Has its groups in common with {@link #IN_ORDER}, or a new rule could be missing in one. */
  private static final List<Cause> OF_THREADS =
      inOrder(THREADS_GONE, THREADS_THAT_WAIT, THREADS_THAT_COMPUTE);

  private static final List<Cause> IN_ORDER =
      inOrder(
          THREADS_GONE,
          new Cause[] {new MostlyStill()},
          THREADS_THAT_WAIT,
          new Cause[] {
            ServingAcceptorBlocked.waiting(),
            new StopTheWorld(),
            new CpuStarvation(),
            new ProcessStopped(),
          },
          THREADS_THAT_COMPUTE,
          new Cause[] {ServingAcceptorBlocked.computing(), new NeverClosed()});

  private UnservedCauses() {}

  private static List<Cause> inOrder(Cause[]... groups) {
    List<Cause> causes = new ArrayList<>();
    for (Cause[] group : groups) {
      Collections.addAll(causes, group);
    }
    return Collections.unmodifiableList(causes);
  }

  /** {@link CauseId#UNKNOWN}, with what was seen, rather than a guess. */
  public static Diagnosis judge(Evidence evidence) {
    Diagnosis primary = null;
    List<CauseId> contributing = new ArrayList<>();
    for (Cause cause : IN_ORDER) {
      Diagnosis found = cause.judge(evidence);
      if (found == null) {
        continue;
      }
      if (primary == null) {
        primary = found;
      } else if (found.cause() != primary.cause()
          && isOfProcess(found.cause())
          && !contributing.contains(found.cause())) {
        contributing.add(found.cause());
      }
    }
    Diagnosis judged = primary == null ? unknown(evidence) : primary.with(contributing);
    return judged.at(evidence.server);
  }

  /**
   * What of the threads behind an acceptor keeps connections from being served; null where nothing
   * is seen to. For a listener whose acceptor is not to blame.
   */
  static @Nullable Diagnosis ofThreads(Evidence evidence) {
    for (Cause cause : OF_THREADS) {
      Diagnosis found = cause.judge(evidence);
      if (found != null) {
        return found;
      }
    }
    return null;
  }

  private static boolean isOfProcess(CauseId cause) {
    return cause == CauseId.STOP_THE_WORLD
        || cause == CauseId.CPU_STARVATION
        || cause == CauseId.PROCESS_STOPPED;
  }

  private static Diagnosis unknown(Evidence evidence) {
    String acceptor = acceptor(evidence.acceptor);
    String workers = workers(evidence.serving());
    return acceptor == null && workers == null
        ? Diagnosis.NONE
        : Diagnosis.unknown(
            acceptor == null ? workers : workers == null ? acceptor : acceptor + " " + workers);
  }

  private static @Nullable String acceptor(@Nullable AcceptorView acceptor) {
    return acceptor == null
        ? null
        : acceptor.doing() == Doing.WAITING_FOR_CONNECTIONS
            ? acceptor.thread() + " waits for further connections."
            : acceptor.doing() == Doing.ENDED
                ? acceptor.thread() + ", the last to accept, has ended."
                : PoolStack.waitsForWork(acceptor.stack())
                    ? acceptor.thread() + ", the last to accept, waits in its pool for work."
                    : AcceptorWords.isIn(acceptor);
  }

  private static @Nullable String workers(Serving serving) {
    return serving.workers().known()
        ? serving.workers().busy()
            + " of the "
            + serving.workers().total()
            + (serving.workers().total() == 1 ? " thread" : " threads")
            + " to which it hands connections"
            + PoolWords.areBusy(serving.workers().busy())
            + "."
        : "Which threads should read them is not seen.";
  }
}
