package io.acceptlag.core.cause;

import io.acceptlag.core.evidence.AcceptorSample;
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
    if (activity == null && inServer && !BlockedWords.isByLock(acceptor.sample())) {
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
                    : advice(evidence, acceptor),
            acceptor);
    return evidence.holders.deadlock() ? blocked.asAnotherTrouble("deadlock") : blocked;
  }

  /** Whether it waits in a queue until somebody puts something there, as of tokens. */
  private static boolean takesFromNobodySeen(AcceptorView acceptor) {
    JdkCall call = JdkCall.of(acceptor.stack());
    return acceptor.sample().state() != Thread.State.RUNNABLE
        && call != null
        && call.kind() == JdkCall.Kind.TAKE;
  }

  /** Where it is neither one of the activities that are known nor in a server's own code. */
  static String advice(Evidence evidence, AcceptorView acceptor) {
    if (evidence.holders.deadlock()) {
      return "Restart the server, and let all of them take these locks in the same order.";
    }
    if (registersAgainstSelect(acceptor.sample())) {
      return "Let the thread that selects register() it, by a queue and wakeup().";
    }
    if (BlockedWords.isSeen(evidence.handOver) || BlockedWords.waitsForOthers(evidence)) {
      return "Do not wait for it on the accepting thread.";
    }
    if (takesFromNobodySeen(acceptor)) {
      return "Find out who should put it there, or give it back, and do not wait for that on the"
          + " accepting thread.";
    }
    String unseen = UnseenWait.adviceIfAny(evidence, acceptor.sample());
    if (unseen != null) {
      return unseen;
    }
    return evidence.elsewhere.others()
        ? "Take that work off the threads that accept."
        : "Take that work off the thread that accepts.";
  }

  /** Up to Java 10 a channel can be registered only while nobody waits in that selector. */
  private static boolean registersAgainstSelect(AcceptorSample sample) {
    return sample.lockOwner() != null
        && Stacks.contains(sample.stack(), "sun.nio.ch.SelectorImpl", "register")
        && Frames.waitsInSelector(sample.ownerStack());
  }
}
