package io.acceptlag.agent.jvm;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class QueuedTasksTest {
  @Test
  void whatIsScheduledForLaterDoesNotWaitForAThread() {
    ScheduledThreadPoolExecutor pool = new ScheduledThreadPoolExecutor(1);
    Runnable task = () -> {};
    Object later = pool.schedule(task, 1, TimeUnit.HOURS);
    Object housekeeping = pool.scheduleWithFixedDelay(task, 1, 1, TimeUnit.HOURS);
    Object due = pool.schedule(task, 0, TimeUnit.NANOSECONDS);
    pool.shutdownNow();

    assertEquals(
        List.of(due, task), new QueuedTasks(queueOf(later, housekeeping, due, task), 10).in(pool));
  }

  /** Java's own are not readable in a unit test. */
  private static ObjectFields queueOf(Object... tasks) {
    return new ObjectFields() {
      @Override
      Object named(Object from, String name) {
        return name.equals("queue") ? tasks : null;
      }
    };
  }
}
