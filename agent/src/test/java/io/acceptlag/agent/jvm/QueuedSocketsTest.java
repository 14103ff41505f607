package io.acceptlag.agent.jvm;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class QueuedSocketsTest {
  @Test
  void whatIsScheduledForLaterDoesNotWaitForAThread() {
    ScheduledThreadPoolExecutor pool = new ScheduledThreadPoolExecutor(1);
    Runnable task = () -> {};
    Object later = pool.schedule(task, 1, TimeUnit.HOURS);
    Object housekeeping = pool.scheduleWithFixedDelay(task, 1, 1, TimeUnit.HOURS);
    Object due = pool.schedule(task, 0, TimeUnit.NANOSECONDS);
    pool.shutdownNow();

    assertFalse(QueuedSockets.isDue(later));
    assertFalse(QueuedSockets.isDue(housekeeping));
    assertTrue(QueuedSockets.isDue(due));
    assertTrue(QueuedSockets.isDue(task));
  }
}
