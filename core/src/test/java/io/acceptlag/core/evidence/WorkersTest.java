package io.acceptlag.core.evidence;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which threads of a pool are at work, and where most of them are. */
class WorkersTest {
  /** As each was seen, leaf first. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "sun.misc.Unsafe.park java.util.concurrent.LinkedBlockingQueue.take"
            + " java.util.concurrent.ThreadPoolExecutor.getTask java.lang.Thread.run",
        "jdk.internal.misc.Unsafe.park java.util.concurrent.ForkJoinPool.awaitWork"
            + " java.util.concurrent.ForkJoinPool.runWorker",
        "jdk.internal.misc.Unsafe.park java.util.concurrent.locks.LockSupport.parkNanos"
            + " org.jboss.threads.EnhancedQueueExecutor$ThreadBody.run java.lang.Thread.run"
            + " org.jboss.threads.JBossThread.run",
        "jdk.internal.misc.Unsafe.park org.apache.tomcat.util.threads.TaskQueue.take"
            + " org.apache.tomcat.util.threads.ThreadPoolExecutor.getTask",
        "jdk.internal.misc.Unsafe.park org.eclipse.jetty.util.BlockingArrayQueue.poll"
            + " org.eclipse.jetty.util.thread.QueuedThreadPool$Runner.idleJobPoll",
        "jdk.internal.misc.Unsafe.park java.util.concurrent.locks.LockSupport.parkNanos"
            + " kotlinx.coroutines.scheduling.CoroutineScheduler$Worker.park",
      })
  void idle(String stack) {
    assertEquals(0, Workers.of(List.of(thread(Thread.State.TIMED_WAITING, stack))).busy());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "java.lang.Thread.sleep com.acme.Shop.load java.util.concurrent.ThreadPoolExecutor.runWorker",
        "jdk.internal.misc.Unsafe.park com.acme.Shop.load"
            + " org.jboss.threads.EnhancedQueueExecutor$ThreadBody.run java.lang.Thread.run",
        "jdk.internal.misc.Unsafe.park java.util.concurrent.SynchronousQueue.take com.acme.Shop.load",
      })
  void busy(String stack) {
    assertEquals(1, Workers.of(List.of(thread(Thread.State.TIMED_WAITING, stack))).busy());
  }

  @Test
  void whereMostOfThemAre() {
    CommonFrame frame =
        CommonFrame.of(
            List.of(
                thread(Thread.State.RUNNABLE, "com.acme.Json.read com.acme.Shop.serve"),
                thread(Thread.State.WAITING, "java.lang.Thread.sleep com.acme.Db.query"),
                thread(Thread.State.WAITING, "java.lang.Thread.sleep com.acme.Db.query")));
    assertEquals("Db.query", frame.method());
    assertEquals(2, frame.count());
    assertEquals(Thread.State.WAITING, frame.sample().state());
  }

  @Test
  void whatTheyShareWhereEachIsSomewhereElse() {
    List<AcceptorSample> threads = new ArrayList<>();
    for (String leaf : List.of("com.acme.A.a", "com.acme.B.b", "com.acme.C.c")) {
      threads.add(
          thread(Thread.State.RUNNABLE, leaf + " com.acme.Shop$Web.serve com.acme.Web.run"));
    }
    CommonFrame frame = CommonFrame.of(threads);
    assertEquals("Web.serve", frame.method());
    assertEquals(3, frame.count());
  }

  private static AcceptorSample thread(Thread.State state, String methods) {
    String[] names = methods.split(" ", -1);
    StackTraceElement[] stack = new StackTraceElement[names.length];
    for (int i = 0; i < names.length; i++) {
      int dot = names[i].lastIndexOf('.');
      stack[i] =
          new StackTraceElement(names[i].substring(0, dot), names[i].substring(dot + 1), null, 1);
    }
    return new AcceptorSample("shop-1", state, stack, null, null, new StackTraceElement[0]);
  }
}
