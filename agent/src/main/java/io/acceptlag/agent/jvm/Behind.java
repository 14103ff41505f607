package io.acceptlag.agent.jvm;

import io.acceptlag.core.evidence.HandOver;
import io.acceptlag.core.evidence.Serving;
import java.net.AcceptlagFields;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadPoolExecutor;
import org.jspecify.annotations.Nullable;

/**
 * Finds what serves the connections that one acceptor takes: by the acceptor's own objects, or else
 * by the queue in which the connections are. Names decide nothing.
 */
final class Behind {
  /** Where Tomcat's acceptor keeps what polls for it: one in each endpoint, before 9.0.30 many. */
  private static final String[] ENDPOINT = {"endpoint", "this$0"};

  private static final String POLLER_CLASS = "org.apache.tomcat.util.net.NioEndpoint$Poller";

  private final ThreadSamples samples;
  private final CarrierProbe carriers;
  private final Thread acceptor;
  private final List<Thread> all;
  private final ObjectFields fields = new ObjectFields();
  private final ThreadBodies bodies = new ThreadBodies(fields);

  Behind(ThreadSamples samples, CarrierProbe carriers, Thread acceptor) {
    this.samples = samples;
    this.carriers = carriers;
    this.acceptor = acceptor;
    all = ThreadSamples.others(Thread.currentThread());
  }

  /**
   * @param unread descriptors of connections that nobody has read
   */
  Serving look(int[] unread) {
    Serving.Builder serving = new Serving.Builder().carriers(carriers.sample(all));
    List<Thread> pool = Collections.emptyList();
    if (AcceptlagFields.areReadable()) {
      pool = lookForPool(unread, serving);
      serving.pollerGone(isPollerGone());
    }
    return serving.threads(samples.inFull(withoutLargePools(pool))).build();
  }

  private List<Thread> lookForPool(int[] unread, Serving.Builder serving) {
    ServingPool byObjects = new ServingPool(acceptor, all);
    Executor found = byObjects.pool();
    List<Thread> threads = byObjects.threads();
    serving.acceptorIsOfPool(found != null && found == bodies.pool(acceptor));
    if (threads.isEmpty()) {
      WhoFrees who = new WhoFrees(acceptor, Waiting.of(acceptor, null), all);
      boolean handsTo = who.link() == HandOver.Link.HANDS_TO;
      found = handsTo ? who.pool() : found;
      threads = handsTo ? who.threads() : threads;
    }
    if (found == null || threads.isEmpty()) {
      Executor holder = new QueuedSockets(fields, unread).poolAmong(pools());
      found = holder;
      threads = holder == null ? Collections.emptyList() : workers(holder);
    }
    if (found != null) {
      PoolRoom room = new PoolRoom(fields);
      serving.pool(
          samples.inFull(threads), threads.size(), room.threadsMax(found), room.queued(found));
    }
    return threads;
  }

  private List<Thread> workers(Executor of) {
    List<Thread> workers = new ArrayList<>();
    for (Thread thread : all) {
      if (bodies.pool(thread) == of) {
        workers.add(thread);
      }
    }
    return workers;
  }

  private Set<Executor> pools() {
    Set<Executor> pools = Collections.newSetFromMap(new IdentityHashMap<>());
    for (Thread thread : all) {
      Executor pool = bodies.pool(thread);
      if (pool instanceof ThreadPoolExecutor) {
        pools.add(pool);
      }
    }
    return pools;
  }

  /** Whether the acceptor's endpoint has pollers, and no thread runs any of them. */
  private boolean isPollerGone() {
    List<Object> pollers = new ArrayList<>();
    for (Object body : ThreadBodies.of(acceptor)) {
      for (String name : ENDPOINT) {
        Object endpoint = fields.named(body, name);
        if (endpoint != null) {
          addPollers(fields.named(endpoint, "poller"), pollers);
          addPollers(fields.named(endpoint, "pollers"), pollers);
        }
      }
    }
    return !pollers.isEmpty() && !isAnyRun(pollers);
  }

  private static void addPollers(@Nullable Object found, List<Object> into) {
    Object[] several = found instanceof Object[] ? (Object[]) found : new Object[] {found};
    for (Object each : several) {
      if (each != null && each.getClass().getName().equals(POLLER_CLASS)) {
        into.add(each);
      }
    }
  }

  private boolean isAnyRun(List<Object> pollers) {
    for (Thread thread : all) {
      for (Object body : ThreadBodies.of(thread)) {
        // By identity: equals would be the server's.
        for (Object poller : pollers) {
          if (poller == body) {
            return true;
          }
        }
      }
    }
    return false;
  }

  /**
   * All, where they are not too many. Else those that loops may be: a pool with many threads runs
   * tasks, unless acceptors are of it too.
   */
  private List<Thread> withoutLargePools(List<Thread> ofPool) {
    if (all.size() < ThreadSamples.POOL_MAX || !AcceptlagFields.areReadable()) {
      return all.size() < ThreadSamples.POOL_MAX ? all : Collections.emptyList();
    }
    Set<Executor> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    Set<Executor> several = Collections.newSetFromMap(new IdentityHashMap<>());
    for (Thread thread : all) {
      Executor pool = bodies.pool(thread);
      if (pool != null && !seen.add(pool)) {
        several.add(pool);
      }
    }
    boolean own = ofPool.contains(acceptor);
    List<Thread> few = new ArrayList<>();
    for (Thread thread : all) {
      Executor pool = bodies.pool(thread);
      if (pool == null || !several.contains(pool) || (own && ofPool.contains(thread))) {
        few.add(thread);
      }
    }
    return few.size() <= ThreadSamples.POOL_MAX ? few : Collections.emptyList();
  }
}
