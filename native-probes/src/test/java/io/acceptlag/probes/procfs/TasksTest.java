package io.acceptlag.probes.procfs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.acceptlag.core.evidence.Readiness;
import java.io.File;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class TasksTest {
  private final Tasks tasks = new Tasks(new Proc(new File("/proc")));
  private final ThreadMXBean beans = ManagementFactory.getThreadMXBean();

  @Test
  void whoDoesNotRunIsFoundByForHowLongItHas() throws InterruptedException {
    CountDownLatch over = new CountDownLatch(1);
    Thread idle = new Thread(() -> await(over));
    idle.start();
    try {
      int task = 0;
      // It may be on its way into its wait.
      while (task == 0 || tasks.readiness(task) != Readiness.ASLEEP) {
        Thread.sleep(1);
        task = tasks.havingRun(beans.getThreadCpuTime(idle.getId()));
      }
    } finally {
      over.countDown();
      idle.join();
    }
  }

  @Test
  void whoRunsIsReady() {
    // The process's own id is that of its first thread, and thread-self is a link to this one.
    Proc proc = new Proc(new File("/proc"));
    assertEquals(Readiness.READY, Tasks.readiness(proc.text("thread-self/stat")));
  }

  @Test
  void nobodyHasRunForEver() {
    assertEquals(0, tasks.havingRun(Long.MAX_VALUE));
    assertEquals(Readiness.UNKNOWN, tasks.readiness(0));
  }

  @Test
  void aNameMayLookLikeAState() {
    assertEquals(Readiness.ASLEEP, Tasks.readiness("12 (shop) R (x) S 1 12"));
    assertEquals(Readiness.READY, Tasks.readiness("12 (shop) S (x) R 1 12"));
    assertEquals(Readiness.ASLEEP, Tasks.readiness("12 (shop) D 1 12"));
    assertEquals(Readiness.UNKNOWN, Tasks.readiness("12 (shop) "));
    assertEquals(Readiness.UNKNOWN, Tasks.readiness(""));
    assertNotEquals(Readiness.READY, Tasks.readiness("12"));
  }

  private static void await(CountDownLatch over) {
    try {
      over.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
