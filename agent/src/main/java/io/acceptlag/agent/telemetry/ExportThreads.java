package io.acceptlag.agent.telemetry;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * One thread for all that is done here, and one that is there only while a request is: an HTTP call
 * blocks, with its retries for ten seconds, and traces of new incidents must not wait for it. The
 * SDK by itself would have one for the spans, one for the metrics, and one or more for each
 * exporter's requests.
 */
final class ExportThreads {
  private static final long CALLER_IDLE_MILLIS = 1000;

  /** For good: none may be to be had when there is trouble to export. */
  private static final long WORKER_IDLE_DAYS = 10_000;

  final ScheduledExecutorService worker = worker();

  final ExecutorService caller = caller();

  private static ScheduledExecutorService worker() {
    ScheduledThreadPoolExecutor worker =
        new ScheduledThreadPoolExecutor(1, work -> daemon(work, "acceptlag-telemetry"));
    // The SDK collects its last metrics once the worker has ended, which must not wait for a timer.
    worker.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    // To wait for work without a bound initialises the common ForkJoinPool from Java 17 on, which
    // the application may still be about to size.
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
    Thread thread = daemon(work, "acceptlag-export");
    // What breaks a request, okhttp throws after it has handed it over as the request's failure.
    thread.setUncaughtExceptionHandler((ended, thrown) -> {});
    return thread;
  }

  static Thread daemon(Runnable work, String name) {
    Thread thread = new Thread(work, name);
    thread.setDaemon(true);
    // The SDK's threads inherit it, and must neither find nor hold on to the application's classes.
    thread.setContextClassLoader(ExportThreads.class.getClassLoader());
    return thread;
  }

  /** What is under way is not waited for. */
  void end() {
    worker.shutdown();
    caller.shutdown();
  }
}
