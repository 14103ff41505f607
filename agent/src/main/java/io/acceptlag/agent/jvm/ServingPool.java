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

  /**
   * Servers whose fields of these names lead to what serves. Those of an application may lead to
   * whatever it does beside.
   */
  private static final String[] SERVERS = {
    "org.apache.tomcat.", "org.apache.catalina.", "org.xnio.", "org.jboss.", "sun.net.httpserver.",
  };

  /** Those whose pool runs their acceptors, their selectors and what these find. */
  private static final String[] ONE_POOL = {
    "org.eclipse.jetty.util.thread.",
    "org.glassfish.grizzly.threadpool.",
    "org.apache.pekko.dispatch.",
    "akka.dispatch.",
    "kotlinx.coroutines.scheduling.",
  };

  /** In Jetty from 10 on: if it is set, the pool runs the selectors, and no requests. */
  private static final String RUN_ELSEWHERE = "_virtualThreadsExecutor";

  private final ObjectFields fields = new ObjectFields();
  private final ThreadBodies bodies = new ThreadBodies(fields);
  private final List<Thread> threads = new ArrayList<>();
  private @Nullable Executor pool;
  private boolean ofServer;
  private boolean ofAcceptor;

  /**
   * @param all threads of the application
   */
  ServingPool(Thread acceptor, List<Thread> all) {
    Executor found = bodies.pool(acceptor);
    ofAcceptor = found != null;
    ofServer = found != null && isOf(found, ONE_POOL);
    for (Object body : ThreadBodies.of(acceptor)) {
      if (found == null) {
        ofServer = true;
        found = follow(body, all, STEPS_MAX);
      }
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

  /** Whether it is by a known server's own classes that the pool was found. */
  boolean isOfServer() {
    return ofServer;
  }

  /** Whether the acceptor itself belongs to it. */
  boolean isOfAcceptor() {
    return ofAcceptor;
  }

  private static boolean isOf(Object object, String[] packages) {
    for (Class<?> type = object.getClass(); type != null; type = type.getSuperclass()) {
      for (String each : packages) {
        if (type.getName().startsWith(each)) {
          return true;
        }
      }
    }
    return false;
  }

  private @Nullable Executor follow(Object from, List<Thread> all, int steps) {
    for (String name : ROUTE) {
      Object next = fields.named(from, name);
      Executor found = null;
      if (next instanceof Executor && !workers((Executor) next, all).isEmpty()) {
        found = (Executor) next;
      } else if (next != null && steps > 0) {
        found = follow(next, all, steps - 1);
      }
      if (found != null) {
        ofServer &= isOf(from, SERVERS);
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
