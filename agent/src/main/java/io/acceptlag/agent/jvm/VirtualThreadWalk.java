package io.acceptlag.agent.jvm;

import io.acceptlag.core.evidence.AcceptorSample;
import io.acceptlag.core.evidence.VirtualThreads;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.ref.Reference;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.net.AcceptlagClassState;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Walks through the virtual threads that the JDK tracks: those of executors and, unless
 * jdk.trackAllThreads is false, all others. There may be a million, so the walk is bounded.
 */
final class VirtualThreadWalk {
  private static final StackTraceElement[] NO_STACK = {};
  private static final int THREADS_MAX = 10_000;
  private static final int SAMPLES_MAX = 64;
  private static final long BOUND_NANOS = 50_000_000;

  /** Other containers belong to pools, whose threads are hardly ever virtual. */
  private static final String EXECUTOR = "java.util.concurrent.ThreadPerTaskExecutor";

  private final VirtualThreadFields fields;
  private final Class<?> containers;
  private final MethodHandle registry;
  private final MethodHandle root;
  private final MethodHandle tracksAll;
  private final MethodHandle threads;

  private VirtualThreadWalk(VirtualThreadFields fields) throws ReflectiveOperationException {
    this.fields = fields;
    containers = Class.forName("jdk.internal.vm.ThreadContainers", false, null);
    Field registryField = containers.getDeclaredField("CONTAINER_REGISTRY");
    registryField.setAccessible(true);
    registry =
        MethodHandles.lookup()
            .unreflectGetter(registryField)
            .asType(MethodType.methodType(Set.class));
    root = method(containers.getMethod("root"), MethodType.methodType(Object.class));
    tracksAll =
        method(containers.getMethod("trackAllThreads"), MethodType.methodType(boolean.class));
    threads =
        method(
            Class.forName("jdk.internal.vm.ThreadContainer", false, null).getMethod("threads"),
            MethodType.methodType(Stream.class, Object.class));
  }

  private static MethodHandle method(Method method, MethodType type) throws IllegalAccessException {
    method.setAccessible(true);
    return MethodHandles.lookup().unreflect(method).asType(type);
  }

  /** Null if they cannot be read. The packages must be open already. */
  static @Nullable VirtualThreadWalk of(VirtualThreadFields fields) {
    try {
      return new VirtualThreadWalk(fields);
    } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
      return null;
    }
  }

  VirtualThreads take() {
    return take(new Walk(System.nanoTime(), null, SAMPLES_MAX));
  }

  /** The threads themselves, as far as the walk gets. */
  List<Thread> threads() {
    Walk walk = new Walk(System.nanoTime(), null, 0);
    take(walk);
    return walk.found;
  }

  /**
   * Samples of those that were given such a connection, which is not wanted from then on. One that
   * two of them lead to was given to neither.
   */
  List<AcceptorSample> take(WantedSockets given) {
    Walk walk = new Walk(System.nanoTime(), given, SAMPLES_MAX);
    take(walk);
    List<AcceptorSample> samples = new ArrayList<>();
    int[] found = {};
    for (int i = 0; i < walk.having.size(); i++) {
      int connection = walk.had.get(i);
      if (walk.had.indexOf(connection) == walk.had.lastIndexOf(connection)) {
        found = WantedSockets.both(found, new int[] {connection});
        samples.add(sample(walk.having.get(i)));
      }
    }
    if (given.anyOverdue(found)) {
      given.leaveOut(found);
    } else {
      samples.clear();
    }
    return samples;
  }

  private AcceptorSample sample(Thread thread) {
    return new AcceptorSample(
        CarrierProbe.nameOf(thread),
        fields.stateOf(thread),
        thread.getStackTrace(),
        null,
        null,
        NO_STACK);
  }

  private VirtualThreads take(Walk walk) {
    if (!AcceptlagClassState.isInitialized(containers)) {
      // Nobody has started a virtual thread.
      return VirtualThreads.NONE;
    }
    try {
      return walk.through();
    } catch (RuntimeException | Error e) {
      return VirtualThreads.UNKNOWN;
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  private final class Walk {
    private final long startNanos;
    private final @Nullable WantedSockets given;
    private final int samplesMax;
    private final List<Thread> found = new ArrayList<>();
    private final List<AcceptorSample> samples = new ArrayList<>();

    // Threads that lead to one of the given connections, and the descriptor of each.
    private final List<Thread> having = new ArrayList<>();
    private final List<Integer> had = new ArrayList<>();

    private int count;
    private boolean cut;

    /**
     * @param given connections, one of which a thread must have been given; null for any thread
     */
    Walk(long startNanos, @Nullable WantedSockets given, int samplesMax) {
      this.startNanos = startNanos;
      this.given = given;
      this.samplesMax = samplesMax;
    }

    VirtualThreads through() throws Throwable {
      for (Object each : (Set<?>) registry.invokeExact()) {
        Object container = each instanceof Reference ? ((Reference<?>) each).get() : null;
        if (container != null && container.getClass().getName().equals(EXECUTOR)) {
          addAll(container);
        }
      }
      addAll((Object) root.invokeExact());
      return new VirtualThreads(count, !cut && (boolean) tracksAll.invokeExact(), samples);
    }

    private void addAll(Object container) throws Throwable {
      Iterator<?> all = ((Stream<?>) threads.invokeExact(container)).iterator();
      while (!cut && all.hasNext()) {
        Object thread = all.next();
        if (thread instanceof Thread && fields.isVirtual((Thread) thread)) {
          add((Thread) thread);
        }
      }
    }

    private void add(Thread thread) {
      count++;
      found.add(thread);
      cut = count >= THREADS_MAX || System.nanoTime() - startNanos > BOUND_NANOS;
      if (given != null) {
        look(thread, given);
      } else if (samples.size() < samplesMax) {
        samples.add(sample(thread));
      }
    }

    private void look(Thread thread, WantedSockets wanted) {
      Object task = having.size() < samplesMax ? ThreadBodies.ofVirtual(thread) : null;
      int[] its = task == null ? new int[0] : wanted.givenTo(task, Collections.emptySet());
      if (its.length == 1) {
        having.add(thread);
        had.add(its[0]);
      }
    }
  }
}
