package io.acceptlag.agent.jvm;

import java.net.AcceptlagFields;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** Groups threads by the executors to which they belong, by their objects. */
final class ThreadPools {
  private ThreadPools() {}

  /** Threads without an executor are left out. */
  static IdentityHashMap<Executor, List<Thread>> of(List<Thread> threads) {
    IdentityHashMap<Executor, List<Thread>> pools = new IdentityHashMap<>();
    if (AcceptlagFields.areReadable()) {
      ThreadBodies bodies = new ThreadBodies(new ObjectFields());
      for (Thread thread : threads) {
        Executor pool = bodies.pool(thread);
        if (pool != null) {
          pools.computeIfAbsent(pool, each -> new ArrayList<>()).add(thread);
        }
      }
    }
    return pools;
  }

  static List<Thread> workers(@Nullable Executor pool) {
    return pool == null
        ? Collections.emptyList()
        : of(ThreadSamples.others(Thread.currentThread()))
            .getOrDefault(pool, Collections.emptyList());
  }
}
