package io.acceptlag.agent.jvm;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.concurrent.LinkedTransferQueue;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class PoolRoomTest {
  private final FakeObjects objects = new FakeObjects();
  private final PoolRoom room = new PoolRoom(objects);

  @Test
  void whatIsHandedOverNeverWaitsInAQueue() {
    assertEquals(0, room.tasksIn(new SynchronousQueue<>()));
  }

  @Test
  void ofASchedulerOnlyWhatIsDueWaitsForAThread() {
    ScheduledThreadPoolExecutor pool = new ScheduledThreadPoolExecutor(1);
    Runnable task = () -> {};
    Object due = pool.schedule(task, 0, TimeUnit.NANOSECONDS);
    Object later = pool.schedule(task, 1, TimeUnit.HOURS);
    objects.field(pool.getQueue(), "queue", new Object[] {due, later, null});
    assertEquals(1, room.tasksIn(pool.getQueue()));
    pool.shutdownNow();
  }

  @Test
  void whatCannotBeReadIsNotKnown() {
    assertEquals(-1, room.tasksIn(new LinkedTransferQueue<>()));
  }
}
