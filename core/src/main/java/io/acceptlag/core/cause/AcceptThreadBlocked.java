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
    if (acceptor == null || !evidence.acceptorStuck()) {
      return null;
    }
    Activity activity = Activity.of(acceptor.stack());
    if (activity == null && Frames.topmostOfApplication(acceptor.stack()) == null) {
      return null;
    }
    String statement = AcceptorWords.isIn(acceptor);
    return Diagnosis.of(
        CauseId.ACCEPT_THREAD_BLOCKED,
        activity == null ? statement : statement + " " + activity.statement,
        activity == null ? "Take that work off the thread that accepts." : activity.advice,
        acceptor);
  }
}
