package io.acceptlag.agent.jvm;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * The pool that serves what an acceptor accepts: the one to which the acceptor itself belongs, as
 * with Jetty, or the one to which the server's own objects lead.
 */
final class ServingPool {
  /**
   * The fields that lead there: in Tomcat from its Acceptor to the endpoint and its executor, which
   * may be shared; in XNIO from its thread to the worker and the pool of its tasks, which may be
   * WildFly's.
   */
  private static final String[] ROUTE = {
    "endpoint", "this$0", "worker", "taskPool", "executor", "delegate",
  };

  private static final int STEPS_MAX = 6;

  /** In Jetty from 10 on: if it is set, the pool runs the selectors, and no requests. */
  private static final String RUN_ELSEWHERE = "_virtualThreadsExecutor";

  private final ObjectFields fields = new ObjectFields();
  private final ThreadBodies bodies = new ThreadBodies(fields);
  private final List<Thread> threads = new ArrayList<>();
  private @Nullable Executor pool;

  /**
   * @param all threads of the application
   */
  ServingPool(Thread acceptor, List<Thread> all) {
    Executor found = bodies.pool(acceptor);
    for (Object body : ThreadBodies.of(acceptor)) {
      found = found == null ? follow(body, all, STEPS_MAX) : found;
    }
    if (found != null && fields.named(found, RUN_ELSEWHERE) == null) {
      pool = found;
      threads.addAll(workers(found, all));
      if (threads.size() == 1 && threads.get(0) == acceptor) {
        // A thread of its own, made by an executor.
        threads.clear();
      }
    }
  }

  List<Thread> threads() {
    return threads;
  }

  /** -1 where it is not known. */
  int threadsMax() {
    Executor of = pool;
    return of == null ? -1 : new PoolRoom(fields).threadsMax(of);
  }

  /** The class of the executor; empty if none is known. */
  String className() {
    Executor of = pool;
    return of == null ? "" : of.getClass().getName();
  }

  /** Null where none is known. */
  @Nullable Executor pool() {
    return pool;
  }

  private @Nullable Executor follow(Object from, List<Thread> all, int steps) {
    for (String name : ROUTE) {
      Object next = fields.named(from, name);
      if (next instanceof Executor && !workers((Executor) next, all).isEmpty()) {
        return (Executor) next;
      }
      Executor found = next == null || steps == 0 ? null : follow(next, all, steps - 1);
      if (found != null) {
        return found;
      }
    }
    return null;
  }

  private List<Thread> workers(Executor of, List<Thread> all) {
    List<Thread> workers = new ArrayList<>();
    for (Thread thread : all) {
      if (bodies.pool(thread) == of) {
        workers.add(thread);
      }
    }
    return workers;
  }
}
