package io.acceptlag.core.cause;

import io.acceptlag.core.evidence.AcceptorSample;
import io.acceptlag.core.evidence.Evidence;
import io.acceptlag.core.evidence.Frames;
import org.jspecify.annotations.Nullable;

/**
 * An acceptor that waits, and nothing shows for what: it asks for a free place at a limit of the
 * application's own, or pauses between two attempts. There is no work to take off it.
 */
final class UnseenWait {
  private UnseenWait() {}

  /** Whether it waits, and neither by a call of the JDK's that tells for what nor at a socket. */
  private static boolean isIn(AcceptorSample sample) {
    return Frames.letsTimePass(sample.stack())
        || (isParked(sample.state())
            && JdkCall.of(sample.stack()) == null
            && AcceptorWords.atSocket(sample.stack()).isEmpty());
  }

  private static boolean isParked(Thread.State state) {
    return state == Thread.State.WAITING || state == Thread.State.TIMED_WAITING;
  }

  /** What to do about it: what cannot be seen is to be found out. */
  private static String advice(Evidence evidence) {
    String few = FewThreads.words(evidence);
    if (few == null && BlockedWords.mayPollForPool(evidence)) {
      return "If it waits for them, find out what keeps them there.";
    }
    return "Find out what the acceptor waits for there." + (few == null ? "" : " " + few + ".");
  }

  /** The same where it does start a thread; null where it does neither. */
  static @Nullable String adviceIfAny(Evidence evidence, AcceptorSample sample) {
    if (isIn(sample)) {
      return advice(evidence);
    }
    String few =
        Stacks.contains(sample.stack(), "java.lang.Thread", "start")
            ? FewThreads.words(evidence)
            : null;
    return few == null ? null : "Find out whether it can start that thread. " + few + ".";
  }
}
