package io.acceptlag.core.cause;

import io.acceptlag.core.evidence.AcceptorView;
import io.acceptlag.core.evidence.Evidence;
import io.acceptlag.core.evidence.Frames;
import org.jspecify.annotations.Nullable;

/** The acceptor does something else than accept. */
final class AcceptThreadBlocked implements Cause {
  @Override
  public @Nullable Diagnosis judge(Evidence evidence) {
    AcceptorView acceptor = evidence.acceptor;
    // Of a pool's threads, the one that accepted last need not be the one that would again.
    if (acceptor == null
        || !Acceptor.isStuck(evidence)
        || evidence.acceptsInPool
        || Acceptor.hasReturned(evidence)) {
      return null;
    }
    Activity activity = Activity.of(acceptor.sample());
    boolean inServer = Frames.topmostOfApplication(acceptor.stack()) == null;
    if (activity == null && inServer && acceptor.sample().lockOwner() == null) {
      return null;
    }
    String others = evidence.elsewhere.others() ? " Other threads have accepted here, too." : "";
    String statement =
        evidence.holders.deadlock()
            ? BlockedWords.deadlock(evidence, acceptor.sample()) + AcceptorWords.isIn(acceptor)
            : AcceptorWords.isIn(acceptor) + others + BlockedWords.whoElse(evidence);
    String initialiser = activity == null ? Initialiser.words(evidence) : null;
    if (initialiser != null && !evidence.holders.deadlock()) {
      return Diagnosis.of(
          CauseId.ACCEPT_THREAD_BLOCKED, statement + initialiser, Initialiser.ADVICE, acceptor);
    }
    Diagnosis blocked =
        Diagnosis.of(
            CauseId.ACCEPT_THREAD_BLOCKED,
            statement + BlockedWords.activity(acceptor.sample()),
            activity != null
                ? activity.advice(acceptor.stack())
                : inServer && !evidence.holders.deadlock()
                    ? "Find out what keeps whoever holds that lock."
                    : advice(evidence),
            acceptor);
    return evidence.holders.deadlock() ? blocked.asAnotherTrouble("deadlock") : blocked;
  }

  /** Whether it waits in a queue until somebody puts something there, as of tokens. */
  private static boolean takesFromNobodySeen(Evidence evidence) {
    AcceptorView acceptor = evidence.acceptor;
    JdkCall call = acceptor == null ? null : JdkCall.of(acceptor.stack());
    return acceptor != null
        && acceptor.sample().state() != Thread.State.RUNNABLE
        && call != null
        && call.kind() == JdkCall.Kind.TAKE;
  }

  private static String advice(Evidence evidence) {
    return evidence.holders.deadlock()
        ? "Restart the server, and let all of them take these locks in the same order."
        : BlockedWords.isSeen(evidence.handOver) || BlockedWords.waitsForOthers(evidence)
            ? "Do not wait for it on the accepting thread."
            : takesFromNobodySeen(evidence)
                ? "Find out who should put it there, or give it back, and do not wait for that on"
                    + " the accepting thread."
                : evidence.elsewhere.others()
                    ? "Take that work off the threads that accept."
                    : "Take that work off the thread that accepts.";
  }
}
