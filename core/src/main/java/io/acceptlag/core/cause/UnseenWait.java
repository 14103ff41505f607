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

  /** Whether it waits where no call of the JDK's, no socket and no pool of connections is seen. */
  private static boolean isIn(AcceptorSample sample) {
    StackTraceElement[] stack = sample.stack();
    return ConnectionPools.name(stack) == null
        && (Frames.letsTimePass(stack)
            || (isParked(sample.state())
                && JdkCall.of(stack) == null
                && AcceptorWords.atSocket(stack).isEmpty()));
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

  /** Or where it starts a thread, as far as that may fail; null where it does neither. */
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
