package io.acceptlag.agent.jvm;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Field;
import org.jspecify.annotations.Nullable;

/**
 * The JDK's own fields by which a virtual thread and its carrier know each other (seen on 21, 25
 * and 26). They are read, and nothing is called: {@code Thread.getState} of a mounted one takes a
 * lock that it needs itself.
 *
 * <p>A carrier's stack ends at {@code Continuation.run}, and does not show the thread that it
 * carries. But the carrier refers to the continuation that it runs, which refers to its virtual
 * thread.
 */
final class VirtualThreadFields {
  static final int SINCE = 21;

  private final Class<?> virtualThread;
  private final Class<?> continuationTask;
  private final MethodHandle carrier;
  private final MethodHandle scheduler;
  private final MethodHandle continuation;
  private final MethodHandle parent;
  private final MethodHandle target;
  private final MethodHandle threadOfTask;

  private VirtualThreadFields() throws ReflectiveOperationException {
    virtualThread = type("java.lang.VirtualThread");
    continuationTask = type("java.lang.VirtualThread$VThreadContinuation$1");
    Class<?> continuationType = type("jdk.internal.vm.Continuation");
    carrier = getter(virtualThread, "carrierThread");
    scheduler = getter(virtualThread, "scheduler");
    continuation = getter(Thread.class, "cont");
    parent = getter(continuationType, "parent");
    target = getter(continuationType, "target");
    threadOfTask = getter(continuationTask, "val$vthread");
  }

  /** Null if there are no virtual threads, or if their fields are unknown. */
  static @Nullable VirtualThreadFields open(BaseModule base, int javaVersion) {
    if (javaVersion < SINCE) {
      return null;
    }
    try {
      base.openTo(Object.class, "java.lang");
      base.openTo(Object.class, "jdk.internal.vm");
      VirtualThreadFields fields = new VirtualThreadFields();
      fields.rehearse();
      return fields;
    } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
      // Another JVM than HotSpot, or a newer one: less is known.
      return null;
    }
  }

  /** Does not initialise the class, because the application may not use it. */
  private static Class<?> type(String name) throws ClassNotFoundException {
    return Class.forName(name, false, null);
  }

  private static MethodHandle getter(Class<?> owner, String name)
      throws ReflectiveOperationException {
    Field field = owner.getDeclaredField(name);
    field.setAccessible(true);
    return MethodHandles.lookup()
        .unreflectGetter(field)
        .asType(MethodType.methodType(Object.class, Object.class));
  }

  /** Links the calls now, because in trouble there may be no memory for that. */
  private void rehearse() {
    mountedOn(Thread.currentThread());
    try {
      threadOf(new Object());
    } catch (ClassCastException expected) {
      // It is linked even so.
    }
  }

  boolean isVirtual(Thread thread) {
    return virtualThread.isInstance(thread);
  }

  /** Null while it has no carrier. */
  @Nullable Thread carrierOf(Thread virtual) {
    return (Thread) read(carrier, virtual);
  }

  /**
   * The state of its carrier, if it has one: only without a carrier can its own be read without a
   * lock.
   */
  Thread.State stateOf(Thread virtual) {
    Thread on = carrierOf(virtual);
    return on == null ? virtual.getState() : on.getState();
  }

  @Nullable Object schedulerOf(Thread virtual) {
    return read(scheduler, virtual);
  }

  /** The virtual thread that a carrier runs; null while it runs none. */
  @Nullable Thread mountedOn(Thread platform) {
    Object innermost = read(continuation, platform);
    for (Object each = innermost; each != null; each = read(parent, each)) {
      Object task = read(target, each);
      if (continuationTask.isInstance(task)) {
        return threadOf(task);
      }
    }
    return null;
  }

  private @Nullable Thread threadOf(@Nullable Object task) {
    return (Thread) read(threadOfTask, task);
  }

  private static @Nullable Object read(MethodHandle field, @Nullable Object of) {
    try {
      return (Object) field.invokeExact(of);
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }
}
