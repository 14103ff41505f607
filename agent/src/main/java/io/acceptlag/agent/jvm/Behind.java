package io.acceptlag.agent.jvm;

import io.acceptlag.core.evidence.AcceptorSample;
import io.acceptlag.core.evidence.Serving;
import io.acceptlag.core.evidence.ServingLoop;
import io.acceptlag.core.evidence.Workers;
import io.acceptlag.core.unserved.UnreadDescriptors;
import java.net.AcceptlagFields;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ThreadPoolExecutor;
import org.jspecify.annotations.Nullable;

/**
 * Finds what serves the connections that one acceptor accepts: by a known server's own objects, or
 * else by the queue that holds the connections, or by the threads that were given them. Thread
 * names are not used.
 */
final class Behind {
  /**
   * Fields by which Tomcat's acceptor leads to its poller: one in each endpoint, several before
   * 9.0.30.
   */
  private static final String[] ENDPOINT = {"endpoint", "this$0"};

  private static final String POLLER_CLASS = "org.apache.tomcat.util.net.NioEndpoint$Poller";

  private static final String PROCESSOR_CLASS = "kafka.network.Processor";

  private final ThreadSamples samples;
  private final CarrierProbe carriers;
  private final @Nullable Thread acceptor;
  private final List<Thread> all;
  private final ObjectFields fields = new ObjectFields();
  private final ThreadBodies bodies = new ThreadBodies(fields);
  private final @Nullable VirtualThreadWalk virtual;

  /**
   * @param virtual null if virtual threads cannot be listed
   * @param acceptor null if it is not known
   */
  Behind(
      ThreadSamples samples,
      CarrierProbe carriers,
      @Nullable VirtualThreadWalk virtual,
      @Nullable Thread acceptor) {
    this.samples = samples;
    this.carriers = carriers;
    this.virtual = virtual;
    this.acceptor = acceptor;
    all = ThreadSamples.others(Thread.currentThread());
  }

  /**
   * @param unread connections that nobody has read
   */
  Serving look(UnreadDescriptors unread) {
    Serving.Builder serving = new Serving.Builder().carriers(carriers.sample(all));
    List<Thread> pool = Collections.emptyList();
    if (AcceptlagFields.areReadable()) {
      pool = lookForPool(unread, serving);
      serving.pollerGone(isPollerGone());
    }
    return serving.threads(samples.of(withoutLargePools(pool))).build();
  }

  private List<Thread> lookForPool(UnreadDescriptors unread, Serving.Builder serving) {
    Set<Executor> pools = pools();
    if (acceptor != null) {
      ServingPool byObjects = new ServingPool(acceptor, all);
      Executor its = byObjects.pool();
      if (its != null && !byObjects.threads().isEmpty() && isOfServer(byObjects, acceptor)) {
        serving.acceptorIsOfPool(byObjects.isOfAcceptor());
        return found(its, byObjects.threads(), serving);
      }
      pools.addAll(new WhoFrees(acceptor, Waiting.of(acceptor, null), all).withoutThread());
    }
    return lookForConnections(new WantedSockets(fields, unread), pools, serving);
  }

  /** Jetty's pool may be one of the JDK's. */
  private boolean isOfServer(ServingPool found, Thread accepting) {
    if (found.isOfServer() || !found.isOfAcceptor()) {
      return found.isOfServer();
    }
    return ServingLoop.of(stack(accepting)) == ServingLoop.JETTY;
  }

  private List<StackTraceElement[]> stacks(List<Thread> of) {
    // All at once, because up to Java 18 each sample stops all threads.
    samples.of(of);
    List<StackTraceElement[]> stacks = new ArrayList<>();
    for (Thread each : of) {
      stacks.add(stack(each));
    }
    return stacks;
  }

  /** Empty where it is not known. */
  private StackTraceElement[] stack(Thread of) {
    List<AcceptorSample> sample = samples.of(Collections.singletonList(of));
    return sample.isEmpty() ? new StackTraceElement[0] : sample.get(0).stack();
  }

  /**
   * Looks for who has the connections themselves. What a thread was given is its own, though a pool
   * may do something with it beside; what no thread was given is in a queue, or is not seen.
   */
  private List<Thread> lookForConnections(
      WantedSockets wanted, Set<Executor> pools, Serving.Builder serving) {
    List<Thread> withoutPool = withoutPool();
    QueuedSockets queued = new QueuedSockets(fields, wanted);
    List<Thread> having = new WhoHasThem(wanted).among(withoutPool, acceptorBodies());
    Executor pool = queued.poolAmong(pools);
    List<AcceptorSample> virtualOnes = Collections.emptyList();
    if (virtual != null && !wanted.areNone() && (pool != null || having.isEmpty())) {
      virtualOnes = virtual.take(wanted);
      pool = virtualOnes.isEmpty() ? pool : queued.poolAmong(pools);
    }
    if (pool != null) {
      return found(pool, workers(pool), serving);
    }
    if (having.isEmpty() && virtualOnes.isEmpty() && !wanted.areNone()) {
      having = new WhoTakesThem(fields, queued, this::stacks).among(withoutPool, acceptorBodies());
    }
    if (!having.isEmpty()) {
      serving.pool(samples.of(having), having.size(), -1, -1).poolClass(Workers.NO_POOL);
    } else if (!virtualOnes.isEmpty()) {
      serving.pool(virtualOnes, virtualOnes.size(), -1, -1).poolClass(Workers.VIRTUAL);
    }
    return Collections.emptyList();
  }

  private List<Thread> found(Executor pool, List<Thread> threads, Serving.Builder serving) {
    serving.acceptorIsElsewhere(acceptor != null && !isAmong(acceptor, threads));
    PoolRoom room = new PoolRoom(fields);
    serving
        .pool(samples.of(threads), threads.size(), room.threadsMax(pool), room.queued(pool))
        .mayGrow(room.mayGrow(pool, threads.size()));
    serving.poolClass(pool.getClass().getName());
    return threads;
  }

  private List<Object> acceptorBodies() {
    return acceptor == null ? Collections.emptyList() : ThreadBodies.of(acceptor);
  }

  private List<Thread> withoutPool() {
    List<Thread> threads = new ArrayList<>();
    for (Thread thread : all) {
      if (thread != acceptor && bodies.pool(thread) == null) {
        threads.add(thread);
      }
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
      if (pool instanceof ThreadPoolExecutor || pool instanceof ForkJoinPool) {
        pools.add(pool);
      }
    }
    return pools;
  }

  /**
   * Whether the acceptor has pollers that no thread runs; with Kafka, whether that is so for one.
   */
  private boolean isPollerGone() {
    List<Object> pollers = new ArrayList<>();
    boolean one = false;
    for (Object body : acceptorBodies()) {
      Object processors = fields.named(body, "processors");
      one |= processors != null;
      if (processors != null) {
        // Scala's ArrayBuffer.
        addPollers(fields.named(processors, "array"), pollers);
      }
      for (String name : ENDPOINT) {
        Object endpoint = fields.named(body, name);
        if (endpoint != null) {
          addPollers(fields.named(endpoint, "poller"), pollers);
          addPollers(fields.named(endpoint, "pollers"), pollers);
        }
      }
    }
    int running = 0;
    for (Object poller : pollers) {
      running += isRun(poller) ? 1 : 0;
    }
    return one ? running < pollers.size() : running == 0 && !pollers.isEmpty();
  }

  private static void addPollers(@Nullable Object found, List<Object> into) {
    Object[] several = found instanceof Object[] ? (Object[]) found : new Object[] {found};
    for (Object each : several) {
      String name = each == null ? "" : each.getClass().getName();
      if (each != null && (name.equals(POLLER_CLASS) || name.equals(PROCESSOR_CLASS))) {
        into.add(each);
      }
    }
  }

  private boolean isRun(Object poller) {
    for (Thread thread : all) {
      for (Object body : ThreadBodies.of(thread)) {
        // By identity, because equals would be the server's code.
        if (poller == body) {
          return true;
        }
      }
    }
    return false;
  }

  /**
   * All threads, if they are not too many; otherwise those that may be loops. A pool with several
   * threads runs tasks, unless the acceptor belongs to it too.
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
    boolean own = acceptor != null && isAmong(acceptor, ofPool);
    List<Thread> few = new ArrayList<>();
    for (Thread thread : all) {
      Executor pool = bodies.pool(thread);
      if (pool == null || !several.contains(pool) || (own && isAmong(thread, ofPool))) {
        few.add(thread);
      }
    }
    return few.size() <= ThreadSamples.POOL_MAX ? few : Collections.emptyList();
  }

  /** By identity: equals would be the application's. */
  private static boolean isAmong(Thread thread, List<Thread> threads) {
    for (Thread each : threads) {
      if (each == thread) {
        return true;
      }
    }
    return false;
  }
}
