package io.acceptlag.agent.telemetry;

import io.acceptlag.agent.threads.Daemon;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * One thread for all work, and one that exists only during a request: an HTTP call with its retries
 * blocks for up to ten seconds, and traces of new incidents must not wait for it. The SDK itself
 * would have one thread for spans, one for metrics, and one or more for each exporter's requests.
 */
final class ExportThreads {
  private static final long CALLER_IDLE_MILLIS = 1000;

  /** Practically for ever, because in trouble it may be impossible to start a new thread. */
  private static final long WORKER_IDLE_DAYS = 10_000;

  final ScheduledExecutorService worker = worker();

  final ExecutorService caller = caller();

  private static ScheduledExecutorService worker() {
    ScheduledThreadPoolExecutor worker =
        new ScheduledThreadPoolExecutor(1, work -> Daemon.of(work, "acceptlag-telemetry"));
    // The SDK collects its last metrics once the worker has ended, which must not wait for a timer.
    worker.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    // From Java 17 on waiting without a bound initialises the common ForkJoinPool, whose size the
    // application may not have set yet.
    worker.setKeepAliveTime(WORKER_IDLE_DAYS, TimeUnit.DAYS);
    worker.allowCoreThreadTimeOut(true);
    return worker;
  }

  private static ExecutorService caller() {
    ThreadPoolExecutor caller =
        new ThreadPoolExecutor(
            1,
            1,
            CALLER_IDLE_MILLIS,
            TimeUnit.MILLISECONDS,
            new LinkedBlockingQueue<>(),
            ExportThreads::callerThread);
    caller.allowCoreThreadTimeOut(true);
    return caller;
  }

  private static Thread callerThread(Runnable work) {
    Thread thread = Daemon.of(work, "acceptlag-export");
    // okhttp reports an exception as the request's failure, and then throws it again.
    thread.setUncaughtExceptionHandler((ended, thrown) -> {});
    return thread;
  }

  /** Does not wait for what is under way. */
  void end() {
    worker.shutdown();
    caller.shutdown();
  }
}
