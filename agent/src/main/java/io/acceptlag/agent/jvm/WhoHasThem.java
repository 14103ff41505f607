package io.acceptlag.agent.jvm;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.concurrent.BlockingQueue;

/**
 * Threads without a pool that were given connections: one each, if every connection has a thread of
 * its own; or a queue from which all of them take.
 */
final class WhoHasThem {
  /** From what a thread runs to the queue. */
  private static final int HOPS_MAX = 2;

  private static final int OBJECTS_MAX = 64;

  private final ObjectWalk walk;
  private final WantedSockets wanted;
  private final QueuedSockets queued;

  WhoHasThem(ObjectFields fields, WantedSockets wanted, QueuedSockets queued) {
    walk = new ObjectWalk(fields, OBJECTS_MAX, ObjectWalk.NO_BOUND);
    this.wanted = wanted;
    this.queued = queued;
  }

  /**
   * @param threads of no pool, and not the acceptor
   * @param acceptor what the acceptor was made to run; a thread that runs the same class hands over
   *     too
   */
  List<Thread> among(List<Thread> threads, List<Object> acceptor) {
    List<Thread> found = new ArrayList<>();
    if (!wanted.areNone()) {
      for (Thread thread : threads) {
        for (Object body : ThreadBodies.of(thread)) {
          if (wanted.leadsToOne(body)) {
            found.add(thread);
            break;
          }
        }
      }
    }
    return found.isEmpty() ? takers(threads, acceptor) : found;
  }

  private List<Thread> takers(List<Thread> threads, List<Object> acceptor) {
    IdentityHashMap<Object, Boolean> known = new IdentityHashMap<>();
    List<Thread> found = new ArrayList<>();
    for (Thread thread : threads) {
      for (Object body : ThreadBodies.of(thread)) {
        if (!wanted.areNone() && !isOfAClass(body, acceptor) && leadsToQueue(body, known)) {
          found.add(thread);
          break;
        }
      }
    }
    return found;
  }

  private static boolean isOfAClass(Object body, List<Object> others) {
    for (Object other : others) {
      if (other.getClass() == body.getClass()) {
        return true;
      }
    }
    return false;
  }

  private boolean leadsToQueue(Object body, IdentityHashMap<Object, Boolean> known) {
    List<Object> near = walk.from(body);
    for (int hop = 0; hop <= HOPS_MAX; hop++) {
      List<Object> others = new ArrayList<>();
      for (Object each : near) {
        if (!(each instanceof BlockingQueue)) {
          others.add(each);
        } else if (hasAny(each, known)) {
          return true;
        }
      }
      near = walk.behind(others);
    }
    return false;
  }

  private boolean hasAny(Object queue, IdentityHashMap<Object, Boolean> known) {
    Boolean has = known.get(queue);
    if (has == null) {
      has = queued.hasAny(queue);
      known.put(queue, has);
    }
    return has;
  }
}
