package io.acceptlag.agent.jvm;

import io.acceptlag.core.evidence.Frames;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Threads without a pool that take connections from a queue of their own. Whoever refers to the
 * queue need not take from it: it may measure it, or take from another one of the same server. So a
 * single thread is no taker unless it waits for that queue. Several are, if they run one method.
 */
final class WhoTakesThem {
  /** From what a thread runs to the queue. */
  private static final int HOPS_MAX = 2;

  private static final int OBJECTS_MAX = 64;

  /** In all. If it is reached, what was found may be incomplete, and is not used. */
  private static final int OBJECTS_IN_ALL_MAX = 100_000;

  private final ObjectFields fields;
  private final ObjectWalk walk;
  private final QueuedSockets queued;
  private final Function<List<Thread>, List<StackTraceElement[]>> stacks;
  private final IdentityHashMap<Object, Boolean> known = new IdentityHashMap<>();

  /**
   * @param stacks of several threads, in their order, all sampled at once
   */
  WhoTakesThem(
      ObjectFields fields,
      QueuedSockets queued,
      Function<List<Thread>, List<StackTraceElement[]>> stacks) {
    this.fields = fields;
    this.stacks = stacks;
    walk = new ObjectWalk(fields, OBJECTS_MAX, OBJECTS_IN_ALL_MAX);
    this.queued = queued;
  }

  /**
   * @param threads of no pool, and not the acceptor
   * @param acceptor what the acceptor was made to run; a thread that runs the same class hands over
   *     too
   */
  List<Thread> among(List<Thread> threads, List<Object> acceptor) {
    List<Thread> near = new ArrayList<>();
    Set<Thread> waiting = Collections.newSetFromMap(new IdentityHashMap<>());
    for (Thread thread : threads) {
      for (Object body : ThreadBodies.of(thread)) {
        List<Object> queues = isOfAClass(body, acceptor) ? Collections.emptyList() : queues(body);
        Object holding = holding(queues);
        Object waitsFor = holding == null ? null : waitsFor(thread, queues);
        if (holding != null && (waitsFor == null || waitsFor == holding)) {
          near.add(thread);
          if (waitsFor == holding) {
            waiting.add(thread);
          }
          break;
        }
      }
    }
    boolean tooMany = walk.isUsedUp() || near.size() > ThreadSamples.POOL_MAX;
    return tooMany ? new ArrayList<>() : ofOneMethod(near, waiting);
  }

  /** Those in the method from which one takes; else all, if that is one method. */
  private List<Thread> ofOneMethod(List<Thread> near, Set<Thread> waiting) {
    Map<String, List<Thread>> byMethod = new HashMap<>();
    String taking = null;
    List<StackTraceElement[]> samples = near.isEmpty() ? new ArrayList<>() : stacks.apply(near);
    for (int i = 0; i < samples.size(); i++) {
      Thread thread = near.get(i);
      String method = methodOf(samples.get(i));
      // No lambda: linking one needs memory, which may be what is missing.
      List<Thread> same = byMethod.get(method);
      if (same == null) {
        same = new ArrayList<>();
        byMethod.put(method, same);
      }
      same.add(thread);
      taking = waiting.contains(thread) ? method : taking;
    }
    if (taking == null && byMethod.size() == 1 && near.size() > 1) {
      return near;
    }
    return byMethod.getOrDefault(taking, new ArrayList<>());
  }

  /** The outermost of the application's. Each lambda has a method of its own, which says little. */
  private static String methodOf(StackTraceElement[] stack) {
    String method = "";
    for (StackTraceElement frame : stack) {
      if (Frames.isOutsideJdk(frame)
          && (method.isEmpty() || !frame.getMethodName().startsWith("lambda$"))) {
        method = Frames.spellMethod(frame);
      }
    }
    return method;
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
      Boolean has = known.get(queue);
      if (has == null) {
        has = queued.hasAny(queue);
        known.put(queue, has);
      }
      if (has) {
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
