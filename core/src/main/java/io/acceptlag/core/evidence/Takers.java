package io.acceptlag.core.evidence;

import java.util.List;

/** The pools that a server hands connections to, recognised by the frames of their tasks. */
public final class Takers {
  private Takers() {}

  /**
   * The only pool in which every thread runs application code in such a task; {@link
   * Workers#UNKNOWN} if there is none, or more than one.
   *
   * @param pools one sample of each of their threads
   * @param taskPrefix what the names of such a task's classes begin with
   */
  public static Workers withoutAFreeThread(List<List<AcceptorSample>> pools, String taskPrefix) {
    Workers found = Workers.UNKNOWN;
    for (List<AcceptorSample> pool : pools) {
      if (allAreAtWork(pool, taskPrefix)) {
        if (found.known()) {
          return Workers.UNKNOWN;
        }
        found = Workers.of(pool);
      }
    }
    return found;
  }

  private static boolean allAreAtWork(List<AcceptorSample> pool, String taskPrefix) {
    for (AcceptorSample thread : pool) {
      if (Frames.topmostOfApplication(thread.stack()) == null
          || !Frames.has(thread.stack(), taskPrefix)) {
        return false;
      }
    }
    return !pool.isEmpty();
  }
}
