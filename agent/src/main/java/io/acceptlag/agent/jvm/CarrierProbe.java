package io.acceptlag.agent.jvm;

import io.acceptlag.agent.threads.AllThreads;
import io.acceptlag.core.evidence.AcceptorSample;
import io.acceptlag.core.evidence.CarrierSample;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinWorkerThread;
import org.jspecify.annotations.Nullable;

/** What the carriers of virtual threads do, for an acceptor that is a virtual thread in trouble. */
final class CarrierProbe {
  private static final StackTraceElement[] NO_STACK = {};
  private static final String CARRIER = "jdk.internal.misc.CarrierThread";

  /** A stack costs tens of microseconds, and a large host has hundreds of carriers. */
  private static final int HOLDERS_MAX = 32;

  private final @Nullable VirtualThreadFields fields;

  CarrierProbe(@Nullable VirtualThreadFields fields) {
    this.fields = fields;
  }

  CarrierSample sample(Thread acceptor) {
    if (fields == null || !fields.isVirtual(acceptor)) {
      return CarrierSample.UNKNOWN;
    }
    boolean mounted = fields.carrierOf(acceptor) != null;
    Object scheduler = fields.schedulerOf(acceptor);
    // Any other scheduler is the application's, and is not called.
    return scheduler != null && scheduler.getClass() == ForkJoinPool.class
        ? sample(mounted, (ForkJoinPool) scheduler, fields)
        : CarrierSample.of(true, mounted);
  }

  /**
   * A sample for any virtual thread that needs a carrier of the JDK's own scheduler, if that is in
   * use.
   */
  CarrierSample sample(List<Thread> all) {
    for (Thread thread : all) {
      if (fields != null && thread.getClass().getName().equals(CARRIER)) {
        return sample(false, ((ForkJoinWorkerThread) thread).getPool(), fields);
      }
    }
    return CarrierSample.UNKNOWN;
  }

  private static CarrierSample sample(
      boolean mounted, ForkJoinPool scheduler, VirtualThreadFields fields) {
    List<Thread> carriers = carriersOf(scheduler);
    List<Thread> holding = new ArrayList<>();
    List<Thread> held = new ArrayList<>();
    Set<Long> ids = new HashSet<>();
    boolean othersAreIdle = true;
    for (Thread carrier : carriers) {
      Thread holder = fields.mountedOn(carrier);
      if (holder != null) {
        holding.add(holder);
        held.add(carrier);
        ids.add(holder.getId());
      } else {
        othersAreIdle &= carrier.getState() != Thread.State.RUNNABLE;
      }
    }
    int parallelism = scheduler.getParallelism();
    // A carrier that was added for one that was known to be blocked stays for a while. The
    // scheduler does not wake it as long as so many others are active.
    boolean othersAreSpare =
        othersAreIdle
            && held.size() >= parallelism
            && scheduler.getActiveThreadCount() >= parallelism;
    int usable = othersAreSpare ? held.size() : carriers.size();
    boolean noneFree = !mounted && held.size() == usable;
    return new CarrierSample(
        true,
        mounted,
        parallelism,
        usable,
        held.size(),
        ids,
        noneFree ? samples(holding, held) : Collections.emptyList());
  }

  private static List<Thread> carriersOf(ForkJoinPool scheduler) {
    List<Thread> carriers = new ArrayList<>();
    for (Thread thread : AllThreads.list()) {
      if (thread instanceof ForkJoinWorkerThread
          // getPool of an application's subclass would be its code.
          && thread.getClass().getClassLoader() == null
          && ((ForkJoinWorkerThread) thread).getPool() == scheduler) {
        carriers.add(thread);
      }
    }
    return carriers;
  }

  private static List<AcceptorSample> samples(List<Thread> holding, List<Thread> held) {
    List<AcceptorSample> samples = new ArrayList<>();
    for (int i = 0; i < holding.size() && i < HOLDERS_MAX; i++) {
      Thread holder = holding.get(i);
      samples.add(
          new AcceptorSample(
              nameOf(holder),
              held.get(i).getState(),
              holder.getStackTrace(),
              null,
              null,
              NO_STACK));
    }
    return samples;
  }

  /**
   * The name of a thread. By default a virtual thread has none; then its number, as the JDK writes
   * it.
   */
  static String nameOf(Thread thread) {
    String name = thread.getName();
    return name.isEmpty() ? "#" + ThreadIds.of(thread) : name;
  }
}
