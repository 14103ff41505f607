package io.acceptlag.agent.jvm;

import io.acceptlag.core.evidence.AcceptorSample;
import io.acceptlag.core.evidence.Holders;
import java.lang.management.ThreadInfo;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Who holds the lock for which a thread waits, and who holds that for which this one waits. */
final class LockChain {
  /**
   * Steps from the acceptor's lock, each to the holder of the lock for which the one before waits.
   */
  private static final int HOLDERS_MAX = 3;

  private static final StackTraceElement[] NO_STACK = {};

  private LockChain() {}

  /**
   * @param waiting null where it is not known
   * @param id of the thread that waits
   */
  static Holders from(@Nullable ThreadInfo waiting, long id, JvmBeans beans) {
    List<AcceptorSample> chain = new ArrayList<>();
    Set<Long> seen = new HashSet<>();
    seen.add(id);
    ThreadInfo info = waiting;
    while (info != null && info.getLockOwnerId() >= 0 && chain.size() < HOLDERS_MAX) {
      if (!seen.add(info.getLockOwnerId())) {
        return new Holders(chain, true);
      }
      info = beans.threads().getThreadInfo(info.getLockOwnerId(), ThreadSamples.FRAMES_MAX);
      if (info != null) {
        chain.add(ThreadSamples.of(info, NO_STACK));
      }
    }
    return new Holders(chain, info != null && seen.contains(info.getLockOwnerId()));
  }
}
