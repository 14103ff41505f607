package io.acceptlag.core.cause;

import io.acceptlag.core.evidence.AcceptorSample;
import io.acceptlag.core.evidence.AcceptorView;
import io.acceptlag.core.evidence.AcceptorView.Doing;
import io.acceptlag.core.evidence.Evidence;
import io.acceptlag.core.evidence.Frames;
import io.acceptlag.core.evidence.PoolStack;
import java.util.Collections;
import org.jspecify.annotations.Nullable;

/**
 * The thread that accepts is kept by something else, and so does not read or hand over what it has
 * taken: a loop of the application's own that does all of it.
 */
final class ServingAcceptorBlocked implements Cause {
  /** Who has not come back to accept for so long is kept, however long others have waited. */
  private static final long KEPT_NANOS = 2_000_000_000;

  /** Of the time for which the oldest connection has waited: others may have come after it. */
  private static final double KEPT_SHARE = 0.75;

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
            && !getsOn(evidence)
            // Another thread of its pool may have accepted since.
            && !Frames.mayMove(acceptor.stack())
            && !PoolStack.waitsForWork(acceptor.stack())
            && Frames.topmostOfApplication(acceptor.stack()) != null
            && waiting != WaitsFor.isRunning(acceptor.sample())
        ? Diagnosis.of(
            CauseId.ACCEPT_THREAD_BLOCKED,
            AcceptorWords.isIn(acceptor),
            isOneOfSeveral(evidence, acceptor)
                ? WaitsFor.remedy(evidence, Collections.singletonList(acceptor.sample())) + "."
                : AcceptThreadBlocked.advice(evidence, acceptor),
            acceptor)
        : null;
  }

  /** One that accepts meanwhile is at work on what it takes, and that does not keep the oldest. */
  private static boolean getsOn(Evidence evidence) {
    return evidence.sinceAcceptNanos >= 0
        && evidence.sinceAcceptNanos < Math.min(KEPT_NANOS, KEPT_SHARE * evidence.troubleNanos);
  }

  /** Whether other threads run the same code, and accept or are kept there as well. */
  private static boolean isOneOfSeveral(Evidence evidence, AcceptorView acceptor) {
    StackTraceElement body = outermost(acceptor.stack());
    int same = 0;
    for (AcceptorSample thread : evidence.serving().threads()) {
      StackTraceElement its = outermost(thread.stack());
      boolean alike =
          body != null
              && its != null
              && Frames.spellMethod(its).equals(Frames.spellMethod(body))
              && (Stacks.accepts(thread.stack())
                  || PoolWords.place(thread.stack()).equals(PoolWords.place(acceptor.stack())));
      // The acceptor is among them.
      same += alike ? 1 : 0;
    }
    return same > 1;
  }

  private static @Nullable StackTraceElement outermost(StackTraceElement[] stack) {
    for (int i = stack.length - 1; i >= 0; i--) {
      if (Frames.isOutsideJdk(stack[i])) {
        return stack[i];
      }
    }
    return null;
  }
}
