package io.acceptlag.agent.jvm;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class QueuedTasksTest {
  private final ScheduledThreadPoolExecutor pool = new ScheduledThreadPoolExecutor(0);

  /** Java's own are not readable in a unit test. */
  private final ObjectFields fields =
      new ObjectFields() {
        @Override
        Object named(Object from, String name) {
          return from == pool.getQueue() && name.equals("queue") ? pool.getQueue().toArray() : null;
        }
      };

  @Test
  void whatIsScheduledForLaterDoesNotWaitForAThread() {
    Runnable task = () -> {};
    Object later = pool.schedule(task, 1, TimeUnit.HOURS);
    Object housekeeping = pool.scheduleWithFixedDelay(task, 1, 1, TimeUnit.HOURS);
    Object due = pool.schedule(task, 0, TimeUnit.NANOSECONDS);

    assertEquals(Set.of(later, housekeeping, due), Set.copyOf(pool.getQueue()));
    assertEquals(List.of(due), new QueuedTasks(fields, 10).in(pool.getQueue()));

    pool.shutdownNow();
  }
}
