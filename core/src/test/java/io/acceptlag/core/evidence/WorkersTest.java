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
        // Jetty 9.2 to 9.4.2x: the pool itself, and its selectors.
        "sun.misc.Unsafe.park org.eclipse.jetty.util.BlockingArrayQueue.poll"
            + " org.eclipse.jetty.util.thread.QueuedThreadPool.idleJobPoll"
            + " org.eclipse.jetty.util.thread.QueuedThreadPool$2.run",
        "sun.misc.Unsafe.park org.eclipse.jetty.util.BlockingArrayQueue.take"
            + " org.eclipse.jetty.util.thread.QueuedThreadPool$2.run",
        "sun.nio.ch.EPollArrayWrapper.epollWait sun.nio.ch.SelectorImpl.select"
            + " org.eclipse.jetty.io.SelectorManager$ManagedSelector.select"
            + " org.eclipse.jetty.util.thread.NonBlockingThread.run",
        "sun.nio.ch.EPoll.wait sun.nio.ch.SelectorImpl.select"
            + " org.eclipse.jetty.io.ManagedSelector$SelectorProducer.select"
            + " org.eclipse.jetty.util.thread.strategy.EatWhatYouKill.doProduce",
        // Relocated copies: Spark's, WireMock's.
        "jdk.internal.misc.Unsafe.park org.sparkproject.jetty.util.BlockingArrayQueue.poll"
            + " org.sparkproject.jetty.util.thread.QueuedThreadPool$Runner.idleJobPoll",
        "jdk.internal.misc.Unsafe.park wiremock.org.eclipse.jetty.util.BlockingArrayQueue.poll"
            + " wiremock.org.eclipse.jetty.util.thread.QueuedThreadPool$Runner.idleJobPoll",
        // Tomcat's NIO2, whose pool polls for the group.
        "sun.nio.ch.EPoll.wait sun.nio.ch.EPollPort$EventHandlerTask.run"
            + " org.apache.tomcat.util.threads.ThreadPoolExecutor.runWorker",
        "jdk.internal.misc.Unsafe.park java.util.concurrent.LinkedTransferQueue.take"
            + " org.glassfish.grizzly.threadpool.FixedThreadPool$BasicWorker.getTask"
            + " org.glassfish.grizzly.threadpool.AbstractThreadPool$Worker.doWork",
        "jdk.internal.misc.Unsafe.park java.util.concurrent.LinkedBlockingQueue.take"
            + " io.netty.util.concurrent.SingleThreadEventExecutor.takeTask"
            + " io.netty.util.concurrent.DefaultEventExecutor.run",
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
        // Each waits for one connection, on behalf of a request.
        "sun.nio.ch.EPoll.wait org.xnio.nio.SelectorUtils.await"
            + " org.springframework.web.filter.FormContentFilter.parseIfNecessary",
        "sun.nio.ch.EPoll.wait org.apache.tomcat.util.net.NioSelectorPool.read"
            + " org.springframework.web.filter.FormContentFilter.parseIfNecessary",
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
    StackTraceElement[] stack = SampledFrames.stack(methods.split(" ", -1));
    return new AcceptorSample("shop-1", state, stack, null, null, new StackTraceElement[0]);
  }
}
