package io.acceptlag.agent.jvm;

import io.acceptlag.core.evidence.HandOver.Link;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Follows work from a blocked thread to those that hand it on, and so to the ones that would free
 * it in the end: Hadoop's readers, for example, take connections and hand on their calls.
 */
final class HandOverChain {
  private static final int STEPS_MAX = 3;

  private HandOverChain() {}

  /** Its last link. */
  static WhoFrees endOf(Thread blocked, Waiting waiting) {
    List<Thread> others = ThreadSamples.others(blocked);
    WhoFrees who = new WhoFrees(blocked, waiting, others);
    for (int step = 1; step < STEPS_MAX; step++) {
      WhoFrees next = next(who, others);
      who = next == null ? who : next;
    }
    return who;
  }

  private static @Nullable WhoFrees next(WhoFrees who, List<Thread> others) {
    if (who.link() != Link.SAME_OBJECT) {
      return null;
    }
    for (Thread thread : who.threads()) {
      if (!handsOver(ThreadFacts.stack(thread))) {
        return null;
      }
    }
    Thread first = who.threads().get(0);
    WhoFrees next = new WhoFrees(first, Waiting.of(first, null), others);
    return next.link() == Link.SAME_OBJECT ? next : null;
  }

  private static boolean handsOver(StackTraceElement[] stack) {
    for (StackTraceElement frame : stack) {
      if (frame.getClassName().startsWith("java.util.concurrent.")
          && (frame.getMethodName().equals("put") || frame.getMethodName().equals("transfer"))) {
        return true;
      }
    }
    return false;
  }
}
