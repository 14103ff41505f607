package io.acceptlag.agent.telemetry;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * What is yet to be exported, in order. It is added by the sampler, which must not wait, and taken
 * by one thread at a time.
 */
final class WaitingReports {
  static final int MAX = 1024;

  private final BlockingQueue<Consumer<IncidentTraces>> events = new ArrayBlockingQueue<>(MAX);
  private final ReentrantLock draining = new ReentrantLock();

  /** Whether the worker has been told to drain, and has not begun to. */
  private final AtomicBoolean drainDue = new AtomicBoolean();

  /**
   * @return whether there was room
   */
  boolean add(Consumer<IncidentTraces> event) {
    return events.offer(event);
  }

  boolean isEmpty() {
    return events.isEmpty();
  }

  void clear() {
    events.clear();
  }

  /**
   * Has the worker drain, unless it is about to.
   *
   * @param drain calls {@link #drainTo}, if there is a target
   */
  void drainBy(Executor worker, Runnable drain) {
    if (!drainDue.compareAndSet(false, true)) {
      return;
    }
    try {
      worker.execute(drain);
    } catch (RejectedExecutionException e) {
      // Closed at this moment.
    } catch (OutOfMemoryError e) {
      // No thread could be started. The next report tries again.
      drainDue.set(false);
    }
  }

  void drainTo(IncidentTraces target) {
    drainDue.set(false);
    draining.lock();
    try {
      takeAll(target);
    } finally {
      draining.unlock();
    }
  }

  /** Nothing is drained between the last event and the end of what is open. */
  void drainToAndEnd(IncidentTraces target) {
    draining.lock();
    try {
      takeAll(target);
      target.endAll();
    } finally {
      draining.unlock();
    }
  }

  private void takeAll(IncidentTraces target) {
    for (Consumer<IncidentTraces> event = events.poll(); event != null; event = events.poll()) {
      try {
        event.accept(target);
      } catch (Throwable failure) {
        // Only this span is lost.
      }
    }
  }
}
