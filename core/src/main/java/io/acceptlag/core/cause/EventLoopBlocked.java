package io.acceptlag.core.cause;

import io.acceptlag.core.evidence.AcceptorView;
import io.acceptlag.core.evidence.Evidence;
import io.acceptlag.core.evidence.Frames;
import org.jspecify.annotations.Nullable;

/** The acceptor is an event loop, and the application keeps it. */
final class EventLoopBlocked implements Cause {
  @Override
  public @Nullable Diagnosis judge(Evidence evidence) {
    AcceptorView acceptor = evidence.acceptor;
    if (acceptor == null
        || Frames.topmostOfApplication(acceptor.stack()) == null
        || !evidence.acceptorStuck()) {
      return null;
    }
    EventLoop loop = EventLoop.of(acceptor.stack());
    if (loop == null) {
      return null;
    }
    return Diagnosis.of(
        CauseId.EVENT_LOOP_BLOCKED,
        AcceptorWords.isIn(acceptor)
            + BlockedWords.whoElse(evidence)
            + " It is "
            + loop.title
            + ".",
        loop.advice,
        acceptor);
  }
}
