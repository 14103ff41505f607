package io.acceptlag.core.cause;

import io.acceptlag.core.evidence.AcceptorView;
import io.acceptlag.core.evidence.AcceptorView.Doing;
import io.acceptlag.core.evidence.Evidence;
import io.acceptlag.core.evidence.PoolStack;
import io.acceptlag.core.text.ForeignText;
import org.jspecify.annotations.Nullable;

/** What accepted is gone, thread or task, and nothing else has accepted since. */
final class AcceptorMissing implements Cause {
  /** A pool's thread may be found idle for a moment, between two tasks. */
  private static final int LOOKS_WITHOUT_WORK = 3;

  private static final String FIND_WHAT_ENDED_IT =
      "If nothing starts it again, restart the server, and find out what ended it: submit() and"
          + " futures swallow exceptions.";

  /** The next accept may be a task that waits for this thread. */
  private static final String OR_TAKE_WORK_OFF =
      "If the next accept waits for that, move that work; else restart the server: submit() and"
          + " futures swallow exceptions.";

  @Override
  public @Nullable Diagnosis judge(Evidence evidence) {
    AcceptorView acceptor = evidence.acceptor;
    // A pool's threads come and go, and the next one accepts.
    if (acceptor == null || evidence.asynchronous || evidence.acceptsInPool) {
      return null;
    }
    return acceptor.doing() == Doing.ENDED
        ? ended(evidence, acceptor)
        : returned(evidence, acceptor);
  }

  private static Diagnosis ended(Evidence evidence, AcceptorView acceptor) {
    String few = FewThreads.words(evidence);
    return Diagnosis.of(
        CauseId.ACCEPTOR_MISSING,
        acceptor.thread() + ", the last to accept here, has ended.",
        "If no other thread accepts here, restart the server, and find out why it ended"
            + (few == null ? ": most often an error that nothing caught." : ". " + few + "."),
        acceptor);
  }

  private static @Nullable Diagnosis returned(Evidence evidence, AcceptorView acceptor) {
    int looks = evidence.elsewhere.outsideTask();
    // With several acceptors, the others may do without this one.
    if (looks == 0 || evidence.elsewhere.others() || !Acceptor.hasReturned(evidence)) {
      return null;
    }
    String name = ForeignText.quoted(acceptor.sample().threadName());
    if (!PoolStack.waitsForWork(acceptor.stack())) {
      return Diagnosis.of(
          CauseId.ACCEPTOR_MISSING,
          "What accepted here in thread "
              + name
              + " has returned; that thread now does other work.",
          OR_TAKE_WORK_OFF,
          acceptor);
    }
    return looks < LOOKS_WITHOUT_WORK
        ? null
        : Diagnosis.of(
            CauseId.ACCEPTOR_MISSING,
            "What accepted here has returned: its thread "
                + name
                + " waits in its pool for work"
                + acceptor.howOften()
                + ".",
            FIND_WHAT_ENDED_IT,
            acceptor);
  }
}
