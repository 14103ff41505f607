package io.acceptlag.core.watch;

import io.acceptlag.core.kernel.QueueReading;
import io.acceptlag.core.listener.Listener;

/**
 * How many connections can have waited at once from one poll to the next. Each that did was taken
 * since, or still waits. If these are fewer than the queue has room for, it was not full. What the
 * listener dropped is then something else, such as half-open probes, and the overflows that the
 * namespace counted meanwhile are another listener's.
 */
final class MostQueued {
  /**
   * On their way from the kernel to the hook, one for each acceptor. An io_uring that accepts far
   * ahead of its event loop has more, and what it refuses then is not reported.
   */
  private static final int UNCOUNTED = 8;

  private final Listener listener;
  private long acceptedBefore;
  private int limitBefore = -1;
  private boolean countedBefore;

  MostQueued(Listener listener) {
    this.listener = listener;
  }

  /**
   * Whether the queue was certainly not full since this was last asked; to be asked at each reading
   * of drops.
   *
   * @param accepted counted before the reading
   * @param allSeen whether all accepts are seen
   * @param dropped whether anything was dropped, or it need not be known
   */
  boolean wasNeverFull(QueueReading reading, long accepted, boolean allSeen, boolean dropped) {
    boolean counted = allSeen && listener.hooked();
    int limit = limitBefore < 0 ? reading.limit : Math.min(limitBefore, reading.limit);
    boolean certain =
        dropped
            && counted
            && countedBefore
            && limit >= 0
            && reading.length >= 0
            // Once more, after the drops were read: what came meanwhile may be among them.
            && listener.accepted() - acceptedBefore + reading.length + UNCOUNTED <= limit;
    acceptedBefore = accepted;
    limitBefore = reading.limit;
    countedBefore = counted;
    return certain;
  }
}
