package io.acceptlag.core.cause;

import io.acceptlag.core.evidence.AcceptorView;
import io.acceptlag.core.evidence.AsyncAccept.Asked;
import io.acceptlag.core.evidence.Evidence;
import io.acceptlag.core.evidence.Workers;
import org.jspecify.annotations.Nullable;

/**
 * An asynchronous listener on which no accept() is under way: the handler of the last one has to
 * call it again, and is still at work, or has done without.
 */
final class CompletionHandlerBusy implements Cause {
  @Override
  public @Nullable Diagnosis judge(Evidence evidence) {
    AcceptorView acceptor = evidence.acceptor;
    if (acceptor == null
        || evidence.asyncAccept.asked() != Asked.NO
        || (evidence.acceptedLatelyPerSecond > 0 && !Acceptor.isStuck(evidence))) {
      return null;
    }
    if (evidence.asyncAccept.inHandler()) {
      return Acceptor.isStuck(evidence)
          ? Diagnosis.of(
              CauseId.ACCEPT_THREAD_BLOCKED,
              AcceptorWords.isIn(acceptor)
                  + " It is in the handler of the last accept, which has not called accept() again.",
              "Call accept() first of all in the handler, and do its work after that.",
              acceptor)
          : null;
    }
    Workers group = evidence.workers;
    return group.known() && group.threads() == group.total() && group.busy() < group.total()
        ? Diagnosis.of(
            CauseId.PAUSED,
            "No accept() is under way on this listener, and none of its group's "
                + group.total()
                + " threads is in the handler that would call it.",
            "Call accept() again in each handler, first of all, or close the listener.",
            acceptor)
        : null;
  }
}
