package io.acceptlag.agent.jvm;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Threads without a pool that take connections from a queue of their own. Whoever refers to the
 * queue need not take from it: it may measure it, or take from another one of the same server. So a
 * single thread is no taker unless it waits for that queue, and of two groups neither is one.
 */
final class WhoTakesThem {
  /** From what a thread runs to the queue. */
  private static final int HOPS_MAX = 2;

  private static final int OBJECTS_MAX = 64;

  private final ObjectFields fields;
  private final ObjectWalk walk;
  private final QueuedSockets queued;
  private final IdentityHashMap<Object, Boolean> known = new IdentityHashMap<>();

  WhoTakesThem(ObjectFields fields, QueuedSockets queued) {
    this.fields = fields;
    walk = new ObjectWalk(fields, OBJECTS_MAX, ObjectWalk.NO_BOUND);
    this.queued = queued;
  }

  /**
   * @param threads of no pool, and not the acceptor
   * @param acceptor what the acceptor was made to run; a thread that runs the same class hands over
   *     too
   */
  List<Thread> among(List<Thread> threads, List<Object> acceptor) {
    Map<Class<?>, List<Thread>> byClass = new LinkedHashMap<>();
    Class<?> waiting = null;
    for (Thread thread : threads) {
      for (Object body : ThreadBodies.of(thread)) {
        if (!isOfAClass(body, acceptor)) {
          List<Object> queues = queues(body);
          Object full = holding(queues);
          Object waitsFor = full == null ? null : waitsFor(thread, queues);
          if (full != null && (waitsFor == null || waitsFor == full)) {
            byClass.computeIfAbsent(body.getClass(), each -> new ArrayList<>()).add(thread);
            waiting = waitsFor == full ? body.getClass() : waiting;
            break;
          }
        }
      }
    }
    if (waiting != null) {
      return byClass.getOrDefault(waiting, Collections.emptyList());
    }
    List<Thread> only = byClass.size() == 1 ? byClass.values().iterator().next() : null;
    return only == null || only.size() == 1 ? Collections.emptyList() : only;
  }

  private static boolean isOfAClass(Object body, List<Object> others) {
    for (Object other : others) {
      if (other.getClass() == body.getClass()) {
        return true;
      }
    }
    return false;
  }

  private List<Object> queues(Object body) {
    List<Object> queues = new ArrayList<>();
    List<Object> near = walk.from(body);
    for (int hop = 0; hop <= HOPS_MAX; hop++) {
      List<Object> others = new ArrayList<>();
      for (Object each : near) {
        if (each instanceof BlockingQueue) {
          queues.add(each);
        } else if (!(each instanceof Executor)) {
          // From an executor's queue its own workers take; who refers to it hands over.
          others.add(each);
        }
      }
      near = walk.behind(others);
    }
    return queues;
  }

  private @Nullable Object holding(List<Object> queues) {
    for (Object queue : queues) {
      if (known.computeIfAbsent(queue, each -> queued.hasAny(each))) {
        return queue;
      }
    }
    return null;
  }

  /** The one of them on which the thread is parked; null if on none. */
  private @Nullable Object waitsFor(Thread thread, List<Object> queues) {
    Object blocker = LockSupport.getBlocker(thread);
    for (Object queue : queues) {
      if (blocker != null && (blocker == queue || fields.refersTo(queue, blocker))) {
        return queue;
      }
    }
    return null;
  }
}
