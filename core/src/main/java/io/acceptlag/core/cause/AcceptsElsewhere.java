package io.acceptlag.core.cause;

import io.acceptlag.core.evidence.AcceptorView;
import io.acceptlag.core.evidence.AcceptorView.Doing;
import io.acceptlag.core.evidence.Evidence;
import org.jspecify.annotations.Nullable;

/** The acceptor waits for connections, but for those of another listener. */
final class AcceptsElsewhere implements Cause {
  /** A single sample may find it just before accept() returns. */
  private static final int LOOKS_MIN = 2;

  @Override
  public @Nullable Diagnosis judge(Evidence evidence) {
    AcceptorView acceptor = evidence.acceptor;
    // Of several acceptors, another one may be in this listener's accept().
    if (acceptor == null
        || acceptor.doing() != Doing.WAITING_FOR_CONNECTIONS
        || evidence.elsewhere.atAnother() < LOOKS_MIN
        || evidence.elsewhere.others()
        || evidence.unseen
        || evidence.length <= 0) {
      return null;
    }
    boolean always = evidence.elsewhere.atAnother() == acceptor.looksThere();
    return Diagnosis.of(
        CauseId.ACCEPT_THREAD_BLOCKED,
        acceptor.thread()
            + " waits in accept() of another listener"
            + (always ? acceptor.howOften() : "")
            + ".",
        "Give each listener a thread of its own.",
        acceptor);
  }
}
