package io.acceptlag.agent.jvm;

import io.acceptlag.core.evidence.Frames;
import io.acceptlag.core.evidence.HandOver.Link;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.AbstractQueuedSynchronizer;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Finds the threads that would free a blocked one, by the object that it waits for and never by
 * names. They are workers of the executor whose queue that object is, or threads that run something
 * which refers to it. If two pools fit, none is found.
 */
final class WhoFrees {
  /** From what a thread runs to the queue: how many objects of the application may lie between. */
  private static final int HOPS_MAX = 2;

  /** The search ends here, because an object may refer to half of the application. */
  private static final int OBJECTS_MAX = 256;

  /**
   * In all, which takes about 20 ms. If it is reached, what was found may be incomplete, and is not
   * used.
   */
  private static final int OBJECTS_IN_ALL_MAX = 50_000;

  private final ObjectFields fields = new ObjectFields();
  private final ObjectWalk walk = new ObjectWalk(fields, OBJECTS_MAX, OBJECTS_IN_ALL_MAX);
  private final ThreadBodies bodies = new ThreadBodies(fields);
  private final PoolRoom room = new PoolRoom(fields);
  private final Thread blocked;
  private Waiting waiting;
  private final IdentityHashMap<Executor, List<Thread>> pools = new IdentityHashMap<>();
  private final List<Thread> withoutPool = new ArrayList<>();

  private final IdentityHashMap<Object, Boolean> refersToIt = new IdentityHashMap<>();

  private List<Thread> threads = Collections.emptyList();
  private Link link = Link.NONE;
  private @Nullable Executor pool;
  private @Nullable Object queue;
  private final Set<Executor> withoutThread = Collections.newSetFromMap(new IdentityHashMap<>());

  /**
   * @param others all threads of the application but the one that is blocked
   */
  WhoFrees(Thread blocked, Waiting waiting, Collection<Thread> others) {
    this.blocked = blocked;
    this.waiting = waiting;
    for (Thread thread : others) {
      Executor its = bodies.pool(thread);
      if (its == null) {
        withoutPool.add(thread);
      } else {
        pools.computeIfAbsent(its, each -> new ArrayList<>()).add(thread);
      }
    }
    if (waiting.known()) {
      findWhoRunsIt();
      findWhoseQueueHasIt();
      findWorkersOfItsQueue();
      findWhoRefersToIt();
    }
    if (link == Link.NONE && bodies.pool(blocked) == null) {
      findWhereItHandsWorkTo();
    }
    if (link == Link.NONE) {
      findWhatRefuses();
    }
  }

  List<Thread> threads() {
    return threads;
  }

  Link link() {
    return link;
  }

  /** Null if the threads belong to no known pool. */
  @Nullable Executor pool() {
    return pool;
  }

  /** Pools that the blocked thread's own objects refer to, and that have no thread. */
  Set<Executor> withoutThread() {
    return withoutThread;
  }

  /** Whether a thread is parked on the same queue or lock as the blocked one. */
  boolean waitsForWork(Thread thread) {
    Object blocker = LockSupport.getBlocker(thread);
    Object its = waiting.blocker();
    if (blocker == null || its == null) {
      return false;
    }
    return blocker == its || sameLock(blocker, its) || isOfQueue(blocker);
  }

  private boolean isOfQueue(Object blocker) {
    if (queue != null) {
      for (Object value : fields.values(queue)) {
        if (value == blocker) {
          return true;
        }
      }
    }
    return false;
  }

  private boolean sameLock(Object one, Object other) {
    return one instanceof AbstractQueuedSynchronizer.ConditionObject
        && other instanceof AbstractQueuedSynchronizer.ConditionObject
        && fields.named(one, "this$0") == fields.named(other, "this$0");
  }

  /** A task refers to the thread that runs it. */
  private void findWhoRunsIt() {
    Object task = waiting.blocker();
    if (task instanceof FutureTask) {
      Object runner = ObjectFields.ofJdk(task, FutureTask.class, "runner");
      if (runner instanceof Thread && runner != blocked) {
        found(Link.RUNS_IT, Collections.singletonList((Thread) runner), null);
      }
    }
  }

  private void findWhoseQueueHasIt() {
    if (link != Link.NONE) {
      return;
    }
    Executor its = new QueuedResult(fields, waiting.blocker()).poolAmong(pools.keySet());
    if (its != null) {
      found(Link.SAME_OBJECT, workers(its), its);
    }
  }

  private void findWorkersOfItsQueue() {
    Executor only = null;
    for (Executor candidate : pools.keySet()) {
      if (link == Link.NONE && refersToIt(candidate)) {
        if (only != null) {
          return;
        }
        only = candidate;
      }
    }
    if (only != null) {
      found(Link.SAME_OBJECT, workers(only), only);
    }
  }

  private void findWhoRefersToIt() {
    if (link != Link.NONE) {
      return;
    }
    List<Class<?>> own = classes(ThreadBodies.of(blocked));
    for (int hops = 0; hops <= HOPS_MAX; hops++) {
      IdentityHashMap<Class<?>, List<Thread>> byClass = new IdentityHashMap<>();
      for (Thread thread : withoutPool) {
        if (waiting.isFor(thread)) {
          found(Link.RUNS_IT, Collections.singletonList(thread), null);
          return;
        }
        for (Object body : ThreadBodies.of(thread)) {
          // Of the same class as the blocked one's: another that hands over, not one that takes.
          if (!own.contains(body.getClass()) && leadsToIt(body, hops)) {
            byClass.computeIfAbsent(body.getClass(), each -> new ArrayList<>()).add(thread);
            break;
          }
        }
      }
      if (!byClass.isEmpty()) {
        List<Thread> group = byClass.values().iterator().next();
        if (byClass.size() == 1 && mayAllTake(group, hops) && !walk.isUsedUp()) {
          found(Link.SAME_OBJECT, group, null);
        }
        return;
      }
    }
  }

  /**
   * Whether they take from the queue to which they lead, as far as is seen. A single one may do
   * anything with it, if it reaches it only indirectly. If it sleeps it may be one that measures it
   * now and then, while tasks of a pool take from it.
   */
  private boolean mayAllTake(List<Thread> group, int hops) {
    return group.size() > 1 || (hops == 0 && (!isAsleep(group.get(0)) || arePoolsAtRest()));
  }

  private static boolean isAsleep(Thread thread) {
    return ThreadFacts.state(thread) == Thread.State.TIMED_WAITING
        && LockSupport.getBlocker(thread) == null;
  }

  /**
   * Whether all threads of pools wait for work. Nothing leads from one to the task that it runs.
   */
  private boolean arePoolsAtRest() {
    for (Map.Entry<Executor, List<Thread>> pool : pools.entrySet()) {
      Object itsQueue = room.queue(pool.getKey());
      for (Thread thread : pool.getValue()) {
        Object blocker = LockSupport.getBlocker(thread);
        if (blocker == null
            || (blocker != pool.getKey()
                && blocker != itsQueue
                && (itsQueue == null || !fields.refersTo(itsQueue, blocker)))) {
          return false;
        }
      }
    }
    return true;
  }

  /**
   * Finds the executor that the blocked thread's own objects refer to, if only one is in use.
   * Otherwise finds who takes from the queue that they refer to, if only one is full.
   */
  private void findWhereItHandsWorkTo() {
    Set<Executor> used = Collections.newSetFromMap(new IdentityHashMap<>());
    Set<Object> full = Collections.newSetFromMap(new IdentityHashMap<>());
    for (Object body : ThreadBodies.of(blocked)) {
      for (Object near : around(body, HOPS_MAX + 1)) {
        if (near instanceof Executor && pools.containsKey(near)) {
          used.add((Executor) near);
        } else if (near instanceof ThreadPoolExecutor && PoolRoom.hasNoThread(near)) {
          withoutThread.add((Executor) near);
        } else if (PoolRoom.isFullQueue(near)) {
          full.add(near);
        }
      }
    }
    if (used.size() == 1) {
      Executor only = used.iterator().next();
      found(Link.HANDS_TO, workers(only), only);
    } else if (used.isEmpty() && full.size() == 1 && !waiting.known()) {
      findWhoTakesFrom(full.iterator().next());
    }
  }

  /** The only pool that is full, where one has just refused what this thread gave it. */
  private void findWhatRefuses() {
    Executor only = null;
    for (Executor candidate : pools.keySet()) {
      int threads = workers(candidate).size();
      if (PoolRoom.mayBeFull(candidate, threads)) {
        if (only != null || !PoolRoom.isFull(candidate, threads)) {
          return;
        }
        only = candidate;
      }
    }
    // Last, because up to Java 18 a stack stops all threads.
    if (only != null && Frames.isRefused(ThreadFacts.stack(blocked))) {
      found(Link.HANDS_TO, workers(only), only);
    }
  }

  private void findWhoTakesFrom(Object full) {
    waiting = Waiting.on(full);
    queue = full;
    refersToIt.clear();
    findWhoRefersToIt();
    if (link == Link.SAME_OBJECT) {
      link = Link.FULL_QUEUE;
    }
  }

  private boolean leadsToIt(Object body, int hops) {
    for (Object near : around(body, hops)) {
      if (refersToIt(near)) {
        return true;
      }
    }
    return false;
  }

  /** Whether it is what the thread waits for, or has it as its queue, permits, lock or future. */
  private boolean refersToIt(Object candidate) {
    Boolean known = refersToIt.get(candidate);
    if (known == null) {
      known = waiting.isFor(candidate);
      for (Object value : fields.values(candidate)) {
        known = known || waiting.isFor(value) || isOfIt(value);
      }
      refersToIt.put(candidate, known);
    }
    return known;
  }

  /** The lock may be a field of a queue, and the queue may be inside an AtomicReference. */
  private boolean isOfIt(Object value) {
    Object held =
        value instanceof AtomicReference
            ? ObjectFields.ofJdk(value, AtomicReference.class, "value")
            : value;
    if (held == null || !held.getClass().getName().startsWith("java.util.concurrent.")) {
      return held != null && held != value && waiting.isFor(held);
    }
    for (Object inside : fields.values(held)) {
      if (waiting.isFor(inside)) {
        queue = held;
        return true;
      }
    }
    return waiting.isFor(held);
  }

  /** The object, and those that can be reached from it over so many others. */
  private List<Object> around(Object body, int hops) {
    List<Object> near = walk.from(body);
    List<Object> all = new ArrayList<>(near);
    for (int hop = 0; hop < hops; hop++) {
      near = walk.behind(near);
      all.addAll(near);
    }
    return all;
  }

  private List<Thread> workers(Executor of) {
    return pools.getOrDefault(of, Collections.emptyList());
  }

  private static List<Class<?>> classes(List<Object> objects) {
    List<Class<?>> classes = new ArrayList<>();
    for (Object object : objects) {
      classes.add(object.getClass());
    }
    return classes;
  }

  private void found(Link how, List<Thread> who, @Nullable Executor of) {
    link = how;
    threads = who;
    pool = of;
  }
}
