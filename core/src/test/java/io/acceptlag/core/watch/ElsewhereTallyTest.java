package io.acceptlag.core.watch;

import static io.acceptlag.core.evidence.SampledFrames.stack;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.acceptlag.core.evidence.AcceptorProbe;
import io.acceptlag.core.evidence.AcceptorSample;
import io.acceptlag.core.evidence.Readiness;
import io.acceptlag.core.listener.AcceptRecorder;
import io.acceptlag.core.listener.Listener;
import io.acceptlag.core.listener.Listeners;
import io.acceptlag.core.listener.NoReading;
import io.acceptlag.core.listener.SlowAccepts;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ElsewhereTallyTest {
  private static final int FD = 7;
  private static final String WORKER = "java.util.concurrent.ThreadPoolExecutor.runWorker";
  private static final String TASK = "com.acme.Shop.lambda$main$0";

  private static final String[] ACCEPTS = {
    "java.net.ServerSocket.accept", "com.acme.Shop.acceptAll", TASK, WORKER, "java.lang.Thread.run"
  };

  private static final String[] WORKS = {
    "java.lang.Thread.sleep", "com.acme.Report.run", WORKER, "java.lang.Thread.run"
  };

  private static final String[] IDLES = {
    "jdk.internal.misc.Unsafe.park",
    "java.util.concurrent.LinkedBlockingQueue.take",
    "java.util.concurrent.ThreadPoolExecutor.getTask",
    WORKER,
    "java.lang.Thread.run"
  };

  private static final String[] WAITS_FOR_TIME = {
    "jdk.internal.misc.Unsafe.park",
    "java.util.concurrent.ScheduledThreadPoolExecutor$DelayedWorkQueue.take",
    "java.util.concurrent.ThreadPoolExecutor.getTask",
    WORKER,
    "java.lang.Thread.run"
  };

  private final Listeners listeners = new Listeners();
  private final AcceptRecorder recorder =
      new AcceptRecorder(listeners, new NoReading(), new SlowAccepts(2), 1, 0, 0);
  private final AcceptTask task = new AcceptTask();
  private final List<AcceptorSample> all = new ArrayList<>();
  private final ElsewhereTally tally;

  ElsewhereTallyTest() {
    accept();
    Listener listener = listeners.nextFound();
    AcceptorProbe threads =
        (AcceptorProbe)
            Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {AcceptorProbe.class},
                (proxy, method, arguments) -> method.getName().equals("all") ? all : (Object) true);
    tally = new ElsewhereTally(listener, threads, task);
  }

  @Test
  void aTaskThatIsNotOnTheThreadAnyMoreHasReturned() {
    recorder.entered(this, FD);
    see(ACCEPTS);
    accept();
    see(WORKS);
    see(WORKS);
    assertEquals(2, outsideTask());
    see(IDLES);
    assertEquals(3, outsideTask());
  }

  @Test
  void aTaskThatServesByItselfHasNot() {
    recorder.entered(this, FD);
    see(ACCEPTS);
    accept();
    see("java.lang.Thread.sleep", "com.acme.Database.query", TASK, WORKER, "java.lang.Thread.run");
    assertEquals(0, outsideTask());
  }

  /** As of a pool of one thread that is an event loop. */
  @Test
  void aTaskThatWasRunAgainMayBeRunAgain() {
    recorder.entered(this, FD);
    see(ACCEPTS);
    accept();
    see(WORKS);
    assertEquals(1, outsideTask());
    see("com.acme.Shop.greet", TASK, WORKER, "java.lang.Thread.run");
    see(WORKS);
    see(WORKS);
    assertEquals(0, outsideTask());
  }

  /** A coroutine that waits for room in a channel is on no stack. */
  @Test
  void aCoroutineMayOnlyBeSuspended() {
    recorder.entered(this, FD);
    see(
        "java.net.ServerSocket.accept",
        TASK,
        "kotlin.coroutines.jvm.internal.BaseContinuationImpl.resumeWith",
        "kotlinx.coroutines.DispatchedTask.run",
        WORKER,
        "java.lang.Thread.run");
    accept();
    see(IDLES);
    see(WORKS);
    assertEquals(0, outsideTask());
  }

  /** The next accept may be what the future does when this is done. */
  @Test
  void whatAFutureDoesThenMayBeAStepOfTheLoop() {
    recorder.entered(this, FD);
    see(ACCEPTS);
    accept();
    String[] step = {
      "com.acme.Database.query",
      "com.acme.Shop.handle",
      "java.util.concurrent.CompletableFuture$UniAccept.tryFire",
      "java.util.concurrent.CompletableFuture$AsyncSupply.run",
      WORKER
    };
    see(step);
    see(step);
    assertEquals(0, outsideTask());
  }

  @Test
  void nothingIsSaidOfAThreadThatWasNotSeenToAccept() {
    see(WORKS);
    see(IDLES);
    assertEquals(0, outsideTask());
  }

  /** Its loop comes back to the application again and again. */
  @Test
  void whatAServersLoopCallsIsNoTask() {
    recorder.entered(this, FD);
    see(
        "sun.nio.ch.EPoll.wait",
        "com.acme.MeteredSelector.select",
        "io.netty.channel.nio.NioEventLoop.run",
        WORKER,
        "java.lang.Thread.run");
    accept();
    see(WORKS);
    assertEquals(0, outsideTask());
  }

  @Test
  void aThreadOfNoPoolHasNoTaskToReturnFrom() {
    recorder.entered(this, FD);
    see("java.net.ServerSocket.accept", TASK, "java.lang.Thread.run");
    accept();
    see("java.lang.Thread.sleep", "com.acme.Report.run", "java.lang.Thread.run");
    assertEquals(0, outsideTask());
  }

  @Test
  void aCoroutineMayGoOnInAnotherThread() {
    recorder.entered(this, FD);
    see(
        "java.net.ServerSocket.accept",
        TASK,
        "kotlinx.coroutines.scheduling.CoroutineScheduler$Worker.run",
        WORKER);
    accept();
    see(WORKS);
    assertEquals(0, outsideTask());
  }

  /** One accept in each run: then other work on the pool's only thread does keep it. */
  @Test
  void aScheduledTaskIsRunAgain() {
    recorder.entered(this, FD);
    see(
        "java.net.ServerSocket.accept",
        TASK,
        "java.util.concurrent.FutureTask.runAndReset",
        "java.util.concurrent.ScheduledThreadPoolExecutor$ScheduledFutureTask.run",
        WORKER);
    accept();
    see(WORKS);
    assertEquals(0, outsideTask());
    add(Thread.State.TIMED_WAITING, WAITS_FOR_TIME);
    assertEquals(0, outsideTask());
    add(Thread.State.WAITING, WAITS_FOR_TIME);
    assertEquals(0, outsideTask(), "the other threads are not known");
    all.add(sample(Thread.State.WAITING, WAITS_FOR_TIME));
    assertEquals(1, outsideTask());
    all.add(sample(Thread.State.TIMED_WAITING, WAITS_FOR_TIME));
    assertEquals(0, outsideTask(), "another thread may run it again");
    all.clear();
    all.add(sample(Thread.State.WAITING, WAITS_FOR_TIME));
    assertEquals(1, outsideTask());
  }

  @Test
  void oneThatIsInAcceptAndHasLeftItHereIsInAnother() {
    see(ACCEPTS);
    assertEquals(1, atAnother());
    see(ACCEPTS);
    assertEquals(2, atAnother());
    accept();
    see(ACCEPTS);
    assertEquals(1, atAnother(), "it has accepted meanwhile");
    recorder.entered(this, FD);
    see(ACCEPTS);
    assertEquals(0, atAnother());
  }

  @Test
  void oneThatWantsACpuMayBeOnItsWayOut() {
    AcceptorSample sample = sample(Thread.State.RUNNABLE, ACCEPTS);
    tally.add(Thread.currentThread(), sample.havingRun(1, 7, Readiness.READY));
    assertEquals(0, atAnother());
  }

  @Test
  void aSelectorIsNoAccept() {
    see("sun.nio.ch.EPoll.wait", "com.acme.Shop.select", "java.lang.Thread.run");
    assertEquals(0, atAnother());
  }

  @Test
  void ofAnotherThreadNothingIsKnown() {
    see(ACCEPTS);
    tally.add(new Thread(() -> {}), sample(Thread.State.RUNNABLE, ACCEPTS));
    assertEquals(0, atAnother());
  }

  @Test
  void saysWhetherOtherThreadsHaveAccepted() throws InterruptedException {
    assertEquals(false, tally.view(true).others());
    Thread other = new Thread(() -> recorder.entered(this, FD));
    other.start();
    other.join();
    assertTrue(tally.view(true).others());
  }

  private void accept() {
    recorder.accepted(this, FD, FD + 1, Listener.NO_ARRIVAL, 0);
  }

  private int outsideTask() {
    return tally.view(true).outsideTask();
  }

  private int atAnother() {
    return tally.view(true).atAnother();
  }

  private void see(String... frames) {
    add(Thread.State.WAITING, frames);
  }

  private void add(Thread.State state, String... frames) {
    tally.add(Thread.currentThread(), sample(state, frames));
  }

  private static AcceptorSample sample(Thread.State state, String... frames) {
    return new AcceptorSample("acceptor", state, stack(frames), null, null, stack());
  }
}
