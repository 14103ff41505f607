package io.acceptlag.core.evidence;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Servers whose workers are recognised by their frames, because no object leads from the acceptor
 * to them. Each is from the server's source: in that class the acceptor waits for a worker, and
 * does nothing else.
 */
enum KnownWorkers {
  /** It sleeps after a RejectedExecutionException: 0.9.3 in serve, from 0.10 on in execute. */
  THRIFT(
      "org.apache.thrift.server.TThreadPoolServer",
      "org.apache.thrift.server.TThreadPoolServer$WorkerProcess"),

  /** Its readers put calls into the queue of all handlers, which only their server refers to. */
  HADOOP("org.apache.hadoop.ipc.CallQueueManager", "org.apache.hadoop.ipc.Server$Handler");

  private final String waiterClass;
  private final String workerClass;

  KnownWorkers(String waiterClass, String workerClass) {
    this.waiterClass = waiterClass;
    this.workerClass = workerClass;
  }

  /** Null where it is none of these, or does not wait in that class. */
  static @Nullable KnownWorkers of(StackTraceElement[] blocked) {
    StackTraceElement top = Frames.topmostOutsideJdk(blocked);
    for (KnownWorkers known : values()) {
      if (top != null && top.getClassName().equals(known.waiterClass)) {
        return known;
      }
    }
    return null;
  }

  /** The threads that work for this server now. */
  List<AcceptorSample> among(List<AcceptorSample> threads) {
    List<AcceptorSample> workers = new ArrayList<>();
    for (AcceptorSample thread : threads) {
      for (StackTraceElement frame : thread.stack()) {
        if (frame.getClassName().equals(workerClass)) {
          workers.add(thread);
          break;
        }
      }
    }
    return workers;
  }
}
