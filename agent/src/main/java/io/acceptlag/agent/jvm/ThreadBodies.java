package io.acceptlag.agent.jvm;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinWorkerThread;
import org.jspecify.annotations.Nullable;

/** What threads were made to run, and the pools that they were made by. */
final class ThreadBodies {
  /** Tomcat, JBoss and Netty wrap what their threads run. */
  private static final int WRAPPERS_MAX = 4;

  private final ObjectFields fields;

  ThreadBodies(ObjectFields fields) {
    this.fields = fields;
  }

  /** The Runnable that a thread was given, and the thread itself if its class is not the JDK's. */
  static List<Object> of(Thread thread) {
    List<Object> bodies = new ArrayList<>();
    if (thread.getClass().getName().equals("java.lang.VirtualThread")) {
      // Its own fields lead to its scheduler, and so to all others.
      Object task = ofVirtual(thread);
      return task == null ? bodies : Collections.singletonList(task);
    }
    Object target = target(thread);
    if (target != null) {
      bodies.add(target);
    }
    if (thread.getClass() != Thread.class) {
      bodies.add(thread);
    }
    return bodies;
  }

  private static @Nullable Object target(Thread thread) {
    // From Java 19 on.
    Object holder = ObjectFields.ofJdk(thread, Thread.class, "holder");
    return holder == null
        ? ObjectFields.ofJdk(thread, Thread.class, "target")
        : ObjectFields.ofJdk(holder, holder.getClass(), "task");
  }

  /**
   * What a virtual thread was given, by fields that {@link VirtualThreadFields} uses too; null if
   * they do not exist.
   */
  static @Nullable Object ofVirtual(Thread thread) {
    Object continuation = ObjectFields.ofJdk(thread, thread.getClass(), "cont");
    Class<?> type = continuation == null ? null : continuation.getClass().getSuperclass();
    Object wrapper =
        continuation == null || type == null
            ? null
            : ObjectFields.ofJdk(continuation, type, "target");
    return wrapper == null ? null : ObjectFields.ofJdk(wrapper, wrapper.getClass(), "val$task");
  }

  /** The executor whose worker it is; null if there is none. */
  @Nullable Executor pool(Thread thread) {
    if (thread instanceof ForkJoinWorkerThread) {
      Object pool = ObjectFields.ofJdk(thread, ForkJoinWorkerThread.class, "pool");
      return pool instanceof Executor ? (Executor) pool : null;
    }
    for (Object body : of(thread)) {
      Executor pool = poolOf(body, WRAPPERS_MAX);
      if (pool != null) {
        return pool;
      }
    }
    return null;
  }

  private @Nullable Executor poolOf(Object body, int wrappers) {
    Object outer = fields.named(body, "this$0");
    if (outer instanceof Executor && isInner(body.getClass(), outer.getClass())) {
      return (Executor) outer;
    }
    if (wrappers == 0) {
      return null;
    }
    for (Object inner : fields.values(body)) {
      if (inner instanceof Runnable && inner != body && !(inner instanceof Thread)) {
        Executor pool = poolOf(inner, wrappers - 1);
        if (pool != null) {
          return pool;
        }
      }
    }
    return null;
  }

  /**
   * The threads of an executor run an inner class of it. Another class that refers to an executor
   * may merely hand work to it.
   */
  private static boolean isInner(Class<?> body, Class<?> executor) {
    for (Class<?> type = executor; type != null; type = type.getSuperclass()) {
      if (body.getName().startsWith(type.getName() + "$")) {
        return true;
      }
    }
    return false;
  }
}
