package io.acceptlag.core.cause;

import io.acceptlag.core.evidence.AcceptorView;
import io.acceptlag.core.evidence.AcceptorView.Doing;
import io.acceptlag.core.evidence.Evidence;
import org.jspecify.annotations.Nullable;

/** The thread that accepted is gone, and no other has accepted since. */
final class AcceptorMissing implements Cause {
  @Override
  public @Nullable Diagnosis judge(Evidence evidence) {
    AcceptorView acceptor = evidence.acceptor;
    // A pool's threads come and go, and the next one accepts.
    if (acceptor == null
        || acceptor.doing() != Doing.ENDED
        || evidence.asynchronous
        || evidence.acceptsInPool) {
      return null;
    }
    return Diagnosis.of(
        CauseId.ACCEPTOR_MISSING,
        acceptor.thread() + ", the last to accept here, has ended.",
        "If no other thread accepts here, restart the server, and find out why it ended: most often"
            + " an error that nothing caught.",
        acceptor);
  }
}
