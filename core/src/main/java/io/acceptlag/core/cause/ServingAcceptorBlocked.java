package io.acceptlag.core.cause;

import io.acceptlag.core.evidence.AcceptorView;
import io.acceptlag.core.evidence.AcceptorView.Doing;
import io.acceptlag.core.evidence.Evidence;
import io.acceptlag.core.evidence.Frames;
import io.acceptlag.core.evidence.PoolStack;
import org.jspecify.annotations.Nullable;

/**
 * The thread that accepts is kept by something else, and so does not read or hand over what it has
 * taken: a loop of the application's own that does all of it.
 */
final class ServingAcceptorBlocked implements Cause {
  private final boolean waiting;

  private ServingAcceptorBlocked(boolean waiting) {
    this.waiting = waiting;
  }

  /** Judges one that waits for something. */
  static ServingAcceptorBlocked waiting() {
    return new ServingAcceptorBlocked(true);
  }

  /** Judges one that computes. */
  static ServingAcceptorBlocked computing() {
    return new ServingAcceptorBlocked(false);
  }

  @Override
  public @Nullable Diagnosis judge(Evidence evidence) {
    AcceptorView acceptor = evidence.acceptor;
    return acceptor != null
            && acceptor.doing() == Doing.SOMETHING_ELSE
            // Another thread of its pool may have accepted since.
            && !Frames.mayMove(acceptor.stack())
            && !PoolStack.waitsForWork(acceptor.stack())
            && Frames.topmostOfApplication(acceptor.stack()) != null
            && waiting == (WaitsFor.of(acceptor.sample()) != WaitsFor.CPU)
        ? Diagnosis.of(
            CauseId.ACCEPT_THREAD_BLOCKED,
            AcceptorWords.isIn(acceptor),
            AcceptThreadBlocked.advice(evidence, acceptor),
            acceptor)
        : null;
  }
}
